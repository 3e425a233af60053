"""Lookup of kinds and records by name, id, path or text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from smregister.errors import FatalError
from smregister.model import Pointer, Record, Value
from smregister.records.kinds import Field, Kind, Kinds
from smregister.register.candidates import read_candidates
from smregister.register.register import Register
from smregister.register.twins import find_present
from smregister.repository.tree import REGISTRY
from smregister.text import did_you_mean

_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
"""Characters that a copy from a document can have, where a word may break or must not."""


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
    """Find the one record that a name means: an id, `kind:id`, a path, or an account's address or handle.

    `all_ids` returns the ids for a suggestion if the register is only an excerpt.

    Raises FatalError if there is none, or if more than one record has that id.
    """
    candidates = [register.of_kind(kind).get(record_id) for kind, record_id in candidate_ids(register.kinds, name)]
    records = {(record.kind, record.id): record for record in candidates if record}
    ids = all_ids or (lambda: [record.id for record in register.all()])
    records = records or {(record.kind, record.id): record for record in find_accounts(register, name)}
    return records[pick_unique(register.kinds, name, [*records], ids)]


def find_accounts(register: Register, name: str) -> list[Record]:
    """Return the accounts that an address, a handle or an id names; of a handle that was passed on, the present one."""
    accounts = [find_present(register, key) for key in read_candidates(register.platforms, name).all_keys]
    return [*{account.id: account for account in accounts if account}.values()]


def require_appointment(record: Record) -> Record:
    """Return a record that must be a valid appointment.

    Raises FatalError if it is not.
    """
    if record.kind != "appointment":
        raise FatalError(
            f"`{record.id}` is of kind {record.kind}, not an appointment; `smregister list appointment` shows those"
        )
    if not record.valid:
        raise FatalError(
            f"the appointment `{record.id}` has errors; fix them first: `smregister validate {record.path}`"
        )
    return record


def pick_unique(
    kinds: Kinds, name: str, matches: Sequence[tuple[str, str]], all_ids: Callable[[], Iterable[str]]
) -> tuple[str, str]:
    """Return the only kind and id that match; `all_ids` serves suggestions.

    A record goes before those that are named after it.
    Raises FatalError if there is none, or more than one.
    """
    matches = [match for match in matches if (kinds[match[0]].named_after, match[1]) not in matches] or matches
    if len(matches) == 1:
        return matches[0]
    if matches:
        choices = ", ".join(f"`{kind}:{record_id}`" for kind, record_id in matches)
        raise FatalError(f"`{name}` is ambiguous; write {choices}")
    hint = did_you_mean(name, all_ids()) or "; `smregister search TEXT` finds records by any word"
    raise FatalError(f"there is no record `{name}`{hint}")


def candidate_ids(kinds: Kinds, name: str) -> Iterator[tuple[str, str]]:
    """Yield the kinds and ids that a name may mean: an id, `kind:id`, or a path."""
    name = _ZERO_WIDTH.sub("", name)
    prefix, colon, record_id = name.partition(":")
    if colon and prefix in kinds:
        yield prefix, record_id
        return
    for kind in kinds.values():
        path = name[name.rfind(f"{REGISTRY}/") :] if f"{REGISTRY}/" in name and ".." not in name else None
        yield kind.name, (path and kind.path_template.id_at(path)) or name


def choice_error(field: Field | None, value: Value) -> str | None:
    """Return the error of a value that is not a choice of its field; else None."""
    if field is None or not field.choices or value in ("", *field.choices) or isinstance(value, list):
        return None
    choices = [as_text(choice) for choice in field.choices]
    if as_text(value) in choices or {"array", "object"}.intersection(field.types):
        return None
    return f"`{as_text(value)}` is not one of {', '.join(choices)}{did_you_mean(as_text(value), choices)}"


def search(records: Iterable[Record], text: str) -> Iterator[tuple[Record, Pointer]]:
    """Yield the records with a text in an id or value, each with the pointer."""
    text = text.casefold()
    for record in records:
        if text in record.id.casefold():
            yield record, ()
            continue
        pointers = (pointer for pointer, value in _leaves(record.data) if text in as_text(value).casefold())
        if (pointer := next(pointers, None)) is not None:
            yield record, pointer


def label(record: Record, kind: Kind) -> str:
    """Return the label of a record for people."""
    return record.text(*kind.label.split(".")) or "" if kind.label else ""


def as_text(value: Value) -> str:
    """Format a plain value for people."""
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
