"""A record's whole history: what each commit made of it, through renames and merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.changes.commits import list_commits, shallow_ends
from smregister.changes.endings import happening
from smregister.changes.fields import field_changes
from smregister.changes.requests import requests_of
from smregister.changes.resolutions import decided_fields
from smregister.changes.states import Place, Unreadable
from smregister.model import Change, ChangeType, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smregister.changes.commits import Commit
    from smregister.changes.states import States
    from smregister.kinds import Kind
    from smregister.model import Finding, Value


class Entry(NamedTuple):
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

    entries: list[Entry]
    findings: list[tuple[Commit, Finding]]
    cut_at: Commit | None = None


def history(states: States, kinds: Mapping[str, Kind], tip: str, place: Place) -> History:
    """Tell the history of the record that lies, or lay last, at a place; costs what touched it, not the register."""
    line = _line_of(states, tip, place)
    changes = list(_own_changes(states, line))
    cut = shallow_ends(states.git, tip) if changes else frozenset()
    told = [(commit, change) for commit, change in changes if change and not _is_cut(commit, change, cut)]
    requests = requests_of(states.git, tip, (commit for commit, _ in told))
    entries = [Entry(commit, requests.get(commit.id), happening(change, kinds), change) for commit, change in told]
    cut_at = next((commit for commit, change in changes if change and _is_cut(commit, change, cut)), None)
    return History(entries, [*_findings(states, line)], cut_at)


class _Line(NamedTuple):
    """The commits that touched a record under any of its names, newest first, and its place at each of them."""

    commits: Sequence[Commit]
    places: Mapping[str, Place]


def _line_of(states: States, tip: str, place: Place) -> _Line:
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


def _places(states: States, commits: Sequence[Commit], names: Sequence[Place]) -> dict[str, Place]:
    """Give where each commit has the record; where it has it nowhere, the place at which a later one has it."""
    places: dict[str, Place] = {}
    supposed: dict[str, Place] = {}
    for commit in commits:
        here = places.setdefault(commit.id, supposed.get(commit.id, names[0]))
        for parent, place in _places_before(states, commit, here, names):
            (places if place else supposed).setdefault(parent, place or here)
    return supposed | places


def _places_before(
    states: States, commit: Commit, here: Place, names: Sequence[Place]
) -> Iterator[tuple[str, Place | None]]:
    """Give where each parent of a commit had the record; None where that can't be seen from this commit."""
    # The sides of a merge may have it under different names; one before another has only what git shows there.
    known = [here, *names] if len(commit.parents) > 1 else [here]
    found = [next((each for each in known if states.at(parent, each)), None) for parent in commit.parents]
    is_new = not any(found) and states.at(commit.id, here) is not None
    earlier = states.place_before(commit.id, here) if is_new else None
    # Git leaves out a parent that has none of the names asked for; its name is yet to be asked for.
    parents = commit.parents or [f"{commit.id}^"]
    yield from zip(parents, (place or earlier for place in found or [None]), strict=True)


def _own_changes(states: States, line: _Line) -> Iterator[tuple[Commit, Change | None]]:
    """Give what each commit made of the record, back to where its name was left by one that goes on under another."""
    for commit in line.commits:
        change = _change(states, line, commit)
        left = change is not None and change.type is ChangeType.REMOVED
        if left and states.place_after(commit.id, line.places[commit.id]):
            return
        yield commit, change


def _change(states: States, line: _Line, commit: Commit) -> Change | None:
    """Give what a commit made of the record; None where it is what was there before."""
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
    """Give what a merge itself decided; what a side brought was told where the side did it."""
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


def _at(states: States, line: _Line, commit: str) -> Record | Unreadable | None:
    return states.at(commit, line.places[commit])


def _readable(states: States, line: _Line, commit: str | None) -> Record | None:
    """Give the record at a commit, or, where it can't be read there, at the nearest one before that can."""
    parents = {each.id: each.parents for each in line.commits}
    while commit is not None:
        found = _at(states, line, commit)
        if not isinstance(found, Unreadable):
            return found
        commit = next(iter(parents[commit]), None)
    return None


def _base(line: _Line, merge: Commit) -> str | None:
    """Give the newest commit that lies before every side of a merge."""
    befores = [_before(line, parent) for parent in merge.parents]
    common = set[str].intersection(*befores)
    return next((each.id for each in line.commits if each.id in common), None)


def _before(line: _Line, start: str) -> set[str]:
    """Give the commits that lie before one, itself among them."""
    found = {start}
    for commit in line.commits:
        if commit.id in found:
            found.update(commit.parents)
    return found


def _is_cut(commit: Commit, change: Change, cut: frozenset[str]) -> bool:
    """Say whether a record seems to be added only because this clone begins there."""
    return change.type is ChangeType.ADDED and commit.id in cut


def _findings(states: States, line: _Line) -> Iterator[tuple[Commit, Finding]]:
    for commit in line.commits:
        found = _at(states, line, commit.id)
        if isinstance(found, Unreadable):
            yield from ((commit, each) for each in found.findings[:1])
