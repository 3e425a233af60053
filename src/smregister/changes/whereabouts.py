"""Where a record is that somebody names: under that name, under a newer one, or nowhere any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.changes.states import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smregister.changes.states import States
    from smregister.git import Git
    from smregister.schemas import Kinds


def places_meant(kinds: Kinds, meant: Iterable[tuple[str, str]]) -> Iterator[Place]:
    """Give the places of kinds and ids that somebody may mean; none for an id that can't be its kind's."""
    for kind, record_id in meant:
        layout = kinds[kind].layout
        path = layout.path(record_id)
        if layout.id_at(path) == record_id and not {"", ".", ".."}.intersection(path.split("/")):
            yield Place(kind, record_id, path)


def find_places(states: States, tip: str, places: Iterable[Place]) -> dict[Place, Place]:
    """Find of some places those where there was a record ever, each with where it is now, or was last.

    Those that hold a record at the commit `tip` come before all that did once.
    """
    wanted = list(places)
    there = {place: place for place in wanted if states.at(tip, place)}
    return there or {place: now for place in wanted if (now := _last_place(states, tip, place))}


def _last_place(states: States, tip: str, place: Place) -> Place | None:
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


def _touching(git: Git, tip: str, place: Place) -> list[str]:
    """List the commits that touched a place, the newest first; on every side of a merge, whichever won."""
    commits = git.run("rev-list", "--no-merges", "--topo-order", "--full-history", tip, "--", place.path)
    return commits.decode("ascii").split()
