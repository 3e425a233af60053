"""Records that were added, removed, changed or renamed between two trees, by meaning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from smregister.changes.fields import field_changes
from smregister.model import Change, ChangeType, Finding, Record
from smregister.register import RecordReader
from smregister.schemas import load_kinds
from smregister.trees import REGISTRY, Mode, changed_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from smregister.trees import Tree


class Difference(NamedTuple):
    """What changed, and the files on either side that could not be read."""

    changes: list[Change]
    findings: list[Finding]

    def counts(self) -> dict[str, int]:
        """Count the changes by what happened."""
        return {str(type_): sum(change.type is type_ for change in self.changes) for type_ in ChangeType}


def compare(root: Path, before: Tree, after: Tree) -> Difference:
    """Compare two trees of the register at `root`; the cost follows the change, not the register's size.

    Each side is read with the schemas of its own day.
    """
    paths = [path for path in changed_paths(root, before, after) if path.startswith(f"{REGISTRY}/")]
    if not paths:
        return Difference([], [])
    old, old_findings = _records(before, paths)
    new, new_findings = _records(after, paths)
    unreadable = {found.path for found in (*old_findings, *new_findings)}
    pairs = ([record for record in side if record.path not in unreadable] for side in (old, new))
    changes = sorted(changes_between(*pairs), key=lambda change: (change.record.kind, change.record.id))
    return Difference(changes, sorted({*new_findings, *old_findings}))


def changes_between(before: Iterable[Record], after: Iterable[Record]) -> Iterator[Change]:
    """Pair two sets of records and tell what became of each; order and layout count for nothing."""
    old = {(record.kind, record.id): record for record in before}
    new = {(record.kind, record.id): record for record in after}
    gone = {key: record for key, record in old.items() if key not in new}
    yield from _renamed_and_added(gone, [record for key, record in new.items() if key not in old])
    for key, record in old.items():
        if key in new:
            fields = tuple(field_changes(dict(record.data), dict(new[key].data)))
            if fields:
                yield Change(ChangeType.CHANGED, record, new[key], fields)


def _renamed_and_added(gone: dict[tuple[str, str], Record], come: list[Record]) -> Iterator[Change]:
    """Pair what went with what came where the content is the same; the rest was added or removed."""
    by_content: dict[tuple[str, str], list[Record]] = {}
    for record in gone.values():
        by_content.setdefault(_content(record), []).append(record)
    for record in come:
        twins = by_content.get(_content(record))
        if twins:
            yield Change(ChangeType.RENAMED, gone.pop((record.kind, twins[0].id)), record)
            twins.pop(0)
        else:
            yield Change(ChangeType.ADDED, None, record, tuple(field_changes({}, dict(record.data))))
    for record in gone.values():
        yield Change(ChangeType.REMOVED, record, None, tuple(field_changes(dict(record.data), {})))


def _content(record: Record) -> tuple[str, str]:
    return record.kind, json.dumps(record.data, sort_keys=True)


def _records(tree: Tree, paths: list[str]) -> tuple[list[Record], list[Finding]]:
    reader = RecordReader(load_kinds(tree)[0])
    records, findings = [], []
    for file in tree.at(paths):
        kind = reader.kind_at(file.path)
        if kind is not None and file.mode in (Mode.PLAIN, Mode.EXECUTABLE):
            record, faults = reader.read(kind, file.path, file.read())
            if record.data or not faults:
                records.append(record)
            else:
                findings += faults
    return records, findings
