"""Changes without private values, also by commit."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from smregister.changes.diff import change_label, diff_with_readers, kinds_of
from smregister.model import Change, ChangeType, FieldChange, Finding, Pointer, Record, Value
from smregister.records.differences import field_changes
from smregister.records.kinds import Kind, Kinds
from smregister.records.moves import find_moves
from smregister.records.privacy import Redaction
from smregister.records.reader import RecordReader
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, list_commits
from smregister.repository.tree import REGISTRY, SCHEMAS
from smregister.text import Message as _

PRIVATE_CHANGED = _("private fields changed")


class SchemaVersions(NamedTuple):
    """The schemas that decide what is public: those of both sides and today's."""

    before: Kinds
    after: Kinds
    today: Kinds


class PublicChange(NamedTuple):
    """The public part of a change, and whether any private field changed.

    `fields` are all fields of a record that was added or removed. `former_agency` is the one that it was in before,
    perhaps the same one under its former name; it `has_moved` if it is another one.
    """

    kind: str
    id: str
    agency: str | None
    label: str
    fields: tuple[FieldChange, ...]
    private_changed: bool
    before_id: str | None = None
    former_agency: str | None = None
    has_moved: bool = False

    @property
    def is_update(self) -> bool:
        """Check whether the record exists before and after."""
        return self.label not in (ChangeType.ADDED, ChangeType.REMOVED)

    def affects(self, agency: str | None) -> bool:
        """Check whether an agency, or any for None, gained, lost or has the record."""
        return agency is None or agency in (self.agency, self.former_agency)


def to_public_changes(changes: Iterable[Change], schemas: SchemaVersions) -> list[PublicChange]:
    """Return the public part of changes."""
    changes = list(changes)
    moves = find_moves(changes)
    return [_public_change(change, schemas, moves) for change in changes]


def _public_change(change: Change, schemas: SchemaVersions, moves: Collection[tuple[str, str]]) -> PublicChange:
    redaction = Redaction(change.record.kind, schemas)
    before, after = (dict(side.data) if side else {} for side in (change.before, change.after))
    record, former = change.record, change.before or change.record
    return PublicChange(
        record.kind,
        record.id,
        record.agency,
        change_label(change, schemas.after),
        tuple(field_changes(redaction.remove_private(before), redaction.remove_private(after))),
        _serialize(redaction.find_private(before)) != _serialize(redaction.find_private(after)),
        former.id if former.id != record.id else None,
        former.agency if former.agency != record.agency else None,
        (record.kind, record.id) in moves,
    )


def _serialize(values: Mapping[Pointer, Value]) -> dict[Pointer, str]:
    return {pointer: json.dumps(value, sort_keys=True) for pointer, value in values.items()}


class CommitChanges(NamedTuple):
    """The public changes by a main line commit, and findings of unreadable records."""

    commit: Commit
    changes: list[PublicChange]
    findings: list[Finding]


def load_commit_changes(root: Path, before: CommitTree, after: CommitTree) -> Iterator[CommitChanges]:
    """Yield the changes by each main line commit between two trees, newest first.

    A pull request is one commit, its merge. If `before` is the empty tree, the first commit added all that it has.
    """
    git, nothing = after.git, after.git.empty_tree()
    main_line = ["--first-parent", after.name, f"^{before.name}", "--"]
    with_schemas = {commit.id for commit in list_commits(git, *main_line, SCHEMAS)}
    today = new_kinds = kinds_of(after)
    for commit in list_commits(git, *main_line, REGISTRY, SCHEMAS):
        parent = git.resolve([f"{commit.id}^"])[0] or (nothing if before.name == nothing else None)
        if parent is not None:
            old, new = CommitTree(git, parent), CommitTree(git, commit.id)
            old_kinds = kinds_of(old) if commit.id in with_schemas else new_kinds
            paths = [path for path in changed_paths(root, old, new) if path.startswith(f"{REGISTRY}/")]
            difference = diff_with_readers(RecordReader(old_kinds), RecordReader(new_kinds), paths, old, new)
            public = to_public_changes(difference.changes, SchemaVersions(old_kinds, new_kinds, today))
            yield CommitChanges(commit, public, difference.findings)
            new_kinds = old_kinds


def redact_changes(changes: Iterable[Change], schemas: Sequence[Kinds]) -> list[Change]:
    """Return changes, redacted where a schema of either side makes them private."""
    return [
        _redact_change(change, [kinds[change.record.kind] for kinds in schemas if change.record.kind in kinds])
        for change in changes
    ]


def _redact_change(change: Change, kinds: Sequence[Kind]) -> Change:
    redaction = Redaction(change.record.kind, [{change.record.kind: kind} for kind in kinds])
    before, after = (side and _redact_record(side, redaction) for side in (change.before, change.after))
    fields: dict[Pointer, FieldChange] = {}
    for part in (part for field in change.fields for part in _split_added(field)):
        pointer = reduce(lambda pointer, kind: kind.without_private_keys(pointer), kinds, part.pointer)
        old, new = part.before, part.after
        if pointer != part.pointer:
            old, new = (side.value(*pointer) if side else None for side in (change.before, change.after))
        fields[pointer] = FieldChange(pointer, redaction.redact(old, pointer), redaction.redact(new, pointer))
    return Change(change.type, before, after, tuple(fields.values()))


def _redact_record(record: Record, redaction: Redaction) -> Record:
    redacted = redaction.redact(dict(record.data))
    return replace(record, data=redacted if isinstance(redacted, dict) else {})


def _split_added(field: FieldChange) -> Iterator[FieldChange]:
    """Split an added mapping into its fields, to redact and show each alone."""
    if field.before is None and isinstance(field.after, dict) and field.after:
        for key, value in field.after.items():
            yield from _split_added(FieldChange((*field.pointer, key), None, value))
    else:
        yield field
