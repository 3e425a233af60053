"""What the desk has given for a record: its own fields, and statements in its name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from smregister.appointments.agency_status import Term
from smregister.model import Record, Value
from smregister.pointers import format_dotted
from smregister.records.kinds import Kind, Route, values_at
from smregister.register.platforms import Platforms
from smregister.review.desk_names import DeskNames

DESK_FIELDS: Mapping[str, tuple[Route, ...]] = {
    "account": (("approval",), ("verification",), ("desk_access",)),
    "appointment": (
        ("officer", "forge"),
        ("officer", "signing_keys"),
        ("officer", "removed"),
        ("letter", "softcopy", "sha256"),
        ("letter", "softcopy", "received"),
        ("letter", "hardcopy", "received"),
    ),
    "waiver": (("approved",),),
}
"""The fields that only the desk changes even where a register's older schemas do not mark them."""

NOT_ABOUT_ACCOUNTS = ("account", "appointment")
"""The kinds that name accounts without giving anything for them: a letter is about its officer."""


class Base(Protocol):
    """What the base of a change says about the desk, platforms, letters and accounts."""

    @property
    def day(self) -> str:
        """Return the day of the check."""

    @property
    def desk_names(self) -> DeskNames:
        """Return the names of the desk."""

    @property
    def platforms(self) -> Platforms:
        """Return the platforms."""

    def terms_at(self, agency: str) -> Sequence[Term]:
        """Return the terms of an agency's valid letters."""

    def records_about(self, account_id: str) -> Sequence[tuple[Kind, Record]]:
        """Return the records about an account, but letters, with their kinds."""


def desk_routes(kind: Kind) -> Iterator[Route]:
    """Yield the outermost fields that only the desk may change."""
    core = DESK_FIELDS.get(kind.name, ())
    marked = [field.route for field in kind.fields.values() if field.desk_only]
    outer = {*core, *marked}
    yield from core
    for route in marked:
        if route not in core and not any(route[:length] in outer for length in range(len(route))):
            yield route


def find_desk_values(record: Record, kind: Kind, names: DeskNames) -> Iterator[str]:
    """Yield the fields in which the desk has given something for a record."""
    for route in desk_routes(kind):
        yield from (format_dotted(pointer) for pointer, value in values_at(record.data, route) if value is not None)
    yield from (name for name, _ in find_statements(record, names))
    if kind.name == "account" and record.value("status") == "compromised":
        yield "status: compromised"


def find_desk_values_elsewhere(account: Record, base: Base) -> Iterator[str]:
    """Yield the records of the base in which the desk has given something for an account."""
    for kind, record in base.records_about(account.id):
        if kind.owner == "desk" or any(find_desk_values(record, kind, base.desk_names)):
            yield f"{kind.name} {record.id}"


def find_accounts(record: Record, kind: Kind) -> set[str]:
    """Return the ids of the accounts that a record is about, but for accounts and letters."""
    if kind.named_after == "account":
        return {record.id}
    if kind.name in NOT_ABOUT_ACCOUNTS:
        return set()
    routes = [field.route for field in kind.references() if field.reference == "account"]
    names = [name for route in routes for _, name in values_at(record.data, route) if isinstance(name, str)]
    return {name if "/" in name else f"{record.agency}/{name}" for name in names}


def find_statements(record: Record, names: DeskNames) -> Counter[tuple[str, str]]:
    """Return the values with a `by` of the desk, each with the field that it is in."""
    inner = ((name, item) for name, value in record.data.items() for item in _mappings(value))
    items = (("by", dict(record.data)), *inner)
    return Counter((name, json.dumps(item, sort_keys=True)) for name, item in items if names.are_in(item.get("by")))


def _mappings(value: Value) -> Iterator[dict[str, Value]]:
    """Yield the mappings in a value, however deep."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _mappings(member)
