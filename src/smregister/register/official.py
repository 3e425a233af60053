"""Check whether an address or a handle is official on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from smregister.dates import date_or_text
from smregister.model import Pointer
from smregister.records.views import Account, Agency
from smregister.register.official_days import dated_days, has_official_days
from smregister.register.platforms import AccountKey, Platforms
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


def check(register: Register, text: str, platform: str | None = None, today: date | None = None) -> OfficialAnswer:
    """Check an address, or a handle with or without `@`, on all platforms or on one.

    `today` is the real day, by default the register's: a record may say what has happened since the register's day.
    """
    latest = max(today or register.day, register.day).isoformat()
    keys, error = candidate_keys(register.platforms, text, platform)
    answers = [
        OfficialAnswer(status, record.id, reason)
        for key in dict.fromkeys(keys)
        for record, pointer in register.accounts_by_key.get(key, ())
        for status, reason in [_status(register, Account(record), pointer, latest)]
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


def _status(register: Register, account: Account, pointer: Pointer, today: str) -> tuple[OfficialStatus, Message]:
    """Return the status of an account under the key at a pointer, and why."""
    if account.status == "proposed":
        return OfficialStatus.UNKNOWN, _("it is proposed, not yet approved")
    begin = dated_days(account, pointer).start or ""
    if begin > register.day.isoformat():
        return OfficialStatus.UNKNOWN, _begin_reason(account, begin, pointer)
    if not _is_current(register, account, pointer, today):
        return OfficialStatus.FORMERLY_OFFICIAL, _former_reason(register, account, pointer, today)
    host = _foreign_host(register, account, pointer)
    if host is not None:
        reason = _("`{account}` is registered, but {host} is not on a government domain", account=account.id, host=host)
        return OfficialStatus.UNKNOWN, reason
    return OfficialStatus.OFFICIAL, _official_reason(register, account, pointer)


def _is_official(register: Register, account: Account, pointer: Pointer, today: str) -> bool:
    is_current = _is_current(register, account, pointer, today)
    return is_current and _foreign_host(register, account, pointer) is None


def _is_current(register: Register, account: Account, pointer: Pointer, today: str) -> bool:
    """Return whether the record alone makes a key official on the register's day."""
    return has_official_days(account, today) and dated_days(account, pointer).contains(register.day.isoformat())


def _foreign_host(register: Register, account: Account, pointer: Pointer) -> str | None:
    return find_foreign_host(register, account.record, account.record.text(*pointer) or "")


def _official_reason(register: Register, account: Account, pointer: Pointer) -> Message:
    if pointer[0] == "former_handles":
        until = date_or_text(account.former_handles[int(pointer[1])].to or "")
        return _("it is the handle of `{account}` until {day}", account=account.id, day=until)
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


def _begin_reason(account: Account, begin: str, pointer: Pointer) -> Message:
    if begin == account.opened and pointer[0] != "former_handles":
        return _("it is an account of the government only from {day}", day=date_or_text(begin))
    return _("the account `{account}` has this handle only from {day}", account=account.id, day=date_or_text(begin))


def _former_reason(register: Register, account: Account, pointer: Pointer, today: str) -> Message:
    if pointer[0] == "former_handles":
        return _explain_former_handle(register, account, account.former_handles[int(pointer[1])].to, today)
    if account.status == "compromised":
        return _("it is an account of the government, but reported as taken over; do not trust it for now")
    return _end_reason(register, account, today)


def _explain_former_handle(register: Register, account: Account, until: str | None, today: str) -> Message:
    """Add the present handle, or the end of the account, to the reason of a former handle."""
    was = _("it was the handle of `{account}`", account=account.id)
    if until:
        was = _("it was the handle of `{account}` until {day}", account=account.id, day=date_or_text(until))
    if account.has_ended or account.has_ended_by(register.day.isoformat()):
        return _("{reason}; {end}", reason=was, end=_end_reason(register, account, today))
    if account.handle and _is_official(register, account, ("handle",), today):
        return _("{reason}; the account is now `{handle}`", reason=was, handle=account.handle)
    return was


def _end_reason(register: Register, account: Account, today: str) -> Message:
    end = _("it was official")
    if account.closed and account.closed <= today:
        end = _("it was official until {day}", day=date_or_text(account.closed))
    if account.closed_reason:
        end = _("{end}: {reason}", end=end, reason=account.closed_reason)
    successor = _find_successor(register, account, today)
    return _("{end}; now see `{account}`", end=end, account=successor) if successor else end


def _find_successor(register: Register, account: Account, today: str) -> str:
    """Return the address of the account that replaced another, or its id; empty unless it is official."""
    name = reference_id(register.kinds["account"], account.replaced_by or "", account.agency)
    record = register.of_kind("account").get(name) if account.replaced_by else None
    if record is None or not record.valid:
        return ""
    successor = Account(record)
    own_key = "handle" if successor.handle else "platform_id"
    if not _is_official(register, successor, (own_key,), today):
        return ""
    platform = register.platforms.get(successor.platform)
    # The recorded address may be another page.
    return (platform.address(successor.handle, successor.platform_id) if platform else None) or successor.id
