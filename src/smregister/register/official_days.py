"""Days on which the handles and ids of an account are official."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.dates import DateRange, day_before, earliest, shift_day
from smregister.model import Pointer
from smregister.records.views import Account
from smregister.register.platforms import AccountKey

_NO_DAY = "0000-12-31"
_OPEN_END = "9999-12-31"


def official_days(
    account: Account, keys: Iterable[tuple[AccountKey, Pointer]], today: str
) -> Iterator[tuple[AccountKey, Pointer, DateRange]]:
    """Yield the keys of an account with the days on which they are official.

    `today` is the real day. Keys that are never official are left out.
    """
    if has_official_days(account, today):
        for key, pointer in keys:
            days = dated_days(account, pointer)
            if days.end is None or (days.start or "") <= days.end:
                yield key, pointer, days


def has_official_days(account: Account, today: str) -> bool:
    """Return whether the status leaves an account days on which it is official.

    One that has ended was official before a day that has come.
    """
    if account.status in ("proposed", "compromised"):
        return False
    return not account.has_ended or (account.closed is not None and account.closed <= today)


def dated_days(account: Account, pointer: Pointer) -> DateRange:
    """Return the days of a handle or an id by the dates of an account, whatever its status."""
    days = held_days(account, pointer)
    if pointer[0] == "former_handles" and account.former_handles[int(pointer[1])].to is None:
        return DateRange(days.start, _NO_DAY)
    return days


def held_days(account: Account, pointer: Pointer) -> DateRange:
    """Return the days on which a handle or an id may have been the account's; open where none is recorded."""
    last = day_before(account.closed) if account.closed and account.closed < _OPEN_END else None
    if pointer[0] != "former_handles":
        return DateRange(_first_day(account, pointer), last)
    since, until = account.former_handles[int(pointer[1])].term
    return DateRange(max(filter(None, (since, account.opened)), default=None), earliest(until, last))


def _first_day(account: Account, pointer: Pointer) -> str | None:
    """Return the first day of an account, or of its present handle; None if unknown."""
    next_days: Iterator[str | None] = iter(())
    if pointer[0] == "handle" or (pointer[0] == "url" and not account.handle):
        last_days = (former.to for former in account.former_handles)
        next_days = (shift_day(day, 1) for day in last_days if day and day < "9999")
    return max(filter(None, (account.opened, *next_days)), default=None)
