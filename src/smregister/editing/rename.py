"""A record under another name, and every reference that follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from smregister.errors import FatalError
from smregister.model import Record
from smregister.records.yaml.editor import set_value
from smregister.register.register import Register, reference_id
from smregister.repository.tree import ALLOWED_FILES, Mode, Tree


def renamed(
    register: Register, tree: Tree, record: Record, name: str, text_of: Callable[[str], str]
) -> dict[str, bytes | None]:
    """Return the files of a tree that change when a record gets another name, new and old paths alike.

    An agency takes its folder with it, the README in it too. `text_of` gives the text at a path.
    Raises FatalError if the name can't be one, or is taken.
    """
    moved = _moves(register, record, name)
    contents: dict[str, bytes | None] = {}
    for other in register.all():
        new_id = moved.get((other.kind, other.id))
        if new_id is not None or _refers_to(register, other, moved):
            text = _with_references(register, other, moved, text_of(other.path))
            contents[register.kinds[other.kind].path_template.path(new_id or other.id)] = text.encode()
    for kind, old_id in moved:
        contents[register.kinds[kind].path_template.path(old_id)] = None
    if record.kind == "agency":
        path_template = register.kinds["agency"].path_template
        folders = (path_template.path(each).rpartition("/")[0] for each in (record.id, name))
        contents |= _bystanders_moved(tree, *folders)
    return contents


def _bystanders_moved(tree: Tree, old: str, new: str) -> dict[str, bytes | None]:
    """Move what lies in a folder beside records without being one."""
    moved: dict[str, bytes | None] = {}
    for file in tree.files(old):
        if file.path.rpartition("/")[2] in ALLOWED_FILES and file.mode is Mode.PLAIN:
            moved |= {new + file.path.removeprefix(old): file.read(), file.path: None}
    return moved


def _moves(register: Register, record: Record, name: str) -> dict[tuple[str, str], str]:
    """Map the kind and id of every record that moves to its new id."""
    kind = register.kinds[record.kind]
    folder, slash, _ = record.id.rpartition("/")
    new_id = f"{folder}{slash}{name}"
    fault = kind.path_template.name_error(new_id)
    if kind.path_template.singular:
        fault = f"there is only one {kind.name}, and its name stays"
    elif new_id in register.of_kind(record.kind):
        fault = f"the {kind.name} `{new_id}` is there already"
    if fault:
        raise FatalError(fault)
    moved = dict.fromkeys(_of_one_name(register, record), new_id)
    if record.kind == "agency":
        for other in register.all():
            if other.agency == record.id and other.kind != "agency":
                moved[other.kind, other.id] = f"{name}/{other.name}"
    return moved


def _of_one_name(register: Register, record: Record) -> Iterator[tuple[str, str]]:
    """Return the kind and id of a record, and of those that are named after it."""
    yield record.kind, record.id
    for kind in register.kinds.values():
        if kind.named_after == record.kind and record.id in register.of_kind(kind.name):
            yield kind.name, record.id


def _refers_to(register: Register, record: Record, moved: dict[tuple[str, str], str]) -> bool:
    return any(
        (kind.name, reference_id(kind, reference, record.agency)) in moved
        for field, _, reference in register.references(record)
        for kind in [register.kinds[field.reference or ""]]
    )


def _with_references(register: Register, record: Record, moved: dict[tuple[str, str], str], text: str) -> str:
    for field, pointer, reference in register.references(record):
        kind = register.kinds[field.reference or ""]
        old_id = reference_id(kind, reference, record.agency)
        new_id = moved.get((kind.name, old_id))
        if new_id is not None:
            agency, _, name = new_id.rpartition("/")
            home = (moved.get((record.kind, record.id)) or record.id).partition("/")[0]
            written = name if "/" not in reference and agency == home else new_id
            if written != reference:
                text = set_value(text, pointer, written, lambda _: 0)
    return text
