"""Kinds of records: their fields, paths and keys, from their schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from smregister.model import Pointer, Record, Value
from smregister.pointers import format_dotted, parse_dotted
from smregister.records.schema.compiled import pattern_test
from smregister.repository.tree import REGISTRY
from smregister.text import escape_hidden

Route: TypeAlias = tuple[str, ...]
"""A route of field names through a schema; `*` stands for every item of a list or mapping."""

ANY_ITEM = "*"
TRANSFERRED = "transferred"
"""The status of an account that belongs to another agency now; like the status that closes it, it is an end."""
NOT_PUBLISHED = "(not published)"
"""The text in place of a private value."""

NAME_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
NAME_DESCRIPTION = "a-z, 0-9 and single hyphens"
LONGEST_PATH = 120
# Device names of Windows, which can't check out a file with such a name.
RESERVED_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


class Field(NamedTuple):
    """A field of a kind, as its schema describes it."""

    route: Route
    title: str
    description: str
    types: tuple[str, ...]
    choices: tuple[Value, ...] = ()
    format: str | None = None
    examples: tuple[Value, ...] = ()
    default: Value = None
    required: bool = False
    reference: str | None = None
    private: bool = False
    desk_only: bool = False
    not_future: bool = False
    expected: bool = False
    right: str | None = None
    schema: Mapping[str, Any] = MappingProxyType({})

    @property
    def name(self) -> str:
        """Return the dotted name, as in options: `letter.signed_by.post`."""
        return format_dotted(self.route)


class Closing(NamedTuple):
    """The dotted names of the fields that close a record."""

    on: str
    reason: str
    status: str | None = None
    status_value: str | None = None
    replaced_by: str | None = None

    def has_ended(self, record: Record) -> bool:
        """Return whether the status of a record is one of its end."""
        status = record.value(*self.status.split(".")) if self.status else None
        return status is not None and status in (self.status_value, TRANSFERRED)


class Uniqueness(NamedTuple):
    """Fields that are unique in the register or an agency, except with `unless`."""

    fields: tuple[str, ...]
    within_agency: bool
    unless: str | None = None


class PathTemplate(NamedTuple):
    """The path of a kind's records, like `agencies/{agency}/accounts/{name}.yaml`.

    The last part of an id must match `name_pattern`, which `name_description` describes.
    """

    template: str
    name_pattern: str = NAME_PATTERN
    name_description: str = NAME_DESCRIPTION

    @property
    def in_agency(self) -> bool:
        """Return whether the records lie in an agency's folder, beside its own record."""
        return self.template.startswith("agencies/{agency}/") and "{name}" in self.template

    @property
    def singular(self) -> bool:
        """Return whether the kind has one record only."""
        return "{" not in self.template

    def path(self, record_id: str) -> str:
        """Return the path of a record in the checkout."""
        agency, _, name = record_id.rpartition("/")
        filled = self.template.replace("{agency}", agency or name).replace("{name}", name)
        return f"{REGISTRY}/{filled}"

    def longest_name(self, agency: str) -> int:
        """Return how long a name can be in an agency's folder."""
        return LONGEST_PATH - len(self.path(f"{agency}/"))

    def id_at(self, path: str) -> str | None:
        """Return the id of the record at a path; None if the path is of another kind."""
        match = _pattern(self.template).fullmatch(path)
        return ("/".join(match.groups()) or self.template.removesuffix(".yaml")) if match else None

    def name_error(self, record_id: str) -> str | None:
        """Return the error in the names of an id, or None."""
        agency, _, name = record_id.rpartition("/")
        if agency and not re.fullmatch(NAME_PATTERN, agency):
            return (
                f"`{escape_hidden(agency)}` is not a valid name for an agency's folder: use a-z, 0-9 and single hyphens"
            )
        if not self._matches_pattern(name) or name.endswith("\n"):
            return f"`{escape_hidden(name)}` is not a valid name for this file: use {self.name_description}"
        if {agency, name} & RESERVED_NAMES:
            return f"`{name}` is a reserved name on Windows; choose another"
        if len(self.path(record_id)) > LONGEST_PATH:
            return f"the path is longer than {LONGEST_PATH} characters; choose a shorter name"
        return None

    def _matches_pattern(self, name: str) -> bool:
        if self.name_pattern == NAME_PATTERN:
            return re.fullmatch(NAME_PATTERN, name) is not None
        # A proposal may bring the pattern, and Python's own engine takes exponential time for some.
        return pattern_test(f"^(?:{self.name_pattern})$")(name)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of record; its fields are collected from the schema on first use."""

    name: str
    title: str
    description: str
    path_template: PathTemplate
    owner: str
    columns: tuple[str, ...]
    label: str | None
    unique: tuple[Uniqueness, ...]
    identity: tuple[str, ...]
    closing: Closing | None
    read_fields: Callable[[], Mapping[Route, Field]] = field(repr=False)
    schema: Mapping[str, object] = field(repr=False)
    one_of: tuple[str, ...] = ()
    """A record has at least one of these fields."""
    named_after: str | None = None
    """Each record has the name of a record of this kind, and adds to it."""

    @cached_property
    def fields(self) -> Mapping[Route, Field]:
        """Return the fields by route, in the order of the schema."""
        return self.read_fields()

    @cached_property
    def ranks(self) -> Mapping[Route, int]:
        """Return the positions of the fields in the schema."""
        return {route: number for number, route in enumerate(self.fields)}

    def field(self, name: str) -> Field | None:
        """Find a field by its dotted name, in which positions and `*` may be left out."""
        route = parse_route(name)
        if route in self.fields:
            return self.fields[route]
        names, parent = _without_items(route), self.fields.get(route[:-1])
        # A mapping with free keys, such as languages, has a field for any of them.
        member = self.fields.get((*route[:-1], ANY_ITEM)) if parent and "object" in parent.types else None
        same_names = (field for field in self.fields.values() if _without_items(field.route) == names)
        return next(same_names, member)

    def item(self, field: Field) -> Field | None:
        """Return the field of a list's items, or of a mapping's free values."""
        return self.fields.get((*field.route, ANY_ITEM))

    def title_at(self, pointer: Pointer) -> str:
        """Return a field's title after those above it: `Evidence 2, seen`."""
        titles: list[str] = []
        fields = follow_route(self.fields, tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer))
        for step, part in zip_longest(pointer, fields):
            if isinstance(step, int) and titles:
                titles[-1] += f" {step + 1}"
            else:
                titles.append(part.title if part and part.route[-1] != ANY_ITEM else str(step))
        first, *others = titles or [""]
        return ", ".join([first, *(f"{title[:1].lower()}{title[1:]}" for title in others)])

    def route(self, name: str) -> Route | None:
        """Return the route to the values of a field in a record."""
        field, route = self.field(name), parse_route(name)
        if field is None:
            return None
        is_member = field.route[-1] == ANY_ITEM and _without_items(field.route) != _without_items(route)
        return (*field.route[:-1], route[-1]) if is_member else field.route

    def members(self, field: Field, *below: str) -> list[Field]:
        """Return the fields directly in a mapping, or with `ANY_ITEM` in list items."""
        parent = (*field.route, *below)
        return [member for route, member in self.fields.items() if route[:-1] == parent and route[-1] != ANY_ITEM]

    def right_at(self, pointer: Pointer) -> str | None:
        """Return the right that opens a value, or a part around it, to officers who may not change the whole record."""
        route = tuple(ANY_ITEM if isinstance(step, int) else step for step in pointer)
        fields = (self.fields.get(route[:length]) for length in range(1, len(route) + 1))
        return next((field.right for field in fields if field and field.right), None)

    def without_private_keys(self, pointer: Pointer) -> Pointer:
        """Cut a pointer before the first key within a private field that the schema does not name."""
        return cut_private_keys(self.fields, pointer)

    def references(self) -> tuple[Field, ...]:
        """Return the fields that name other records."""
        return tuple(field for field in self.fields.values() if field.reference)


Kinds: TypeAlias = dict[str, Kind]
"""Kinds by their names."""


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{[a-z]+\}", template)
    return re.compile("[^/]*/" + "([^/]*)".join(map(re.escape, parts)))


def parse_route(name: str) -> Route:
    """Parse a dotted name (`contacts.0.email`) to a route; positions become `*`."""
    return tuple(ANY_ITEM if isinstance(step, int) else step for step in parse_dotted(name))


def follow_route(fields: Mapping[Route, Field], route: Route) -> Iterator[Field]:
    """Yield the field of each step of a route, as far as there are fields."""
    parent: Route = ()
    for step in route:
        parent = (*parent, step) if (*parent, step) in fields else (*parent, ANY_ITEM)
        if parent not in fields:
            return
        yield fields[parent]


def cut_private_keys(fields: Mapping[Route, Field], pointer: Pointer) -> Pointer:
    """Cut a pointer before the first key within a private field that the schema does not name; it may be a secret."""
    route: Route = ()
    is_private = False
    for length, step in enumerate(pointer):
        types = fields[route].types if route in fields else ()
        is_item = isinstance(step, int) or ("array" in types and step.isdigit())
        name = ANY_ITEM if is_item else str(step)
        if is_private and not is_item and (*route, name) not in fields:
            return pointer[:length]
        route = (*route, name if (*route, name) in fields else ANY_ITEM)
        is_private = is_private or (route in fields and fields[route].private)
    return pointer


def _without_items(route: Route) -> Route:
    return tuple(step for step in route if step != ANY_ITEM)


def values_at(data: object, route: Route, parent: Pointer = ()) -> list[tuple[Pointer, Value]]:
    """Return every value of a route in plain data, with its pointer."""
    keys = route[: route.index(ANY_ITEM)] if ANY_ITEM in route else route
    for key in keys:
        if not isinstance(data, dict) or key not in data:
            return []
        data = data[key]
    pointer = (*parent, *keys)
    if keys is route:
        return [(pointer, data)]  # type: ignore[list-item]
    rest = route[len(keys) + 1 :]
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [value for key, member in members for value in values_at(member, rest, (*pointer, key))]
