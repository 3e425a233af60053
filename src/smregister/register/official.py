"""Check whether an address or a handle is official on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from smregister.dates import shift_day
from smregister.model import Pointer
from smregister.records.views import Account, Agency
from smregister.register.platforms import AccountKey, Platforms
from smregister.register.register import Register, reference_id
from smregister.register.urls import AddressError


class OfficialStatus(StrEnum):
    """The status of an account in the register."""

    OFFICIAL = "official"
    FORMERLY_OFFICIAL = "formerly-official"
    LOOKALIKE = "lookalike"
    KNOWN_FALSE = "known-false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OfficialAnswer:
    """The status, the account, the reason, and `like`: imitated accounts."""

    status: OfficialStatus
    account: str | None
    reason: str
    like: tuple[str, ...] = ()


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
        reason = (
            f"this can't be looked up: {error}" if error else "no account of the register has this address or handle"
        )
        return OfficialAnswer(OfficialStatus.UNKNOWN, None, reason)
    best = min(answers, key=lambda answer: (_RANK[answer.status], answer.account or ""))
    others = {f"`{answer.account}`" for answer in answers if answer.account != best.account}
    also = f"; the same words also name {', '.join(sorted(others))}" if others else ""
    return replace(best, reason=best.reason + also)


def candidate_keys(platforms: Platforms, text: str, platform: str | None) -> tuple[list[AccountKey], str | None]:
    """Return the keys that a text may name, and the error of an invalid address."""
    text = text.strip()
    candidates = [candidate for candidate in platforms if platform in (None, candidate.name)]
    handle = text.removeprefix("@")
    keys = [candidate.key(handle) for candidate in candidates if "/" not in handle or candidate.allows(handle)]
    if "/" not in text and ("." not in text or text.startswith("@")):
        return keys, None
    try:
        names = [name for name in platforms.read(text, guess=True) if platform in (None, name.platform)]
    except AddressError as error:
        return keys, str(error)
    for name in names:
        owner = platforms.get(name.platform)
        keys += owner.keys(name.handle, name.platform_id) if owner else ()
    return keys, None


def _status(register: Register, account: Account, pointer: Pointer) -> tuple[OfficialStatus, str]:
    """Return the status of an account under the key at a pointer, and why."""
    today = register.day.isoformat()
    if pointer[:1] == ("former_handles",):
        return _status_of_former_handle(register, account, pointer, today)
    agency = register.of_kind("agency").get(account.agency or "")
    owner = (Agency(agency).name if agency else None) or account.agency
    platform = register.platforms.get(account.platform)
    title = platform.title if platform else account.platform
    status, closed, begin = account.status, account.closed, _begin(account, pointer)
    if begin > today:
        return OfficialStatus.UNKNOWN, f"it is to be opened on {begin}, or has this handle only since"
    if status == "proposed":
        return OfficialStatus.UNKNOWN, "it is proposed, not yet approved"
    if status == "compromised":
        reason = "it is an account of the government, but reported as taken over; do not trust it for now"
        return OfficialStatus.FORMERLY_OFFICIAL, reason
    if account.has_ended_by(today):
        return OfficialStatus.FORMERLY_OFFICIAL, _end_reason(register, account)
    end = f"it closes on {closed}" if closed else f"status {status}"
    return OfficialStatus.OFFICIAL, f"it is an account of {owner} on {title}, {end}"


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
) -> tuple[OfficialStatus, str]:
    since, until = account.former_handles[int(pointer[1])].term
    begin = max(filter(None, (since, account.opened)), default="")
    if begin > today:
        return OfficialStatus.UNKNOWN, f"it became the handle of `{account.id}` on {begin} only"
    if until and until >= today:
        return OfficialStatus.OFFICIAL, f"it is the handle of `{account.id}` until {until}"
    when = f" until {until}" if until else ""
    present, closed = account.handle, account.closed
    instead = f"; the account is now `{present}`" if present else ""
    if (closed and closed <= today) or account.has_ended:
        instead = f"; {_end_reason(register, account)}"
    return OfficialStatus.FORMERLY_OFFICIAL, f"it was the handle of `{account.id}`{when}{instead}"


def _end_reason(register: Register, account: Account) -> str:
    when = f" until {account.closed}" if account.closed else ""
    reason = f": {account.closed_reason}" if account.closed_reason else ""
    successor = account.replaced_by
    instead = f"; now see `{reference_id(register.kinds['account'], successor, account.agency)}`" if successor else ""
    return f"it was official{when}{reason}{instead}"
