"""Renaming of a record, with every reference to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from smregister.errors import FatalError
from smregister.model import Pointer, Record
from smregister.records.yaml.editor import set_value
from smregister.register.register import Register, reference_id
from smregister.repository.tree import ALLOWED_FILES, Mode, Tree

Moves: TypeAlias = dict[tuple[str, str], str]
"""The new id of each record that moves, by its kind and id."""


def rename_record(
    register: Register, tree: Tree, record: Record, name: str, text_of: Callable[[str], str]
) -> dict[str, bytes | None]:
    """Return the files that a renaming changes, by new and old path.

    An agency's folder moves with its README. `text_of` returns the text at a path.
    Raises FatalError if the name is invalid or taken.
    """
    moves = _find_moves(register, record, name)
    contents: dict[str, bytes | None] = {}
    for other in register.all():
        new_id = moves.get((other.kind, other.id))
        references = [*_find_new_references(register, other, moves)]
        if new_id is not None or references:
            text = text_of(other.path)
            for pointer, reference in references:
                text = set_value(text, pointer, reference, lambda _: 0)
            contents[register.kinds[other.kind].path_template.path(new_id or other.id)] = text.encode()
    contents |= {register.kinds[kind].path_template.path(old_id): None for kind, old_id in moves}
    if record.kind == "agency":
        layout = register.kinds["agency"].path_template
        folders = (layout.path(agency).rpartition("/")[0] for agency in (record.id, name))
        contents |= _move_bystanders(tree, *folders)
    return contents


def read_new_name(register: Register, record: Record, text: str) -> str:
    """Return the new name in a text, which may repeat the record's agency before it.

    Raises FatalError if it names another agency.
    """
    home = record.id.rpartition("/")[0]
    agency, slash, name = text.partition("/")
    if not home or not slash:
        return text
    if agency != home and agency in register.of_kind("agency"):
        raise FatalError(f"`{record.id}` can't be moved to another agency, `{agency}`; only its name can be changed")
    return name if agency == home else text


def _move_bystanders(tree: Tree, old: str, new: str) -> dict[str, bytes | None]:
    """Return the files in a folder that are not records, moved to another folder."""
    contents: dict[str, bytes | None] = {}
    for file in tree.files(old):
        if file.path.rpartition("/")[2] in ALLOWED_FILES and file.mode is Mode.PLAIN:
            contents |= {new + file.path.removeprefix(old): file.read(), file.path: None}
    return contents


def _find_moves(register: Register, record: Record, name: str) -> Moves:
    kind = register.kinds[record.kind]
    folder, slash, _ = record.id.rpartition("/")
    new_id = f"{folder}{slash}{name}"
    error = kind.path_template.name_error(new_id)
    if kind.path_template.singular:
        error = f"there is only one {kind.name}; it can't be renamed"
    elif new_id in register.of_kind(record.kind):
        error = f"the {kind.name} `{new_id}` already exists"
    if error:
        raise FatalError(error)
    moves = dict.fromkeys(_find_namesakes(register, record), new_id)
    if record.kind == "agency":
        for other in register.all():
            if other.agency == record.id and other.kind != "agency":
                moves[other.kind, other.id] = f"{name}/{other.name}"
    return moves


def _find_namesakes(register: Register, record: Record) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of a record, and of the records named after it."""
    yield record.kind, record.id
    for kind in register.kinds.values():
        if kind.named_after == record.kind and record.id in register.of_kind(kind.name):
            yield kind.name, record.id


def _find_new_references(register: Register, record: Record, moves: Moves) -> Iterator[tuple[Pointer, str]]:
    home = (moves.get((record.kind, record.id)) or record.id).partition("/")[0]
    for field, pointer, reference in register.references(record):
        kind = register.kinds[field.reference or ""]
        new_id = moves.get((kind.name, reference_id(kind, reference, record.agency)))
        if new_id is not None:
            agency, _, name = new_id.rpartition("/")
            yield pointer, name if "/" not in reference and agency == home else new_id
