"""Finding records: by id, by the values of their fields, by any text in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value
from smregister.records.kinds import Field, Kind, Kinds
from smregister.register.register import Register
from smregister.repository.tree import REGISTRY
from smregister.text import did_you_mean


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


def choice_error(field: Field | None, value: Value) -> str | None:
    """Return why a value is none of those its field can have; None where it is, or is absent."""
    if field is None or not field.choices or value in ("", *field.choices) or isinstance(value, list):
        return None
    choices = [as_text(choice) for choice in field.choices]
    if as_text(value) in choices or {"array", "object"}.intersection(field.types):
        return None
    return f"`{as_text(value)}` is none of {', '.join(choices)}{did_you_mean(as_text(value), choices)}"


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
