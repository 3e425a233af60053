"""Records that were added, removed, changed or renamed between two trees, by meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from smregister.model import Change, ChangeType, Difference, Finding, Record, Value
from smregister.records.differences import field_changes
from smregister.records.kinds import ANY_ITEM, Closing, Kind, Kinds, values_at
from smregister.records.reader import RecordReader, describe_special_file
from smregister.records.schema.kind_loader import has_schemas, load_kinds
from smregister.records.yaml import parse_data
from smregister.repository.changed_paths import changed_paths
from smregister.repository.fingerprints import checkout_of
from smregister.repository.tree import REGISTRY, Mode, Tree

Signs: TypeAlias = "Iterable[tuple[object, ...]]"
"""By what a record may be known again; of several signs one is enough."""

_FORMER_HANDLES = ("former_handles", ANY_ITEM, "handle")


class Side(Protocol):
    """One side of a comparison: a tree, and the reader of its records."""

    @property
    def tree(self) -> Tree:
        """Return the tree."""

    @property
    def reader(self) -> RecordReader:
        """Return the reader of the tree's records, by its schemas."""


class _TreeSide:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @property
    def reader(self) -> RecordReader:
        return RecordReader(load_kinds(self.tree)[0])


def diff_trees(root: Path, before: Tree, after: Tree) -> Difference:
    """Compare two trees of the register at `root`; the cost follows the change, not the register's size.

    Each side is read with the schemas of its own day.
    """
    return diff_paths(changed_paths(root, before, after), _TreeSide(before), _TreeSide(after))


def diff(before: Side, after: Side) -> Difference:
    """Return the changes between two snapshots of a checkout."""
    root = checkout_of(after.tree)
    assert root is not None, "only a register that is not written yet has none"  # noqa: S101
    return diff_paths(changed_paths(root, before.tree, after.tree), before, after)


def diff_paths(changed: Sequence[str], before: Side, after: Side) -> Difference:
    """Compare two sides at the paths where they may differ, as `changed_paths` gives them."""
    paths = [path for path in changed if path.startswith(f"{REGISTRY}/")]
    if not paths:
        return Difference([], [])
    reader = after.reader
    if len(paths) == len(changed):
        old_reader = reader
    else:
        old_reader = before.reader if has_schemas(before.tree) else RecordReader({})
    return compare_by(old_reader, reader, paths, before.tree, after.tree)


def compare_by(
    old_reader: RecordReader, reader: RecordReader, paths: Sequence[str], before: Tree, after: Tree
) -> Difference:
    """Compare two trees at some paths of the register, each side read by its own reader."""
    kinds = reader.kinds
    old, old_findings = _records(before, old_reader, paths)
    new, new_findings = _records(after, reader, paths)
    unreadable = {found.path for found in (*old_findings, *new_findings)}
    old, new = ([record for record in side if record.path not in unreadable] for side in (old, new))
    changes = changes_between(old, new, kinds)
    in_order = sorted(changes, key=lambda change: (change.record.kind, change.record.id))
    return Difference(in_order, sorted({*new_findings, *old_findings}))


def kinds_of(tree: Tree) -> Kinds:
    """Return the kinds of a tree; none where it is older than the register's first schema."""
    return load_kinds(tree)[0] if has_schemas(tree) else {}


def changes_between(before: Iterable[Record], after: Iterable[Record], kinds: Mapping[str, Kind]) -> Iterator[Change]:
    """Pair two sets of records and tell what became of each; order and layout count for nothing.

    A record under another name is the same one if its content is, if it is about the same thing by
    the fields that its kind names for that, or was by its own account, or if its own name stayed and
    only its agency's changed.
    """
    old = {(record.kind, record.id): record for record in before}
    new = {(record.kind, record.id): record for record in after}
    gone = [record for key, record in old.items() if key not in new]
    come = [record for key, record in new.items() if key not in old]
    renamed = [*_renamed(gone, come, kinds)]
    moved = {id(record) for pair in renamed for record in pair}
    gone, come = ([record for record in side if id(record) not in moved] for side in (gone, come))
    for was, now in renamed:
        yield Change(ChangeType.RENAMED, was, now, tuple(field_changes(dict(was.data), dict(now.data))))
    yield from (Change(ChangeType.ADDED, None, now, tuple(field_changes({}, dict(now.data)))) for now in come)
    yield from (Change(ChangeType.REMOVED, was, None, tuple(field_changes(dict(was.data), {}))) for was in gone)
    for key, record in old.items():
        fields = tuple(field_changes(dict(record.data), dict(new[key].data))) if key in new else ()
        if fields:
            yield Change(ChangeType.CHANGED, record, new[key], fields)


def _renamed(
    gone: Iterable[Record], come: Iterable[Record], kinds: Mapping[str, Kind]
) -> Iterator[tuple[Record, Record]]:
    """Pair what went with what came where it is the same record, by the surest sign first."""
    left, new = {id(record): record for record in gone}, {id(record): record for record in come}
    agencies: dict[str, str] = {}
    for was_known_by, is_known_by in (
        (_content, _content),
        (partial(_thing, kinds), partial(_thing, kinds)),
        (partial(_names, kinds), partial(_names_then_and_now, kinds)),
        (partial(_place_in_agency, agencies), partial(_place_in_agency, agencies)),
    ):
        for was, now in [*_pairs(left.values(), new.values(), was_known_by, is_known_by)]:
            del left[id(was)], new[id(now)]
            agencies |= {was.id: now.id} if was.kind == "agency" else {}
            yield was, now


def _pairs(
    gone: Iterable[Record],
    come: Iterable[Record],
    was_known_by: Callable[[Record], Signs],
    is_known_by: Callable[[Record], Signs],
) -> Iterator[tuple[Record, Record]]:
    """Pair what went with what came where a sign of both is the same, each once."""
    waiting: dict[object, list[Record]] = {}
    for record in gone:
        for sign in was_known_by(record):
            waiting.setdefault(sign, []).append(record)
    taken: set[int] = set()
    for record in come:
        twins = (each for sign in is_known_by(record) for each in waiting.get(sign, ()) if id(each) not in taken)
        twin = next(twins, None)
        if twin is not None:
            taken.add(id(twin))
            yield twin, record


def _thing(kinds: Mapping[str, Kind], record: Record) -> Signs:
    """Return what a record is about: its identity, label and naming fields; nothing where too little is said of it."""
    kind = kinds.get(record.kind)
    names = [*kind.identity, *kind.one_of, *([kind.label] if kind.label else [])] if kind else []
    values = _values(record, dict.fromkeys(names))
    said = sum(value != "null" for value in values)
    return [(record.kind, *values)] if said >= min(2, len(values)) > 0 else []


def _names(kinds: Mapping[str, Kind], record: Record) -> Signs:
    """Return each name by which what a record is about is known by itself, such as an account's handle."""
    kind = kinds.get(record.kind)
    for name in kind.one_of if kind else ():
        value = record.text(name)
        if kind and value:
            yield record.kind, *_values(record, kind.identity), name, value


def _names_then_and_now(kinds: Mapping[str, Kind], record: Record) -> Signs:
    """Return the names of today, and then those that a record says it had."""
    yield from _names(kinds, record)
    kind = kinds.get(record.kind)
    for _, value in values_at(record.data, _FORMER_HANDLES) if kind else ():
        if kind:
            yield record.kind, *_values(record, kind.identity), "handle", value


def _values(record: Record, names: Iterable[str]) -> list[str]:
    return [_written(record.value(*name.split("."))) for name in names]


def _place_in_agency(names: Mapping[str, str], record: Record) -> Signs:
    """Return a record's place in an agency that has another name now; none where its agency kept its name."""
    agency = names.get(record.agency or "", record.agency)
    return [(record.kind, agency, record.name)] if agency in names.values() else []


def _content(record: Record) -> Signs:
    return [(record.kind, _written(dict(record.data)))]


def _written(value: Value) -> str:
    """Write a value so that it is equal to another one's if they mean the same."""
    # Most comparisons need none of it.
    import json

    return json.dumps(value, sort_keys=True)


def _records(tree: Tree, reader: RecordReader, paths: Sequence[str]) -> tuple[list[Record], list[Finding]]:
    records, findings = [], []
    for file in tree.files_at(paths):
        kind = reader.kind_at(file.path)
        if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
            findings.append(describe_special_file(file))
        elif kind is not None:
            data = parse_data(file.path, file.read())
            if isinstance(data, list):
                findings += data
            else:
                records.append(Record(kind.name, kind.path_template.id_at(file.path) or file.path, file.path, data))
    return records, findings


CLOSED = "closed"


def change_label(change: Change, kinds: Mapping[str, Kind]) -> str:
    """Return what happened to a record: the type of the change, or that it closed the record.

    A kind says with `x-closing` which fields tell of the end.
    """
    kind = kinds.get(change.record.kind)
    if change.type is not ChangeType.CHANGED or kind is None or kind.closing is None:
        return str(change.type)
    ended = [each is not None and _has_ended(each, kind.closing) for each in (change.before, change.after)]
    return CLOSED if ended == [False, True] else str(change.type)


def _has_ended(record: Record, closing: Closing) -> bool:
    """Return whether a record's life has ended: by its status, or, where it has none, by a reason.

    A day alone may be one that was planned from the beginning.
    """
    if closing.status is None:
        return record.value(*closing.reason.split(".")) is not None
    return record.value(*closing.status.split(".")) == closing.status_value
