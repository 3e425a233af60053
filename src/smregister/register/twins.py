"""Records of the same account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from smregister.dates import ALWAYS, DateRange
from smregister.model import Pointer, Record
from smregister.records.kinds import Kind
from smregister.records.views import Account
from smregister.register.official_days import held_days
from smregister.register.platforms import AccountKey
from smregister.register.register import Register, account_keys, reference_id

_MOST_COMPARED = 10
"""The uses before and after one, of those that overlap it; a finding names fewer."""
_NO_END = "9999-12-31"


class KeyUse(NamedTuple):
    """A key in the record of an account, with the pointer of its field."""

    key: AccountKey
    record: Record
    pointer: Pointer


def are_twins(kinds: Mapping[str, Kind], one: KeyUse, other: KeyUse) -> bool:
    """Check whether two records that share a key describe one account.

    They don't if one replaces the other, or if a handle was theirs on other days. An id is never given twice.
    """
    if one.record.path == other.record.path or one.key != other.key or _hands_over(kinds, one.record, other.record):
        return False
    return _days(one).overlaps(_days(other))


def group_twins(kinds: Mapping[str, Kind], uses: Sequence[KeyUse]) -> Iterator[tuple[KeyUse, list[KeyUse]]]:
    """Yield each use of a key with twins of it; of very many, some that overlap it in days.

    The uses are passed in the order of their days, so that the cost does not grow with the square of their number.
    """
    ordered = sorted(uses, key=lambda use: (_days(use).start or "", use.record.id, str(use.pointer)))
    current: list[tuple[str, int]] = []
    for number, use in enumerate(ordered):
        days = _days(use)
        while current and current[0][0] < (days.start or ""):
            heappop(current)
        earlier = [ordered[position] for _, position in current[:_MOST_COMPARED]]
        others = [*earlier, *ordered[number + 1 : number + 1 + _MOST_COMPARED]]
        yield use, [other for other in others if are_twins(kinds, use, other)]
        heappush(current, (days.end or _NO_END, number))


def find_twins(register: Register, record: Record) -> Iterator[Record]:
    """Yield the other records of an account, which may be a new one, once each."""
    seen = set[str]()
    for key, pointer in account_keys(register.platforms, record):
        use = KeyUse(key, record, pointer)
        for other, other_pointer in register.accounts_by_key.get(key, ()):
            if other.path not in seen and are_twins(register.kinds, use, KeyUse(key, other, other_pointer)):
                seen.add(other.path)
                yield other


def find_present(register: Register, key: AccountKey) -> Record | None:
    """Return the account that has a key on the register's day, or else had it, or will have it."""
    uses, day = register.accounts_by_key.get(key, ()), register.day.isoformat()
    present = (record for record, pointer in uses if held_days(Account(record), pointer).contains(day))
    return next(present, uses[0][0] if uses else None)


def _days(use: KeyUse) -> DateRange:
    return ALWAYS if use.key[1] == "id" else held_days(Account(use.record), use.pointer)


def _hands_over(kinds: Mapping[str, Kind], one: Record, other: Record) -> bool:
    return any(
        Account(before).has_ended
        and reference_id(kinds["account"], Account(before).replaced_by or "", before.agency) == after.id
        for before, after in ((one, other), (other, one))
    )
