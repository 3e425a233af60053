"""Records of the same account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from smregister.model import Pointer, Record
from smregister.records.kinds import Kind
from smregister.records.views import Account
from smregister.register.official_days import held_days
from smregister.register.platforms import AccountKey
from smregister.register.register import Register, account_keys, reference_id


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
    days, other_days = (held_days(Account(use.record), use.pointer) for use in (one, other))
    return one.key[1] == "id" or days.overlaps(other_days)


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


def _hands_over(kinds: Mapping[str, Kind], one: Record, other: Record) -> bool:
    return any(
        Account(before).has_ended
        and reference_id(kinds["account"], Account(before).replaced_by or "", before.agency) == after.id
        for before, after in ((one, other), (other, one))
    )
