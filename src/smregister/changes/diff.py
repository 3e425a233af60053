"""Semantic diff: records added, removed, changed or renamed between two trees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from smregister.model import Change, ChangeType, Difference, Finding, Record, Value
from smregister.records.differences import field_changes
from smregister.records.kinds import ANY_ITEM, Closing, Kind, Kinds, values_at
from smregister.records.reader import RecordReader, describe_special_file
from smregister.records.schema.kind_loader import has_schemas, load_kinds
from smregister.records.yaml import parse_data
from smregister.repository.changed_paths import changed_paths
from smregister.repository.fingerprints import checkout_of
from smregister.repository.tree import REGISTRY, File, Mode, Tree

MatchKeys: TypeAlias = "Iterable[tuple[object, ...]]"
"""The keys that a record is recognized by under another id; one in common is enough."""

CLOSED = "closed"
_FORMER_HANDLES = ("former_handles", ANY_ITEM, "handle")


class Side(Protocol):
    """One side of a comparison: a tree, and the reader of its records by its schemas."""

    @property
    def tree(self) -> Tree:
        """Return the tree."""

    @property
    def reader(self) -> RecordReader:
        """Return the reader."""


class _TreeSide(NamedTuple):
    tree: Tree

    @property
    def reader(self) -> RecordReader:
        return RecordReader(load_kinds(self.tree)[0])


def diff_trees(root: Path, before: Tree, after: Tree) -> Difference:
    """Compare two trees by their own schemas; only changed files are read."""
    return diff_paths(changed_paths(root, before, after), _TreeSide(before), _TreeSide(after))


def diff(before: Side, after: Side) -> Difference:
    """Compare two snapshots of a checkout."""
    root = checkout_of(after.tree)
    assert root is not None, "only a register that is not written yet has none"  # noqa: S101
    return diff_paths(changed_paths(root, before.tree, after.tree), before, after)


def diff_paths(changed: Sequence[str], before: Side, after: Side) -> Difference:
    """Compare two sides at the paths that `changed_paths` returned."""
    paths = [path for path in changed if path.startswith(f"{REGISTRY}/")]
    if not paths:
        return Difference([], [])
    old_reader = reader = after.reader
    if len(paths) < len(changed):
        old_reader = before.reader if has_schemas(before.tree) else RecordReader({})
    return diff_with_readers(old_reader, reader, paths, before.tree, after.tree)


def diff_with_readers(
    old_reader: RecordReader, reader: RecordReader, paths: Sequence[str], before: Tree, after: Tree
) -> Difference:
    """Compare two trees at some paths of the register, each with its own reader."""
    old, old_findings = _read_records(before, old_reader, paths)
    new, new_findings = _read_records(after, reader, paths)
    unreadable = {finding.path for finding in (*old_findings, *new_findings)}
    old, new = ([record for record in side if record.path not in unreadable] for side in (old, new))
    changes = sorted(diff_records(old, new, reader.kinds), key=lambda change: (change.record.kind, change.record.id))
    return Difference(changes, sorted({*new_findings, *old_findings}))


def kinds_of(tree: Tree) -> Kinds:
    """Return the kinds of a tree; none before the register's first schema."""
    return load_kinds(tree)[0] if has_schemas(tree) else {}


def diff_records(before: Iterable[Record], after: Iterable[Record], kinds: Mapping[str, Kind]) -> Iterator[Change]:
    """Yield the changes between two sets of records, whatever their order and layout.

    A record under another id is the same if its content is equal, if the fields that identify it in its kind are,
    if its account is or was, or if only the agency in its id was renamed.
    """
    old = {(record.kind, record.id): record for record in before}
    new = {(record.kind, record.id): record for record in after}
    removed = [record for key, record in old.items() if key not in new]
    added = [record for key, record in new.items() if key not in old]
    renamed = [*_match_renamed(removed, added, kinds)]
    matched = {id(record) for pair in renamed for record in pair}
    yield from (_change(ChangeType.RENAMED, *pair) for pair in renamed)
    yield from (_change(ChangeType.ADDED, None, record) for record in added if id(record) not in matched)
    yield from (_change(ChangeType.REMOVED, record, None) for record in removed if id(record) not in matched)
    for key, record in old.items():
        change = _change(ChangeType.CHANGED, record, new[key]) if key in new else None
        if change and change.fields:
            yield change


def _change(type_: ChangeType, before: Record | None, after: Record | None) -> Change:
    old, new = (dict(record.data) if record else {} for record in (before, after))
    return Change(type_, before, after, tuple(field_changes(old, new)))


def _match_renamed(
    removed: Iterable[Record], added: Iterable[Record], kinds: Mapping[str, Kind]
) -> Iterator[tuple[Record, Record]]:
    """Pair removed with added records by keys, the most reliable first."""
    old, new = {id(record): record for record in removed}, {id(record): record for record in added}
    agencies: dict[str, str] = {}
    for old_keys, new_keys in (
        (_content_keys, _content_keys),
        (partial(_identity_keys, kinds), partial(_identity_keys, kinds)),
        (partial(_name_keys, kinds, with_former=False), partial(_name_keys, kinds, with_former=True)),
        (partial(_renamed_agency_keys, agencies), partial(_renamed_agency_keys, agencies)),
    ):
        for before, after in [*_match_by_keys(old.values(), new.values(), old_keys, new_keys)]:
            del old[id(before)], new[id(after)]
            agencies |= {before.id: after.id} if before.kind == "agency" else {}
            yield before, after


def _match_by_keys(
    removed: Iterable[Record],
    added: Iterable[Record],
    old_keys: Callable[[Record], MatchKeys],
    new_keys: Callable[[Record], MatchKeys],
) -> Iterator[tuple[Record, Record]]:
    """Pair removed with added records by a shared key, each record once."""
    by_key: dict[object, list[Record]] = {}
    for record in removed:
        for key in old_keys(record):
            by_key.setdefault(key, []).append(record)
    matched: set[int] = set()
    for record in added:
        candidates = (old for key in new_keys(record) for old in by_key.get(key, ()) if id(old) not in matched)
        match = next(candidates, None)
        if match is not None:
            matched.add(id(match))
            yield match, record


def _identity_keys(kinds: Mapping[str, Kind], record: Record) -> MatchKeys:
    """Return a key of identity, label and naming fields, if enough have a value."""
    kind = kinds.get(record.kind)
    names = [*_subject(kind), *kind.one_of, *([kind.label] if kind.label else [])] if kind else []
    values = _values(record, dict.fromkeys(names))
    present = sum(value != "null" for value in values)
    return [(record.kind, *values)] if present >= min(2, len(values)) > 0 else []


def _name_keys(kinds: Mapping[str, Kind], record: Record, *, with_former: bool) -> MatchKeys:
    """Yield a key for each field that identifies the subject, such as a handle."""
    if kind := kinds.get(record.kind):
        identity, names = _values(record, _subject(kind)), [(name, record.text(name)) for name in kind.one_of]
        former = [("handle", value) for _, value in values_at(record.data, _FORMER_HANDLES)] if with_former else []
        yield from ((record.kind, *identity, name, value) for name, value in (*names, *former) if value)


def _subject(kind: Kind) -> list[str]:
    """Return the identity fields without names, which a record can get later."""
    names = {*kind.one_of, *(unique.fields[0] for unique in kind.unique if len(unique.fields) == 1)}
    return [name for name in kind.identity if name not in names]


def _renamed_agency_keys(agencies: Mapping[str, str], record: Record) -> MatchKeys:
    """Return a record's name in its agency, as that is named now, as its key."""
    return [(record.kind, agencies.get(record.agency or "", record.agency), record.name)]


def _content_keys(record: Record) -> MatchKeys:
    return [(record.kind, _serialize(dict(record.data)))]


def _values(record: Record, names: Iterable[str]) -> list[str]:
    return [_serialize(record.value(*name.split("."))) for name in names]


def _serialize(value: Value) -> str:
    return json.dumps(value, sort_keys=True)


def read_record(file: File, kind: str, record_id: str) -> Record | list[Finding]:
    """Parse the record in a file, or return the findings if it can't be read."""
    data = _find_special(file) or parse_data(file.path, file.read())
    return data if isinstance(data, list) else Record(kind, record_id, file.path, data)


def _find_special(file: File) -> list[Finding]:
    return [] if file.mode in (Mode.PLAIN, Mode.EXECUTABLE) else [describe_special_file(file)]


def _read_records(tree: Tree, reader: RecordReader, paths: Sequence[str]) -> tuple[list[Record], list[Finding]]:
    records, findings = [], []
    for file in tree.files_at(paths):
        kind = reader.kind_at(file.path)
        if kind is None:
            findings += _find_special(file)
            continue
        record = read_record(file, kind.name, kind.path_template.id_at(file.path) or file.path)
        if isinstance(record, Record):
            records.append(record)
        else:
            findings += record
    return records, findings


def change_label(change: Change, kinds: Mapping[str, Kind]) -> str:
    """Return the type of a change: `closed` if `x-closing` of its kind says so."""
    kind = kinds.get(change.record.kind)
    if change.type is not ChangeType.CHANGED or kind is None or kind.closing is None:
        return str(change.type)
    ended = [side is not None and _has_ended(side, kind.closing) for side in (change.before, change.after)]
    return CLOSED if ended == [False, True] else str(change.type)


def _has_ended(record: Record, closing: Closing) -> bool:
    """Check whether a record has ended, by its status, else by a reason.

    A day alone may have been planned from the beginning.
    """
    if closing.status is None:
        return record.value(*closing.reason.split(".")) is not None
    return record.value(*closing.status.split(".")) == closing.status_value
