"""New values of the fields that name an account, in canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from smregister.editing.assignments import Assignment
from smregister.model import Record
from smregister.register.account_names import read_account, read_address
from smregister.register.platforms import Platform, Platforms
from smregister.register.urls import AddressError


def canonical_assignments(
    platforms: Platforms, record: Record, assignments: Iterable[Assignment]
) -> Iterator[Assignment]:
    """Yield assignments to a record; addresses and handles are read as in a new account.

    An address on another platform also sets `platform`.
    """
    assignments = [*assignments]
    texts = {str(item.pointer[0]): item.value for item in assignments if _is_text(record, item)}
    named = platforms.by_alias(str(texts.get("platform") or record.text("platform") or ""))
    for assignment in assignments:
        name, text = str(assignment.pointer[0]), assignment.value
        canonical = [assignment]
        if name in texts and isinstance(text, str):
            with suppress(AddressError):
                canonical = [*_canonical(platforms, named, name, text)] or canonical
        yield from (
            item for item in canonical if item is assignment or item.pointer[0] == name or item.pointer[0] not in texts
        )


def _is_text(record: Record, assignment: Assignment) -> bool:
    is_plain = len(assignment.pointer) == 1 and not assignment.adds and isinstance(assignment.value, str)
    return record.kind == "account" and is_plain


def _canonical(platforms: Platforms, named: Platform | None, name: str, text: str) -> Iterator[Assignment]:
    """Yield the assignments in place of one; none if it stays. Raises AddressError if an address names no account."""
    if name == "platform" and named:
        yield Assignment(("platform",), named.name, adds=False)
    elif name == "handle" and named and (account := read_account(platforms, named, handle=text)):
        field, value = ("handle", account.handle) if account.handle else ("platform_id", account.platform_id)
        yield from [Assignment((field,), value, adds=False)] if value else []
    elif name == "url":
        try:
            account = read_address(platforms, named, text)
        except AddressError:
            account = read_address(platforms, None, text)
            yield Assignment(("platform",), account.platform, adds=False)
        if address := platforms.canonical_address(account):
            yield Assignment(("url",), address, adds=False)
