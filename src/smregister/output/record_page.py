"""A record as text: fields by title, and references to it."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.model import Record, Value
from smregister.output.phrases import format_cell
from smregister.output.styled_line import Style, StyledLine
from smregister.records.kinds import ANY_ITEM, Kind, Route
from smregister.register.lookup import label
from smregister.register.register import Register


def format_record(register: Register, record: Record) -> Iterator[str]:
    """Yield the lines of a record and of the references to it."""
    kind = register.kinds[record.kind]
    name = label(record, kind)
    yield StyledLine((f"{record.kind} {record.id}" + (f": {name}" if name else ""), Style.STRONG))
    yield StyledLine((record.path, Style.DIM))
    yield ""
    if not record.data:
        yield StyledLine(("This file can't be read; `smregister validate` says why.", Style.BAD))
    yield from _mapping_lines(kind, dict(record.data), (), 0)
    references = [StyledLine(f"  {line}") for line in _reference_lines(register, record)]
    if references:
        yield from ("", StyledLine(("Named by", Style.STRONG)), *references)


def _mapping_lines(kind: Kind, value: dict[str, Value], route: Route, depth: int) -> Iterator[StyledLine]:
    for key, member in value.items():
        member_route = (*route, key)
        field = kind.fields.get(member_route)
        heading = field.title if field and field.title != field.route[-1] else key
        private = " (private)" if field and field.private and not isinstance(member, dict) else ""
        if isinstance(member, (dict, list)):
            yield StyledLine("  " * depth, (f"{heading}:", Style.DIM))
            yield from _member_lines(kind, member, member_route, depth + 1)
        else:
            yield StyledLine("  " * depth, (heading, Style.DIM), (private, Style.WARN), f": {format_cell(member)}")


def _member_lines(kind: Kind, value: Value, route: Route, depth: int) -> Iterator[StyledLine]:
    if isinstance(value, dict):
        yield from _mapping_lines(kind, value, route, depth)
    elif isinstance(value, list):
        for item in value:
            yield from _item_lines(kind, item, (*route, ANY_ITEM), depth)


def _item_lines(kind: Kind, item: Value, route: Route, depth: int) -> Iterator[StyledLine]:
    text = "" if item in ({}, []) else format_cell(item)
    first, *others = [*_member_lines(kind, item, route, depth + 1)] or [StyledLine("", text)]
    yield StyledLine(f"{'  ' * depth}- ", *first.pieces[1:])
    yield from others


def _reference_lines(register: Register, record: Record) -> Iterator[str]:
    for other in register.all():
        for field, _, reference in register.references(other):
            if field.reference == record.kind and register.find(record.kind, reference, other.agency) is record:
                yield f"{other.kind} {other.id} ({field.title.lower()})"
