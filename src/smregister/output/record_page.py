"""A record as text: fields by title, and references to it."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import Record, Value
from smregister.output.phrases import format_cell
from smregister.records.kinds import ANY_ITEM, Kind, Route
from smregister.register.lookup import label
from smregister.register.register import Register
from smregister.text import escape_hidden


def format_record(register: Register, record: Record) -> Iterator[str]:
    """Yield the lines of a record and of the references to it."""
    kind = register.kinds[record.kind]
    name = label(record, kind)
    yield escape_hidden(f"{record.kind} {record.id}" + (f": {name}" if name else ""))
    yield escape_hidden(record.path)
    yield ""
    if not record.data:
        yield "This file can't be read; `smregister validate` says why."
    yield from _mapping_lines(kind, dict(record.data), (), 0)
    references = [escape_hidden(f"  {line}") for line in _reference_lines(register, record)]
    if references:
        yield from ("", "Named by", *references)


def _mapping_lines(kind: Kind, value: dict[str, Value], route: Route, depth: int) -> Iterator[str]:
    for key, member in value.items():
        member_route = (*route, key)
        field = kind.fields.get(member_route)
        heading = f"{'  ' * depth}{field.title if field and field.title != field.route[-1] else key}"
        private = " (private)" if field and field.private and not isinstance(member, dict) else ""
        if isinstance(member, (dict, list)):
            yield escape_hidden(f"{heading}:")
            yield from _member_lines(kind, member, member_route, depth + 1)
        else:
            yield escape_hidden(f"{heading}{private}: {format_cell(member)}")


def _member_lines(kind: Kind, value: Value, route: Route, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _mapping_lines(kind, value, route, depth)
    elif isinstance(value, list):
        for item in value:
            yield from _item_lines(kind, item, (*route, ANY_ITEM), depth)


def _item_lines(kind: Kind, item: Value, route: Route, depth: int) -> Iterator[str]:
    text = "" if item in ({}, []) else escape_hidden(format_cell(item))
    lines = [*_member_lines(kind, item, route, depth + 1)] or [text]
    yield f"{'  ' * depth}- {lines[0].lstrip()}"
    yield from lines[1:]


def _reference_lines(register: Register, record: Record) -> Iterator[str]:
    for other in register.all():
        for field, _, reference in register.references(other):
            if field.reference == record.kind and register.find(record.kind, reference, other.agency) is record:
                yield f"{other.kind} {other.id} ({field.title.lower()})"
