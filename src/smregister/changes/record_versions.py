"""A record as single commits hold it, and under which name the commit before had it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from smregister.changes.diff import diff_trees, kinds_of
from smregister.model import Change, ChangeType, Finding, Record
from smregister.records.reader import describe_special_file
from smregister.records.yaml import parse_data
from smregister.repository.changed_paths import removed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.tree import Mode

_KEPT = 1_000


class RecordLocation(NamedTuple):
    """Which record: its kind, its id, and the path at which it lies."""

    kind: str
    id: str
    path: str


class Unreadable(NamedTuple):
    """A file that stands where a record should, and why it can't be read."""

    findings: tuple[Finding, ...]


class RecordVersions:
    """Records at single commits, read on need and kept for a while."""

    def __init__(self, root: Path, git: Git) -> None:
        self.git = git
        self._root = root
        self.at = lru_cache(_KEPT)(self._at)
        self._changes = lru_cache(_KEPT)(self._changes_of)

    def tree(self, commit: str) -> CommitTree:
        """Return the files of a commit."""
        return CommitTree(self.git, commit)

    def place_before(self, commit: str, place: RecordLocation) -> RecordLocation | None:
        """Return where a record that a commit brought lay before, if it was there under another name or path.

        A commit that took nothing away renamed nothing, and nothing else of it is read.
        """
        before = self._first_parent(commit)
        if before is None or not removed_paths(self.tree(before), self.tree(commit)):
            return None
        kind = kinds_of(self.tree(before)).get(place.kind)
        moved = place._replace(path=kind.path_template.path(place.id)) if kind else place
        if self.at(before, moved) is not None:
            return moved
        renamed = (change.before for change in self._changes(before, commit) if change.record.path == place.path)
        return next((RecordLocation(each.kind, each.id, each.path) for each in renamed if each), None)

    def place_after(self, commit: str, place: RecordLocation) -> RecordLocation | None:
        """Return where a record that a commit took away lies since, if it was only renamed."""
        before = self._first_parent(commit)
        changes = self._changes(before, commit) if before else ()
        renamed = (each.after for each in changes if each.before and each.before.path == place.path)
        return next((RecordLocation(each.kind, each.id, each.path) for each in renamed if each), None)

    def _at(self, commit: str, place: RecordLocation) -> Record | Unreadable | None:
        """Read a record at a commit; None where it is not there."""
        for file in self.tree(commit).files_at([place.path]):
            if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
                return Unreadable((describe_special_file(file),))
            data = parse_data(file.path, file.read())
            if isinstance(data, list):
                return Unreadable(tuple(data))
            return Record(place.kind, place.id, place.path, data)
        return None

    def _changes_of(self, before: str, commit: str) -> tuple[Change, ...]:
        """Return what a commit renamed."""
        changes = diff_trees(self._root, self.tree(before), self.tree(commit)).changes
        return tuple(each for each in changes if each.type is ChangeType.RENAMED)

    def _first_parent(self, commit: str) -> str | None:
        [parent] = self.git.resolve([f"{commit}^"])
        return parent
