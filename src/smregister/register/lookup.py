"""Finding records: by id, by the values of their fields, by any text in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value, agency_of, name_of
from smregister.records.kinds import Field, Kind, Kinds, Route, values_at
from smregister.register.register import Register
from smregister.repository.tree import REGISTRY
from smregister.text import did_you_mean

# What every record has beside its fields: said by its path, not in it.
PATH_FIELDS = ("id", "agency", "name")


def find_kind(kinds: Kinds, name: str) -> Kind:
    """Find a kind by its name.

    Raises FatalError, with the nearest name, if there is none.
    """
    kind = kinds.get(name)
    if kind is None:
        hint = did_you_mean(name, kinds) or f"; there are {', '.join(kinds)}"
        raise FatalError(f"there is no kind of record `{name}`{hint}")
    return kind


def find_record(register: Register, name: str, all_ids: Callable[[], Iterable[str]] | None = None) -> Record:
    """Find the one record that somebody means: an id, `kind:id`, or a path.

    `all_ids` gives the ids to suggest one of, where the register is only an excerpt.

    Raises FatalError if there is none, or if more than one record has that id.
    """
    candidates = [register.of_kind(kind).get(record_id) for kind, record_id in candidate_ids(register.kinds, name)]
    found = {(record.kind, record.id): record for record in candidates if record}
    ids = all_ids or (lambda: [record.id for record in register.all()])
    return found[pick_unique(register.kinds, name, [*found], ids)]


def require_appointment(record: Record) -> Record:
    """Return a record that somebody means as an appointment.

    Raises FatalError if it is something else, or can't be relied on.
    """
    if record.kind != "appointment":
        raise FatalError(
            f"`{record.id}` is of kind {record.kind}, not an appointment; `smregister list appointment` shows those"
        )
    if not record.valid:
        raise FatalError(
            f"the appointment `{record.id}` has faults; mend them first: `smregister validate {record.path}`"
        )
    return record


def pick_unique(
    kinds: Kinds, name: str, found: Sequence[tuple[str, str]], all_ids: Callable[[], Iterable[str]]
) -> tuple[str, str]:
    """Return the only one of the kinds and ids that were found by a name; `all_ids` gives those to suggest one of.

    A record goes before those that are named after it.
    Raises FatalError if there is none, or more than one.
    """
    found = [each for each in found if (kinds[each[0]].named_after, each[1]) not in found] or found
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"`{kind}:{record_id}`" for kind, record_id in found)
        raise FatalError(f"`{name}` may be {choices}; write the kind before it")
    hint = did_you_mean(name, all_ids()) or "; `smregister search TEXT` finds records by any word"
    raise FatalError(f"there is no record `{name}`{hint}")


def candidate_ids(kinds: Kinds, name: str) -> Iterator[tuple[str, str]]:
    """Return the kinds and ids that somebody may mean by a name: an id, `kind:id`, or a path."""
    prefix, colon, record_id = name.partition(":")
    if colon and prefix in kinds:
        yield prefix, record_id
        return
    for kind in kinds.values():
        path = name[name.rfind(f"{REGISTRY}/") :] if f"{REGISTRY}/" in name and ".." not in name else None
        yield kind.name, (path and kind.path_template.id_at(path)) or name


class Store(Protocol):
    """Records of one kind, column by column."""

    @property
    def ids(self) -> Sequence[str]:
        """Return the id of each record."""

    def column(self, field: str) -> Sequence[Value]:
        """Return a field of each record; None where it is absent."""


def matching(store: Store, kind: Kind, conditions: Iterable[str]) -> list[int]:
    """Return the numbers of the records that meet every condition: `field=value`, or `field!=value`.

    A field is a dotted name, or `id`, `agency`, `name`; of a list, any item may match. An empty
    value matches what is absent.

    Raises FatalError if a condition is none, or its field unknown.
    """
    chosen: Iterable[int] = range(len(store.ids))
    for name, value, wanted in [_condition(kind, text) for text in conditions]:
        column, below = column_of(store, kind, name)
        chosen = [number for number in chosen if _says(column[number], below, value) is wanted]
    return list(chosen)


def field_of(condition: str) -> str:
    """Return the name of the field that a condition is about."""
    return condition.partition("=")[0].removesuffix("!").strip()


def _condition(kind: Kind, text: str) -> tuple[str, str, bool]:
    before, equals, value = text.partition("=")
    wanted, name = not before.endswith("!"), field_of(text)
    if not equals:
        raise FatalError(f"`{text}` is no condition; write `field=value`")
    if kind.route(name) is None and name not in PATH_FIELDS:
        known = [*PATH_FIELDS, *(known.name.replace(".*", "") for known in kind.fields.values())]
        raise FatalError(f"`{name}` is no field of {kind.name}{did_you_mean(name, known)}")
    refused = refused_choice(kind.field(name), value.strip())
    if refused:
        raise FatalError(f"`{name}`: {refused}")
    return name, value.strip(), wanted


def refused_choice(field: Field | None, value: Value) -> str | None:
    """Return why a value is none of those its field can have; None where it is, or is absent."""
    if field is None or not field.choices or value in ("", *field.choices) or isinstance(value, list):
        return None
    choices = [as_text(choice) for choice in field.choices]
    if as_text(value) in choices or {"array", "object"}.intersection(field.types):
        return None
    return f"`{as_text(value)}` is none of {', '.join(choices)}{did_you_mean(as_text(value), choices)}"


def column_of(store: Store, kind: Kind, name: str) -> tuple[Sequence[Value], Route]:
    """Return the column in which a field lies, and the route to it from there."""
    route = kind.route(name)
    if route:
        return store.column(route[0]), route[1:]
    if name == "agency":
        return [agency_of(kind.name, record_id) for record_id in store.ids], ()
    return (store.ids if name == "id" else [name_of(record_id) for record_id in store.ids]), ()


def _says(value: Value, below: Route, wanted: str) -> bool:
    """Return whether any item of a value is the wanted one; no text is wanted where there should be none."""
    if isinstance(value, str) and not below:
        return value == wanted
    texts = _texts(value, below)
    return wanted in texts if wanted else not any(texts)


def _texts(value: Value, below: Route) -> list[str]:
    found = (each for _, each in values_at(value, below))
    items = (item for each in found for item in (each if isinstance(each, list) else [each]))
    return [as_text(item) for item in items if item is not None]


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
    """Return the words that name a record to a person."""
    return record.text(*kind.label.split(".")) or "" if kind.label else ""


def texts_of(values: Iterable[Value], below: Route) -> list[str]:
    """Return each value of a column, or what a route leads to in it, as text."""
    return [value if isinstance(value, str) and not below else ", ".join(_texts(value, below)) for value in values]


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
