"""A record's whole history: what each commit made of it, through renames and merges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from smregister.changes.diff import change_label
from smregister.changes.record_versions import RecordLocation, RecordVersions, Unreadable
from smregister.model import Change, ChangeType, FieldChange, Finding, Pointer, Record, Value
from smregister.records.differences import equal, field_changes
from smregister.records.kinds import Kind
from smregister.repository.commits import Commit, list_commits, shallow_boundaries
from smregister.repository.pull_request_refs import pull_requests_of


class LogEntry(NamedTuple):
    """What one commit made of a record, in a word and whole, and under which request, where a merge says so."""

    commit: Commit
    request: str | None
    happening: str
    change: Change


class History(NamedTuple):
    """What became of a record, the newest first.

    `findings` tell where it could not be read; what was done there shows at the next commit that can be.
    `cut_at` is the commit at which a shallow clone begins, if the record is older than that.
    """

    entries: list[LogEntry]
    findings: list[tuple[Commit, Finding]]
    cut_at: Commit | None = None


def history(states: RecordVersions, kinds: Mapping[str, Kind], tip: str, place: RecordLocation) -> History:
    """Tell the history of the record that lies, or lay last, at a place; costs what touched it, not the register."""
    line = _line_of(states, tip, place)
    changes = list(_own_changes(states, line))
    cut = shallow_boundaries(states.git, tip) if changes else frozenset()
    told = [(commit, change) for commit, change in changes if change and not _is_cut(commit, change, cut)]
    requests = pull_requests_of(states.git, tip, (commit for commit, _ in told))
    entries = [
        LogEntry(commit, requests.get(commit.id), change_label(change, kinds), change) for commit, change in told
    ]
    cut_at = next((commit for commit, change in changes if change and _is_cut(commit, change, cut)), None)
    return History(entries, [*_findings(states, line)], cut_at)


class _Line(NamedTuple):
    """The commits that touched a record under any of its names, newest first, and its place at each of them."""

    commits: Sequence[Commit]
    places: Mapping[str, RecordLocation]


def _line_of(states: RecordVersions, tip: str, place: RecordLocation) -> _Line:
    """Follow a record back; each name that turns up asks for the commits that touched it too."""
    names = [place]
    while True:
        # Of merges this leaves those in which each side had its own share, and those that dropped a side's.
        paths = [*dict.fromkeys(each.path for each in names)]
        commits = list(list_commits(states.git, "--simplify-merges", "--topo-order", tip, "--", *paths))
        places = _places(states, commits, names)
        new = [each for each in dict.fromkeys(places.values()) if each not in names]
        if not new:
            return _Line(commits, places)
        names += new


def _places(
    states: RecordVersions, commits: Sequence[Commit], names: Sequence[RecordLocation]
) -> dict[str, RecordLocation]:
    """Return where each commit has the record; where it has it nowhere, the place at which a later one has it."""
    places: dict[str, RecordLocation] = {}
    supposed: dict[str, RecordLocation] = {}
    for commit in commits:
        here = places.setdefault(commit.id, supposed.get(commit.id, names[0]))
        for parent, place in _places_before(states, commit, here, names):
            (places if place else supposed).setdefault(parent, place or here)
    return supposed | places


def _places_before(
    states: RecordVersions, commit: Commit, here: RecordLocation, names: Sequence[RecordLocation]
) -> Iterator[tuple[str, RecordLocation | None]]:
    """Return where each parent of a commit had the record; None where that can't be seen from this commit."""
    # The sides of a merge may have it under different names; one before another has only what git shows there.
    known = [here, *names] if len(commit.parents) > 1 else [here]
    found = [next((each for each in known if states.at(parent, each)), None) for parent in commit.parents]
    is_new = not any(found) and states.at(commit.id, here) is not None
    earlier = states.place_before(commit.id, here) if is_new else None
    # Git leaves out a parent that has none of the names asked for; its name is yet to be asked for.
    parents = commit.parents or [f"{commit.id}^"]
    yield from zip(parents, (place or earlier for place in found or [None]), strict=True)


def _own_changes(states: RecordVersions, line: _Line) -> Iterator[tuple[Commit, Change | None]]:
    """Return what each commit made of the record, back to where its name was left by one that goes on under another."""
    for commit in line.commits:
        change = _change(states, line, commit)
        left = change is not None and change.type is ChangeType.REMOVED
        if left and states.place_after(commit.id, line.places[commit.id]):
            return
        yield commit, change


def _change(states: RecordVersions, line: _Line, commit: Commit) -> Change | None:
    """Return what a commit made of the record; None where it is what was there before."""
    after = _at(states, line, commit.id)
    if isinstance(after, Unreadable):
        return None
    sides = [_readable(states, line, parent) for parent in commit.parents] or [None]
    if len(sides) > 1:
        base = _readable(states, line, _base(line, commit))
        return _decided(base, sides, after)
    return _change_between(sides[0], after)


def _change_between(before: Record | None, after: Record | None) -> Change | None:
    fields = tuple(field_changes(_data(before), _data(after)))
    if before and after:
        type_ = ChangeType.CHANGED if before.id == after.id else ChangeType.RENAMED
        return Change(type_, before, after, fields) if fields or type_ is ChangeType.RENAMED else None
    if before or after:
        return Change(ChangeType.ADDED if after else ChangeType.REMOVED, before, after, fields)
    return None


def _decided(base: Record | None, sides: Sequence[Record | None], after: Record | None) -> Change | None:
    """Return what a merge itself decided; what a side brought was told where the side did it."""
    there = [side for side in sides if side]
    if not there or not after or len(there) < len(sides):
        # Where the sides differ in whether it is there at all, the one that came from `base` last wins.
        expected = next((side for side in sides if (side is None) is not (base is None)), base)
        return _change_between(expected, after)
    fields = tuple(decided_fields(_data(base), [_data(side) for side in there], _data(after)))
    type_ = ChangeType.CHANGED if after.id in [side.id for side in there] else ChangeType.RENAMED
    return Change(type_, there[0], after, fields) if fields or type_ is ChangeType.RENAMED else None


def _data(record: Record | None) -> dict[str, Value]:
    return dict(record.data) if record else {}


def _at(states: RecordVersions, line: _Line, commit: str) -> Record | Unreadable | None:
    return states.at(commit, line.places[commit])


def _readable(states: RecordVersions, line: _Line, commit: str | None) -> Record | None:
    """Return the record at a commit, or, where it can't be read there, at the nearest one before that can."""
    parents = {each.id: each.parents for each in line.commits}
    while commit is not None:
        found = _at(states, line, commit)
        if not isinstance(found, Unreadable):
            return found
        commit = next(iter(parents[commit]), None)
    return None


def _base(line: _Line, merge: Commit) -> str | None:
    """Return the newest commit that lies before every side of a merge."""
    befores = [_before(line, parent) for parent in merge.parents]
    common = set[str].intersection(*befores)
    return next((each.id for each in line.commits if each.id in common), None)


def _before(line: _Line, start: str) -> set[str]:
    """Return the commits that lie before one, itself among them."""
    found = {start}
    for commit in line.commits:
        if commit.id in found:
            found.update(commit.parents)
    return found


def _is_cut(commit: Commit, change: Change, cut: frozenset[str]) -> bool:
    """Return whether a record seems to be added only because this clone begins there."""
    return change.type is ChangeType.ADDED and commit.id in cut


def _findings(states: RecordVersions, line: _Line) -> Iterator[tuple[Commit, Finding]]:
    for commit in line.commits:
        found = _at(states, line, commit.id)
        if isinstance(found, Unreadable):
            yield from ((commit, each) for each in found.findings[:1])


def decided_fields(
    base: Mapping[str, Value], sides: Sequence[Mapping[str, Value]], merged: Mapping[str, Value], above: Pointer = ()
) -> Iterator[FieldChange]:
    """Return the fields in which a merge is not what its sides, come from `base`, make of themselves.

    What one side changed is its own, wherever the merge took it over. What the merge made up, left out, or
    chose of two is the merge's.
    """
    for key in dict.fromkeys([*merged, *(key for side in (*sides, base) for key in side)]):
        values = [side.get(key) for side in sides]
        yield from _decided_value(base.get(key), values, merged.get(key), (*above, key))


def _decided_value(base: Value, sides: Sequence[Value], merged: Value, place: Pointer) -> Iterator[FieldChange]:
    changed = [side for side in sides if not equal(side, base)] or [base]
    mappings = [each for each in (base, *sides) if isinstance(each, dict)]
    if isinstance(merged, dict) and len(mappings) == len(sides) + 1:
        yield from decided_fields(mappings[0], mappings[1:], merged, place)
    elif all(equal(side, changed[0]) for side in changed):
        yield from field_changes(changed[0], merged, place)
    else:
        left_out = next(side for side in changed if not equal(side, merged))
        yield from field_changes(left_out, merged, place)
