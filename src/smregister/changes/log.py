"""Log of a record: its changes by commit, through renames and merges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from smregister.changes.diff import change_label
from smregister.changes.record_versions import RecordLocation, RecordVersions
from smregister.model import Change, ChangeType, FieldChange, Finding, Pointer, Record, Value
from smregister.records.differences import equal, field_changes
from smregister.records.kinds import Kind
from smregister.repository.commits import Commit, list_commits, shallow_boundaries
from smregister.repository.pull_request_refs import landings_of, parse_pull_request


class LogEntry(NamedTuple):
    """The change of a record by one commit, and the commit by which that landed on the main line.

    The commit may have moved it to another agency.
    """

    commit: Commit
    landing: Commit
    label: str
    change: Change
    has_moved: bool = False

    @property
    def request(self) -> str | None:
        """Return the pull request that the landing names; else the one in the commit's own message."""
        return parse_pull_request(self.landing) or parse_pull_request(self.commit)


class History(NamedTuple):
    """The log of a record, newest first.

    `findings` are of the commits where it can't be read; their changes appear in the next readable one.
    `cut_at` is the commit at which a shallow clone begins, if the record is older than that.
    """

    entries: list[LogEntry]
    findings: list[tuple[Commit, Finding]]
    cut_at: Commit | None = None


def read_history(versions: RecordVersions, kinds: Mapping[str, Kind], tip: str, location: RecordLocation) -> History:
    """Read the history of the record that has, or last had, a location."""
    lineage = _Lineage(versions, tip, location)
    changes = list(lineage.changes())
    boundaries = shallow_boundaries(versions.git, tip) if changes else frozenset()
    cut, whole = list[Commit](), list[tuple[Commit, Change]]()
    for commit, change in changes:
        # At a boundary a record seems to be added only because the clone begins there.
        if change and change.type is ChangeType.ADDED and commit.id in boundaries:
            cut.append(commit)
        elif change:
            whole.append((commit, change))
    landings = landings_of(versions.git, tip, (commit for commit, _ in whole))
    entries = [
        LogEntry(
            commit, landings[commit.id], change_label(change, kinds), change, versions.has_moved(commit.id, change)
        )
        for commit, change in whole
    ]
    return History(entries, [*lineage.findings()], cut[0] if cut else None)


class _Lineage:
    """The commits that touched a record, newest first, and its location at each."""

    def __init__(self, versions: RecordVersions, tip: str, location: RecordLocation) -> None:
        self._versions = versions
        names = [location]
        while True:
            # Simplified, only merges remain that combine two sides, or drop what one changed.
            paths = [*dict.fromkeys(name.path for name in names)]
            self.commits = list(list_commits(versions.git, "--simplify-merges", "--topo-order", tip, "--", *paths))
            self.locations = self._locate(names)
            # Each new name may have commits of its own.
            new = [name for name in dict.fromkeys(self.locations.values()) if name not in names]
            if not new:
                return
            names += new

    def _locate(self, names: Sequence[RecordLocation]) -> Mapping[str, RecordLocation]:
        """Return the location at each commit, else that at a later commit."""
        locations: dict[str, RecordLocation] = {}
        assumed: dict[str, RecordLocation] = {}
        for commit in self.commits:
            current = locations.setdefault(commit.id, assumed.get(commit.id, names[0]))
            for parent, location in self._locate_in_parents(commit, current, names):
                (locations if location else assumed).setdefault(parent, location or current)
        return assumed | locations

    def _locate_in_parents(
        self, commit: Commit, current: RecordLocation, names: Sequence[RecordLocation]
    ) -> Iterator[tuple[str, RecordLocation | None]]:
        """Yield the location in each parent; None if this commit does not show it."""
        # The sides of a merge may have the record under different names; a single parent only where git shows it.
        candidates = [current, *names] if len(commit.parents) > 1 else [current]
        locations = [
            next((name for name in candidates if self._versions.at(parent, name)), None) for parent in commit.parents
        ]
        is_new = not any(locations) and self._versions.at(commit.id, current) is not None
        former = self._versions.location_before(commit.id, current) if is_new else None
        # Git omits a parent without any of the names; its own name is added in the next pass.
        parents = commit.parents or [f"{commit.id}^"]
        yield from zip(parents, (location or former for location in locations or [None]), strict=True)

    def changes(self) -> Iterator[tuple[Commit, Change | None]]:
        """Yield the change by each commit until the name goes to another record."""
        for commit in self.commits:
            change = self._change(commit)
            is_removed = change is not None and change.type is ChangeType.REMOVED
            if is_removed and self._versions.location_after(commit.id, self.locations[commit.id]):
                return
            yield commit, change

    def findings(self) -> Iterator[tuple[Commit, Finding]]:
        """Yield the first finding of each commit at which the record can't be read."""
        for commit in self.commits:
            record = self._at(commit.id)
            if isinstance(record, list):
                yield from ((commit, finding) for finding in record[:1])

    def _change(self, commit: Commit) -> Change | None:
        after = self._at(commit.id)
        if isinstance(after, list):
            return None
        sides = [self._readable(parent) for parent in commit.parents] or [None]
        if len(sides) > 1:
            return _merge_change(self._readable(self._base(commit)), sides, after)
        return _change_between(sides[0], after)

    def _at(self, commit: str) -> Record | list[Finding] | None:
        return self._versions.at(commit, self.locations[commit])

    def _readable(self, commit: str | None) -> Record | None:
        """Return the record at a commit, else at the nearest earlier readable one."""
        parents = {listed.id: listed.parents for listed in self.commits}
        while commit is not None:
            record = self._at(commit)
            if not isinstance(record, list):
                return record
            commit = next(iter(parents[commit]), None)
        return None

    def _base(self, merge: Commit) -> str | None:
        """Return the newest commit that is an ancestor of every side of a merge."""
        common = set[str].intersection(*map(self._ancestors, merge.parents))
        return next((commit.id for commit in self.commits if commit.id in common), None)

    def _ancestors(self, start: str) -> set[str]:
        ancestors = {start}
        for commit in self.commits:
            if commit.id in ancestors:
                ancestors.update(commit.parents)
        return ancestors


def _change_between(before: Record | None, after: Record | None) -> Change | None:
    fields = tuple(field_changes(_data(before), _data(after)))
    if before and after:
        type_ = ChangeType.CHANGED if before.id == after.id else ChangeType.RENAMED
        return Change(type_, before, after, fields) if fields or type_ is ChangeType.RENAMED else None
    if before or after:
        return Change(ChangeType.ADDED if after else ChangeType.REMOVED, before, after, fields)
    return None


def _merge_change(base: Record | None, sides: Sequence[Record | None], after: Record | None) -> Change | None:
    """Return the change by a merge itself, without the changes by its sides."""
    present = [side for side in sides if side]
    if not present or not after or len(present) < len(sides):
        # If only some sides have the record, the last one that differs in that from `base` wins.
        expected = next((side for side in sides if (side is None) is not (base is None)), base)
        return _change_between(expected, after)
    fields = tuple(merge_decisions(_data(base), [_data(side) for side in present], _data(after)))
    type_ = ChangeType.CHANGED if after.id in [side.id for side in present] else ChangeType.RENAMED
    return Change(type_, present[0], after, fields) if fields or type_ is ChangeType.RENAMED else None


def _data(record: Record | None) -> dict[str, Value]:
    return dict(record.data) if record else {}


def merge_decisions(
    base: Mapping[str, Value], sides: Sequence[Mapping[str, Value]], merged: Mapping[str, Value], above: Pointer = ()
) -> Iterator[FieldChange]:
    """Yield the fields in which a merge differs from the changes of its sides.

    A change by one side belongs to the side. A value that the merge invented, dropped or chose of two is its own.
    """
    for key in dict.fromkeys([*merged, *(key for side in (*sides, base) for key in side)]):
        values = [side.get(key) for side in sides]
        yield from _value_decisions(base.get(key), values, merged.get(key), (*above, key))


def _value_decisions(base: Value, sides: Sequence[Value], merged: Value, pointer: Pointer) -> Iterator[FieldChange]:
    changed = [side for side in sides if not equal(side, base)] or [base]
    mappings = [value for value in (base, *sides) if isinstance(value, dict)]
    if isinstance(merged, dict) and len(mappings) == len(sides) + 1:
        yield from merge_decisions(mappings[0], mappings[1:], merged, pointer)
    elif all(equal(side, changed[0]) for side in changed):
        yield from field_changes(changed[0], merged, pointer)
    else:
        dropped = next(side for side in changed if not equal(side, merged))
        yield from field_changes(dropped, merged, pointer)
