"""Where a record is that somebody names: under that name, under a newer one, or nowhere any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.changes.record_versions import RecordLocation, RecordVersions
from smregister.records.kinds import Kinds
from smregister.repository.git import Git


def places_meant(kinds: Kinds, meant: Iterable[tuple[str, str]]) -> Iterator[RecordLocation]:
    """Return the places of kinds and ids that somebody may mean; none for an id that can't be its kind's."""
    for kind, record_id in meant:
        path_template = kinds[kind].path_template
        path = path_template.path(record_id)
        if path_template.id_at(path) == record_id and not {"", ".", ".."}.intersection(path.split("/")):
            yield RecordLocation(kind, record_id, path)


def find_places(
    states: RecordVersions, tip: str, places: Iterable[RecordLocation]
) -> dict[RecordLocation, RecordLocation]:
    """Find of some places those where there was a record ever, each with where it is now, or was last.

    Those that hold a record at the commit `tip` come before all that did once.
    """
    wanted = list(places)
    there = {place: place for place in wanted if states.at(tip, place)}
    return there or {place: now for place in wanted if (now := _last_place(states, tip, place))}


def _last_place(states: RecordVersions, tip: str, place: RecordLocation) -> RecordLocation | None:
    """Follow a record that a commit has no more at a place, perhaps through more than one name."""
    names, commits = [place], _touching(states.git, tip, place)
    if not commits:
        return None
    while (removal := next((each for each in commits if not states.at(each, names[-1])), None)) is not None:
        after = states.place_after(removal, names[-1])
        if after is None or after in names:
            break
        names.append(after)
        commits = [] if states.at(tip, after) else _touching(states.git, tip, after)
    return names[-1]


def _touching(git: Git, tip: str, place: RecordLocation) -> list[str]:
    """List the commits that touched a place, the newest first; on every side of a merge, whichever won."""
    commits = git.run("rev-list", "--no-merges", "--topo-order", "--full-history", tip, "--", place.path)
    return commits.decode("ascii").split()
