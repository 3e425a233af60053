"""Selection of a kind's records by the values of their fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from smregister.errors import FatalError
from smregister.model import Value, agency_of, name_of
from smregister.records.kinds import ANY_ITEM, Field, Kind, Route, values_at
from smregister.register.index.column_store import ColumnStore
from smregister.register.lookup import as_text, choice_error
from smregister.text import did_you_mean

ReadValue: TypeAlias = Callable[[str, str], str]

# The fields that a record's path holds.
_PATH_FIELDS = ("id", "agency", "name")


class Selection(NamedTuple):
    """The records of a kind that meet some conditions, out of a store of all of them."""

    kind: Kind
    store: ColumnStore
    numbers: Sequence[int]

    @property
    def ids(self) -> list[str]:
        """Return the ids of the selected records."""
        return [self.store.ids[number] for number in self.numbers]

    def rows(self, fields: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """Yield the id and some fields of each selected record, as text."""
        columns = [_column(self.store, self.kind, name) for name in fields]
        texts = [_format_all([column[number] for number in self.numbers], below) for column, below in columns]
        return zip(self.ids, *texts, strict=True)


def select(
    store: ColumnStore, kind: Kind, conditions: Iterable[str], read_value: ReadValue = lambda _, value: value
) -> Selection:
    """Select the records that meet every condition, in the order of their ids: `field=value`, or `field!=value`.

    A field is a dotted name, or `id`, `agency`, `name`; of a list, any item may match. An empty
    value matches what is absent.

    Raises FatalError if a condition is not one, or its field or value unknown.

    Args:
        read_value: Returns the id that a value of a field means, or raises FatalError. Default: the value.
    """
    numbers: Iterable[int] = range(len(store.ids))
    for name, text, is_equal in [_parse(kind, text) for text in conditions]:
        value = read_value(name, text) if text else text
        column, below = _column(store, kind, name)
        numbers = [number for number in numbers if _matches(column[number], below, value) is is_equal]
    return Selection(kind, store, sorted(numbers, key=store.ids.__getitem__))


def find_value_field(kind: Kind, name: str) -> Field | None:
    """Return the field that a condition compares: of a list, its items."""
    field = kind.field(name)
    return kind.fields.get((*field.route, ANY_ITEM), field) if field else None


def field_of(condition: str) -> str:
    """Return the name of the field in a condition."""
    return condition.partition("=")[0].removesuffix("!").strip()


def _parse(kind: Kind, text: str) -> tuple[str, str, bool]:
    before, equals, value = text.partition("=")
    name = field_of(text)
    if not equals:
        raise FatalError(f"`{text}` is not a condition; write `field=value`")
    if kind.route(name) is None and name not in _PATH_FIELDS:
        names = [*_PATH_FIELDS, *(field.name.replace(".*", "") for field in kind.fields.values())]
        raise FatalError(f"`{name}` is not a field of {kind.name}{did_you_mean(name, names)}")
    field = find_value_field(kind, name)
    error = choice_error(field, value.strip()) or _type_error(field, value.strip())
    if error:
        raise FatalError(f"`{name}`: {error}")
    return name, value.strip(), not before.endswith("!")


def _type_error(field: Field | None, value: str) -> str | None:
    """Return the error of a value that a truth, a whole number or a date can't have; else None."""
    if field is None or not value:
        return None
    if field.types == ("boolean",) and value not in ("true", "false"):
        return f"`{value}` must be true or false"
    if field.types == ("integer",) and not re.fullmatch("-?[0-9]+", value):
        return f"`{value}` must be a whole number"
    if field.format == "date" and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return f"`{value}` must be a date such as 2026-12-31"
    return None


def _column(store: ColumnStore, kind: Kind, name: str) -> tuple[Sequence[Value], Route]:
    """Return the column in which a field is, and the route to it from there."""
    route = kind.route(name)
    if route:
        return store.column(route[0]), route[1:]
    if name == "agency":
        return [agency_of(kind.name, record_id) for record_id in store.ids], ()
    return (store.ids if name == "id" else [name_of(record_id) for record_id in store.ids]), ()


def _matches(value: Value, below: Route, text: str) -> bool:
    """Return whether any item of a value is a text; an empty text matches absence."""
    if isinstance(value, str) and not below:
        return value == text
    texts = _texts(value, below)
    return text in texts if text else not any(texts)


def _format_all(values: Iterable[Value], below: Route) -> list[str]:
    """Format each value of a column, or what a route leads to in it."""
    return [value if isinstance(value, str) and not below else ", ".join(_texts(value, below)) for value in values]


def _texts(value: Value, below: Route) -> list[str]:
    values = (value for _, value in values_at(value, below))
    items = (item for value in values for item in (value if isinstance(value, list) else [value]))
    return [as_text(item) for item in items if item is not None]
