"""A kind of record: what its schema says to rules, commands and reports."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from smregister.model import Pointer, Value
from smregister.pointers import format_dotted, parse_dotted
from smregister.repository.tree import REGISTRY
from smregister.text import escape_hidden

Route: TypeAlias = tuple[str, ...]
"""A route of field names through a schema; `*` stands for every item of a list or mapping."""

ANY_ITEM = "*"
NOT_PUBLISHED = "(not published)"
"""The word in the place of a private value."""

NAME_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
NAME_DESCRIPTION = "a-z, 0-9 and single hyphens"
LONGEST_PATH = 120
# Names that Windows keeps for devices; a clone that holds one can't be checked out there.
RESERVED_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


class Field(NamedTuple):
    """One field of a kind, in the words of its schema."""

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
    schema: Mapping[str, Any] = MappingProxyType({})

    @property
    def name(self) -> str:
        """Write the route as people write it in options: `letter.signed_by.post`."""
        return format_dotted(self.route)


class Closing(NamedTuple):
    """Which fields tell that a record's life has ended; dotted names, or None where there is no such field."""

    on: str
    reason: str
    status: str | None = None
    status_value: str | None = None
    replaced_by: str | None = None


class Uniqueness(NamedTuple):
    """Fields that together occur once, in the whole register or within an agency; not of records that have `unless`."""

    fields: tuple[str, ...]
    within_agency: bool
    unless: str | None = None


class PathTemplate(NamedTuple):
    """Where the records of a kind lie: `agencies/{agency}/accounts/{name}.yaml` below `registry/`.

    The last name of the id must fit `name_pattern`, which `name_description` puts into words.
    """

    template: str
    name_pattern: str = NAME_PATTERN
    name_description: str = NAME_DESCRIPTION

    @property
    def in_agency(self) -> bool:
        """Return whether the records lie in an agency's folder, below the agency's own record."""
        return self.template.startswith("agencies/{agency}/") and "{name}" in self.template

    @property
    def singular(self) -> bool:
        """Return whether there is only one such record."""
        return "{" not in self.template

    def path(self, record_id: str) -> str:
        """Return the path of a record, from the checkout."""
        agency, _, name = record_id.rpartition("/")
        filled = self.template.replace("{agency}", agency or name).replace("{name}", name)
        return f"{REGISTRY}/{filled}"

    def id_at(self, path: str) -> str | None:
        """Return the id of the record at a path, whether its name is a good one or not; None if it lies elsewhere."""
        found = _pattern(self.template).fullmatch(path)
        if found is None:
            return None
        return "/".join(found.groups()) or self.template.removesuffix(".yaml")

    def name_error(self, record_id: str) -> str | None:
        """Return what is wrong with the names in an id, if anything."""
        agency, _, name = record_id.rpartition("/")
        if agency and not re.fullmatch(NAME_PATTERN, agency):
            return f"`{escape_hidden(agency)}` is no name for an agency's folder: use a-z, 0-9 and single hyphens"
        if not re.fullmatch(self.name_pattern, name) or name.endswith("\n"):
            return f"`{escape_hidden(name)}` is no name for this file: use {self.name_description}"
        if {agency, name} & RESERVED_NAMES:
            return f"`{name}` is a name that Windows keeps for itself; choose another"
        if len(self.path(record_id)) > LONGEST_PATH:
            return f"the path is longer than {LONGEST_PATH} characters; choose a shorter name"
        return None


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of record, as its schema file describes it; its fields are read from there when they are asked for."""

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
    """Fields of which a record has at least one."""
    named_after: str | None = None
    """The kind of which each record has the name of one, and tells more about that."""

    @cached_property
    def fields(self) -> Mapping[Route, Field]:
        """Return the fields by their routes, in the order of the schema."""
        return self.read_fields()

    @cached_property
    def ranks(self) -> Mapping[Route, int]:
        """Number the fields in the order of the schema."""
        return {route: number for number, route in enumerate(self.fields)}

    def field(self, name: str) -> Field | None:
        """Find a field by its dotted name; what stands for any item, a position or a star, may be left out."""
        route = as_route(name)
        return self.fields.get(route) or next(
            (field for field in self.fields.values() if without_items(field.route) == without_items(route)),
            self._member_of_mapping(route),
        )

    def route(self, name: str) -> Route | None:
        """Return the route by which the values of a field are found in a record."""
        field = self.field(name)
        if field is None:
            return None
        is_member = field.route[-1] == ANY_ITEM and without_items(field.route) != without_items(as_route(name))
        return (*field.route[:-1], as_route(name)[-1]) if is_member else field.route

    def _member_of_mapping(self, route: Route) -> Field | None:
        """Find what describes any member of a mapping whose keys are free, such as languages."""
        above, any_member = self.fields.get(route[:-1]), self.fields.get((*route[:-1], ANY_ITEM))
        return any_member if above is not None and "object" in above.types else None

    def members(self, field: Field, *below: str) -> list[Field]:
        """Return the fields that lie directly in a mapping; `below` leads on to that of a list's items (`EACH`)."""
        above = (*field.route, *below)
        return [each for each in self.fields.values() if each.route[:-1] == above and each.route[-1] != ANY_ITEM]

    def references(self) -> tuple[Field, ...]:
        """Return the fields that name other records."""
        return tuple(found for found in self.fields.values() if found.reference)


Kinds: TypeAlias = dict[str, Kind]
"""Kinds by their names."""


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Make of a layout's template a pattern of the paths of its records."""
    parts = re.split(r"\{[a-z]+\}", template)
    return re.compile("[^/]*/" + "([^/]*)".join(map(re.escape, parts)))


def as_route(name: str) -> Route:
    """Read a dotted name (`contacts.0.email`) as a route; positions become `*`."""
    return tuple(ANY_ITEM if isinstance(step, int) else step for step in parse_dotted(name))


def fields_on_the_way(fields: Mapping[Route, Field], route: Route) -> Iterator[Field]:
    """Follow a route down a schema, to what it says of a name, or, where it says nothing, of any."""
    known: Route = ()
    for step in route:
        found = next((each for each in ((*known, step), (*known, ANY_ITEM)) if each in fields), None)
        if found is None:
            return
        known = found
        yield fields[found]


def without_items(route: Route) -> Route:
    """Leave out of a route what stands for any item."""
    return tuple(step for step in route if step != ANY_ITEM)


def values_at(data: object, route: Route, above: Pointer = ()) -> list[tuple[Pointer, Value]]:
    """Return every value a route leads to in plain data, each with its own pointer."""
    straight = route[: route.index(ANY_ITEM)] if ANY_ITEM in route else route
    for step in straight:
        if not isinstance(data, dict) or step not in data:
            return []
        data = data[step]
    place = (*above, *straight)
    if straight is route:
        return [(place, data)]  # type: ignore[list-item]
    rest = route[len(straight) + 1 :]
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in members for found in values_at(value, rest, (*place, key))]
