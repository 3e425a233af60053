"""Changes by which an account is official under another key, or for longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from smregister.dates import DateRange
from smregister.model import Change, Denial, Pointer, Record
from smregister.pointers import format_dotted
from smregister.records.views import Account
from smregister.register.official_days import official_days
from smregister.register.platforms import AccountKey, Platforms
from smregister.register.register import account_keys
from smregister.review.desk_approval import find_status_denials
from smregister.review.policy import Policy

_READ = ("platform", "handle", "platform_id", "url", "former_handles", "status", "opened", "closed")
"""The fields that say under which keys, and when, an account is official."""

_END_OF_TIME = "9999-12-31"

_KeyDays: TypeAlias = "tuple[tuple[str, ...], Pointer, DateRange]"


def find_official_denials(policy: Policy, changes: Iterable[Change], found: Iterable[Denial]) -> Iterator[Denial]:
    """Yield what changes of accounts make official, or keep official for longer, from the policy's day on.

    A status, and a new handle, have denials of their own: `found` holds these, and one denial a field is enough.
    """
    denied = {(denial.path, denial.pointer) for denial in found}
    for change in changes:
        if (before := former_account(change, _READ)) and not any(find_status_denials(before, change.record)):
            denials = _find_denials(policy.platforms, before, change.record, policy.day)
            yield from (denial for denial in denials if (denial.path, denial.pointer) not in denied)


def former_account(change: Change, fields: Iterable[str]) -> Record | None:
    """Return the former record of an account of which a change edits some fields; None if it edits none of them."""
    before, after = change.before, change.record
    if before is None or after.kind != "account":
        return None
    return before if any(before.value(name) != after.value(name) for name in fields) else None


def _find_denials(platforms: Platforms, before: Record, after: Record, day: str) -> Iterator[Denial]:
    old = [*_days_by_key(platforms, before, day, today=day)]
    has_new_handle = before.value("handle") != after.value("handle")
    # An end in the future counts even if the status contradicts it.
    for key, pointer, days in _days_by_key(platforms, after, day, today=_END_OF_TIME):
        is_new = has_new_handle and pointer == ("handle",)
        terms = (term for other, at, term in old if other == key or (is_new and _is_present(other, at, key)))
        if not any(days.within(term) for term in terms):
            field = _changed_field(before, after, pointer)
            what = f"`{after.text(*pointer)}` official" + (f" until {days.end}" if days.end else "")
            yield Denial(after.path, field, f"this `{format_dotted(field)}` makes {what}, which needs the desk")


def _is_present(other: tuple[str, ...], pointer: Pointer, key: tuple[str, ...]) -> bool:
    """Return whether another key is the account's present handle or id on the same platform."""
    return pointer[0] != "former_handles" and other[0] == key[0]


def _days_by_key(platforms: Platforms, record: Record, day: str, today: str) -> Iterator[_KeyDays]:
    """Yield the keys of an account that are official on a day or later, with their pointers and days."""
    for key, pointer, days in official_days(Account(record), read_keys(platforms, record), today):
        if not days.ended_before(day):
            yield key, pointer, DateRange(max(days.start or "", day), days.end)


def read_keys(platforms: Platforms, record: Record) -> Iterator[tuple[AccountKey, Pointer]]:
    """Return the keys of an account with their pointers, also on a platform that the register does not have."""
    account = Account(record)
    return account_keys(platforms, record) if platforms.get(account.platform) else _plain_keys(account)


def _plain_keys(account: Account) -> Iterator[tuple[AccountKey, Pointer]]:
    """Yield the keys of an account on a platform that the register does not have."""
    fields: list[Pointer] = [("handle",), ("platform_id",)]
    fields += [("former_handles", number, "handle") for number in range(len(account.former_handles))]
    for pointer in fields:
        if text := account.record.text(*pointer):
            yield (account.platform or "", "id" if pointer[0] == "platform_id" else "handle", text), pointer


def _changed_field(before: Record, after: Record, pointer: Pointer) -> Pointer:
    """Return the field that makes a key official: its own, or one of the whole account."""
    if pointer[0] == "former_handles":
        return pointer[:2]
    changed = (name for name in ("platform", "closed", "opened") if before.value(name) != after.value(name))
    own = pointer if before.value(*pointer) != after.value(*pointer) else None
    return own or (next(changed, str(pointer[0])),)
