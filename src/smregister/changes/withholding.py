"""Changes with a word in the place of every private value, for whatever leaves the register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smregister.kinds import EACH
from smregister.model import FieldChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smregister.kinds import Kind, Route
    from smregister.model import Change, Value
    from smregister.schemas import Kinds

NOT_PUBLISHED = "(not published)"


def published(changes: Iterable[Change], *kinds: Kinds) -> list[Change]:
    """Give changes with a word in the place of every value that is private by any of some kinds."""
    told = [*changes]
    for each in kinds:
        told = [_published(change, each.get(change.record.kind)) for change in told]
    return told


def _published(change: Change, kind: Kind | None) -> Change:
    if kind is None:
        return change
    fields = (part for each in change.fields for part in _parts(each))
    return replace(change, fields=tuple(_public_part(kind, part) for part in fields))


def _parts(field: FieldChange) -> Iterator[FieldChange]:
    """Take a mapping that is new apart, so that each of its fields is told of by itself."""
    if field.before is None and isinstance(field.after, dict):
        for key, value in field.after.items():
            yield from _parts(FieldChange((*field.pointer, key), None, value))
    else:
        yield field


def _public_part(kind: Kind, field: FieldChange) -> FieldChange:
    route = tuple(EACH if isinstance(step, int) else step for step in field.pointer)
    return field._replace(before=_public(kind, route, field.before), after=_public(kind, route, field.after))


def _public(kind: Kind, route: Route, value: Value) -> Value:
    field = kind.fields.get(route)
    if field is not None and field.private and value is not None:
        return NOT_PUBLISHED
    if isinstance(value, dict):
        return {key: _public(kind, (*route, key), below) for key, below in value.items()}
    if isinstance(value, list):
        return [_public(kind, (*route, EACH), below) for below in value]
    return value
