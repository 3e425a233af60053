"""Finding records: by id, by the values of their fields, by any text in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.kinds import values_at
from smregister.suggestions import did_you_mean
from smregister.trees import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smregister.kinds import Field, Kind, Route
    from smregister.model import Pointer, Record, Value
    from smregister.register import Register
    from smregister.schemas import Kinds

# What every record has beside its fields: said by its path, not in it.
PATH_FIELDS = ("id", "agency", "name")


def find_kind(kinds: Kinds, name: str) -> Kind:
    """Find a kind by its name.

    Raises FatalError, with the nearest name, if there is none.
    """
    kind = kinds.get(name)
    if kind is None:
        hint = did_you_mean(name, kinds) or f"; there are {', '.join(kinds)}"
        message = f"there is no kind of record `{name}`{hint}"
        raise FatalError(message)
    return kind


def find_record(register: Register, name: str, all_ids: Callable[[], Iterable[str]] | None = None) -> Record:
    """Find the one record that somebody means: an id, `kind:id`, or a path.

    `all_ids` gives the ids to suggest one of, where the register is only an excerpt.

    Raises FatalError if there is none, or if more than one record has that id.
    """
    candidates = [register.of_kind(kind).get(record_id) for kind, record_id in meant(register.kinds, name)]
    found = [record for record in candidates if record]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"`{record.kind}:{record.id}`" for record in found)
        message = f"`{name}` may be {choices}; write the kind before it"
        raise FatalError(message)
    known = all_ids() if all_ids else [record.id for record in register.all()]
    hint = did_you_mean(name, known) or "; `smregister search TEXT` finds records by any word"
    message = f"there is no record `{name}`{hint}"
    raise FatalError(message)


def meant(kinds: Kinds, name: str) -> Iterator[tuple[str, str]]:
    """Give the kinds and ids that somebody may mean by a name: an id, `kind:id`, or a path."""
    prefix, colon, record_id = name.partition(":")
    if colon and prefix in kinds:
        yield prefix, record_id
        return
    for kind in kinds.values():
        path = name[name.rfind(f"{REGISTRY}/") :] if f"{REGISTRY}/" in name and ".." not in name else None
        yield kind.name, (path and kind.layout.id_at(path)) or name


def select(records: Iterable[Record], kind: Kind, conditions: Iterable[str]) -> list[Record]:
    """Keep the records that meet every condition: `field=value`, or `field!=value`.

    A field is a dotted name, or `id`, `agency`, `name`; of a list, any item may match. An empty
    value matches what is absent.

    Raises FatalError if a condition is none, or its field unknown.
    """
    tests = [_condition(kind, text) for text in conditions]
    return [record for record in records if all(_meets(record, *test) for test in tests)]


def field_of(condition: str) -> str:
    """Give the name of the field that a condition is about."""
    return condition.partition("=")[0].removesuffix("!").strip()


def _condition(kind: Kind, text: str) -> tuple[str, Route, str, bool]:
    before, equals, value = text.partition("=")
    wanted, name = not before.endswith("!"), field_of(text)
    if not equals:
        message = f"`{text}` is no condition; write `field=value`"
        raise FatalError(message)
    route = kind.route(name)
    if route is None and name not in PATH_FIELDS:
        known = [*PATH_FIELDS, *(known.name.replace(".*", "") for known in kind.fields.values())]
        message = f"`{name}` is no field of {kind.name}{did_you_mean(name, known)}"
        raise FatalError(message)
    refused = refused_choice(kind.field(name), value.strip())
    if refused:
        message = f"`{name}`: {refused}"
        raise FatalError(message)
    return name, route or (), value.strip(), wanted


def refused_choice(field: Field | None, value: Value) -> str | None:
    """Say why a value is none of those its field can have; None where it is, or is absent."""
    if field is None or not field.choices or value in ("", *field.choices) or isinstance(value, list):
        return None
    choices = [as_text(choice) for choice in field.choices]
    if as_text(value) in choices or {"array", "object"}.intersection(field.types):
        return None
    return f"`{as_text(value)}` is none of {', '.join(choices)}{did_you_mean(as_text(value), choices)}"


def _meets(record: Record, name: str, route: Route, value: str, wanted: bool) -> bool:
    found = {as_text(each) for each in _values(record, name, route)}
    return (value in found if value else not found - {""}) is wanted


def _values(record: Record, name: str, route: Route) -> list[Value]:
    if not route:
        return [{"id": record.id, "agency": record.agency, "name": record.name}[name]]
    if len(route) == 1 and isinstance(text := record.data.get(route[0]), str):
        return [text]
    found = (value for _, value in values_at(record.data, route))
    return [each for value in found for each in (value if isinstance(value, list) else [value])]


def search(records: Iterable[Record], text: str) -> Iterator[tuple[Record, Pointer]]:
    """Find records with a text in their id or in any value, with the first place where it stands."""
    wanted = text.casefold()
    for record in records:
        if wanted in record.id.casefold():
            yield record, ()
        else:
            place = next((p for p, value in _leaves(record.data) if wanted in as_text(value).casefold()), None)
            if place is not None:
                yield record, place


def label(record: Record, kind: Kind) -> str:
    """Give the words that name a record to a person."""
    return record.text(*kind.label.split(".")) or "" if kind.label else ""


def columns(records: Iterable[Record], kind: Kind, names: Iterable[str]) -> Iterator[list[str]]:
    """Give the id and some fields of each record for a list, as text."""
    routes = [(name, kind.route(name) or ()) for name in names]
    for record in records:
        yield [record.id, *(", ".join(_texts(record, *route)) for route in routes)]


def _texts(record: Record, name: str, route: Route) -> list[str]:
    return [as_text(value) for value in _values(record, name, route) if value is not None]


def as_text(value: Value) -> str:
    """Write a plain value as people write it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _leaves(value: object, above: Pointer = ()) -> Iterator[tuple[Pointer, Value]]:
    if isinstance(value, (dict, list)):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        for key, below in members:
            yield from _leaves(below, (*above, key))
    else:
        yield above, value  # type: ignore[misc]
