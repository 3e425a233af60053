"""Versions of a record at single commits, and its locations through renames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from smregister.changes.diff import diff_trees, kinds_of, read_record
from smregister.model import Change, ChangeType, Finding, Record
from smregister.records.kinds import Kinds
from smregister.records.moves import find_moves
from smregister.repository.changed_paths import removed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git

_CACHE_SIZE = 1_000


class RecordLocation(NamedTuple):
    """The kind, id and path of a record."""

    kind: str
    id: str
    path: str


class RecordVersions:
    """Records at single commits, read on demand and cached."""

    def __init__(self, root: Path, git: Git) -> None:
        self.git = git
        self._root = root
        self.at = lru_cache(_CACHE_SIZE)(self._read)
        self._renames = lru_cache(_CACHE_SIZE)(self._find_renames)

    def location_before(self, commit: str, location: RecordLocation) -> RecordLocation | None:
        """Return the former location of a record that a commit added, if renamed.

        A commit that removed no path renamed nothing, and nothing else of it is read.
        """
        before = self._first_parent(commit)
        if before is None or not removed_paths(CommitTree(self.git, before), CommitTree(self.git, commit)):
            return None
        kind = kinds_of(CommitTree(self.git, before)).get(location.kind)
        moved = location._replace(path=kind.path_template.path(location.id)) if kind else location
        if self.at(before, moved) is not None:
            return moved
        renames = self._renames(before, commit)
        return _location(next((change.before for change in renames if change.record.path == location.path), None))

    def location_after(self, commit: str, location: RecordLocation) -> RecordLocation | None:
        """Return the new location of a record that a commit removed, if it was renamed."""
        before = self._first_parent(commit)
        renames = self._renames(before, commit) if before else ()
        renamed = (change.after for change in renames if change.before and change.before.path == location.path)
        return _location(next(renamed, None))

    def has_moved(self, commit: str, change: Change) -> bool:
        """Return whether a commit's change of a record moved it to another agency."""
        before = self._first_parent(commit) if find_moves([change]) else None
        return before is not None and bool(find_moves([*self._renames(before, commit), change]))

    def _read(self, commit: str, location: RecordLocation) -> Record | list[Finding] | None:
        """Read a record at a commit, else its findings; None if it is not there."""
        for file in CommitTree(self.git, commit).files_at([location.path]):
            return read_record(file, location.kind, location.id)
        return None

    def _find_renames(self, before: str, commit: str) -> tuple[Change, ...]:
        changes = diff_trees(self._root, CommitTree(self.git, before), CommitTree(self.git, commit)).changes
        return tuple(change for change in changes if change.type is ChangeType.RENAMED)

    def _first_parent(self, commit: str) -> str | None:
        [parent] = self.git.resolve([f"{commit}^"])
        return parent


def _location(record: Record | None) -> RecordLocation | None:
    return RecordLocation(record.kind, record.id, record.path) if record else None


def candidate_locations(kinds: Kinds, candidates: Iterable[tuple[str, str]]) -> Iterator[RecordLocation]:
    """Yield the locations of candidate kinds and ids that the kinds allow."""
    for kind, record_id in candidates:
        path_template = kinds[kind].path_template
        path = path_template.path(record_id)
        if path_template.id_at(path) == record_id and not {"", ".", ".."}.intersection(path.split("/")):
            yield RecordLocation(kind, record_id, path)


def find_locations(
    versions: RecordVersions, tip: str, candidates: Iterable[RecordLocation]
) -> dict[RecordLocation, RecordLocation]:
    """Find the candidates that ever were locations, with the last location.

    If some have a record at the commit `tip`, only those are returned.
    """
    locations = list(candidates)
    present = {location: location for location in locations if versions.at(tip, location)}
    return present or {start: last for start in locations if (last := _last_location(versions, tip, start))}


def _last_location(versions: RecordVersions, tip: str, start: RecordLocation) -> RecordLocation | None:
    """Follow a record that a commit no longer has at a location through its renames."""
    locations, commits = [start], _commits_touching(versions.git, tip, start)
    if not commits:
        return None
    while (removal := next((commit for commit in commits if not versions.at(commit, locations[-1])), None)) is not None:
        after = versions.location_after(removal, locations[-1])
        if after is None or after in locations:
            break
        locations.append(after)
        commits = [] if versions.at(tip, after) else _commits_touching(versions.git, tip, after)
    return locations[-1]


def _commits_touching(git: Git, tip: str, location: RecordLocation) -> list[str]:
    """List the commits that touched a path, newest first, on every side of a merge."""
    commits = git.run("rev-list", "--no-merges", "--topo-order", "--full-history", tip, "--", location.path)
    return commits.decode("ascii").split()
