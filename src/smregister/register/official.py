"""Check whether an address or a handle is official on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from smregister.dates import date_or_text, shift_day
from smregister.model import Pointer
from smregister.records.views import Account, Agency
from smregister.register.platforms import AccountKey, Platforms, find_address
from smregister.register.portals import find_foreign_host
from smregister.register.register import Register, reference_id
from smregister.register.urls import AddressError
from smregister.text import Message, join_messages
from smregister.text import Message as _


class OfficialStatus(StrEnum):
    """The status of an account in the register."""

    OFFICIAL = "official"
    FORMERLY_OFFICIAL = "formerly-official"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OfficialAnswer:
    """The status, the account and the reason."""

    status: OfficialStatus
    account: str
    """The id of the account; empty if there is none."""
    reason: Message


STATUS_TITLES = {
    OfficialStatus.OFFICIAL: _("official"),
    OfficialStatus.FORMERLY_OFFICIAL: _("formerly-official"),
    OfficialStatus.UNKNOWN: _("unknown"),
}
"""The status of an account, as `check` prints it."""
_NATIONAL_NUMBER = re.compile(r"0[0-9 -]{6,20}", re.ASCII)
_RANK = {OfficialStatus.OFFICIAL: 0, OfficialStatus.FORMERLY_OFFICIAL: 1, OfficialStatus.UNKNOWN: 2}


def check(register: Register, text: str, platform: str | None = None) -> OfficialAnswer:
    """Check an address, or a handle with or without `@`, on all platforms or on one."""
    keys, error = candidate_keys(register.platforms, text, platform)
    answers = [
        OfficialAnswer(status, record.id, reason)
        for key in dict.fromkeys(keys)
        for record, pointer in register.accounts_by_key.get(key, ())
        for status, reason in [_status(register, Account(record), pointer)]
    ]
    if not answers:
        reason = join_messages([error]) if error else _("no account of the register has this address or handle")
        return OfficialAnswer(OfficialStatus.UNKNOWN, "", reason)
    best = min(answers, key=lambda answer: (_RANK[answer.status], answer.account))
    others = {answer.account: answer for answer in answers if answer.account != best.account}
    if not others:
        return best
    described = join_messages((_describe(register, others[account]) for account in sorted(others)), ", ")
    return replace(best, reason=_("{reason}; also registered as {others}", reason=best.reason, others=described))


def _describe(register: Register, answer: OfficialAnswer) -> Message:
    """Return the account of an answer with its platform and status."""
    account = Account(register.of_kind("account")[answer.account])
    platform = register.platforms.title_of(account.platform)
    status = STATUS_TITLES[answer.status]
    return _("`{account}` ({platform}, {status})", account=account.id, platform=platform, status=status)


def candidate_keys(platforms: Platforms, text: str, platform: str | None) -> tuple[list[AccountKey], str]:
    """Return the keys that a text may name, and the error of an invalid address."""
    text = text.strip()
    candidates = [candidate for candidate in platforms if platform in (None, candidate.name)]
    handle = text.removeprefix("@")
    keys = [candidate.key(handle) for candidate in candidates if "/" not in handle or candidate.allows(handle)]
    if _NATIONAL_NUMBER.fullmatch(text):
        return keys, _("write the telephone number with its country code, without the zero, such as +62 21 000000")
    if "/" not in text and ("." not in text or text.startswith("@")):
        return keys, ""
    try:
        names = [name for name in platforms.read(text, guess=True) if platform in (None, name.platform)]
    except AddressError as error:
        return keys, error.args[0]
    for name in names:
        owner = platforms.get(name.platform)
        keys += owner.keys(name.handle, name.platform_id) if owner else ()
    return keys, ""


def _status(register: Register, account: Account, pointer: Pointer) -> tuple[OfficialStatus, Message]:
    """Return the status of an account under the key at a pointer, and why."""
    status, reason = _recorded_status(register, account, pointer)
    host = find_foreign_host(register, account.record, account.record.text(*pointer) or "")
    if status is OfficialStatus.OFFICIAL and host is not None:
        reason = _("`{account}` is registered, but {host} is not on a government domain", account=account.id, host=host)
        return OfficialStatus.UNKNOWN, reason
    return status, reason


def _recorded_status(register: Register, account: Account, pointer: Pointer) -> tuple[OfficialStatus, Message]:
    """Return the status that an account's record alone gives a key."""
    today = register.day.isoformat()
    if pointer[:1] == ("former_handles",):
        return _status_of_former_handle(register, account, pointer, today)
    begin = _begin(account, pointer)
    if begin > today:
        return OfficialStatus.UNKNOWN, _begin_reason(account, begin)
    if account.status == "proposed":
        return OfficialStatus.UNKNOWN, _("it is proposed, not yet approved")
    if account.status == "compromised":
        reason = _("it is an account of the government, but reported as taken over; do not trust it for now")
        return OfficialStatus.FORMERLY_OFFICIAL, reason
    if account.has_ended_by(today):
        return OfficialStatus.FORMERLY_OFFICIAL, _end_reason(register, account)
    return OfficialStatus.OFFICIAL, _official_reason(register, account)


def _official_reason(register: Register, account: Account) -> Message:
    agency = register.of_kind("agency").get(account.agency or "")
    facts = {
        "agency": (Agency(agency).name if agency else None) or account.agency,
        "platform": register.platforms.title_of(account.platform),
    }
    if account.closed:
        return _(
            "it is an account of {agency} on {platform}; it closes on {day}", **facts, day=date_or_text(account.closed)
        )
    statuses = {"active": _("active"), "dormant": _("dormant"), "suspended": _("suspended"), "closing": _("closing")}
    status = statuses.get(account.status or "", account.status)
    return _("it is an account of {agency} on {platform}, status {status}", **facts, status=status)


def _begin_reason(account: Account, begin: str) -> Message:
    if begin == account.opened:
        return _("it is an account of the government only from {day}", day=date_or_text(begin))
    return _handle_begin_reason(account, begin)


def _handle_begin_reason(account: Account, begin: str) -> Message:
    return _("the account `{account}` has this handle only from {day}", account=account.id, day=date_or_text(begin))


def _begin(account: Account, pointer: Pointer) -> str:
    """Return the first day of an account under its present handle, or empty."""
    opened = account.opened or ""
    if pointer[:1] != ("handle",):
        return opened
    last_days = (former.to for former in account.former_handles)
    next_days = (shift_day(day, 1) for day in last_days if day and day < "9999")
    return max([opened, *filter(None, next_days)])


def _status_of_former_handle(
    register: Register, account: Account, pointer: Pointer, today: str
) -> tuple[OfficialStatus, Message]:
    since, until = account.former_handles[int(pointer[1])].term
    begin = max(filter(None, (since, account.opened)), default="")
    facts = {"account": account.id, "day": date_or_text(until or "")}
    if begin > today:
        return OfficialStatus.UNKNOWN, _handle_begin_reason(account, begin)
    if until and until >= today:
        return OfficialStatus.OFFICIAL, _("it is the handle of `{account}` until {day}", **facts)
    was = _("it was the handle of `{account}` until {day}", **facts)
    if not until:
        was = _("it was the handle of `{account}`", **facts)
    return OfficialStatus.FORMERLY_OFFICIAL, _explain_former_handle(register, account, was, today)


def _explain_former_handle(register: Register, account: Account, was: Message, today: str) -> Message:
    """Add the present handle, or the end of the account, to a reason."""
    if (account.closed and account.closed <= today) or account.has_ended:
        return _("{reason}; {end}", reason=was, end=_end_reason(register, account))
    if account.handle:
        return _("{reason}; the account is now `{handle}`", reason=was, handle=account.handle)
    return was


def _end_reason(register: Register, account: Account) -> Message:
    end = _("it was official until {day}", day=date_or_text(account.closed)) if account.closed else _("it was official")
    if account.closed_reason:
        end = _("{end}: {reason}", end=end, reason=account.closed_reason)
    if account.replaced_by is None:
        return end
    successor = reference_id(register.kinds["account"], account.replaced_by, account.agency)
    record = register.of_kind("account").get(successor)
    address = find_address(register.platforms, Account(record)) if record else ""
    return _("{end}; now see `{account}`", end=end, account=address or successor)
