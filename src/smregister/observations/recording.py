"""Sightings beside what is on record: which are new, which are known, which are older, which contradict others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from smregister.model import value_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from smregister.model import Value
    from smregister.observations.sightings import Sighting


class Passed(NamedTuple):
    """A sighting that is left out because a look on a later day has told of the same."""

    sighting: Sighting
    later: str


class Clash(NamedTuple):
    """A sighting that says otherwise of the same day than another one that comes with it."""

    sighting: Sighting
    other: Sighting


@dataclass(frozen=True, slots=True)
class Recording:
    """What becomes of sightings."""

    taken: list[Sighting] = field(default_factory=list)
    known: list[Sighting] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def by_account(self) -> dict[str, list[Sighting]]:
        """Give the sightings that are taken in, by their accounts."""
        found: dict[str, list[Sighting]] = {}
        for sighting in sorted(self.taken, key=lambda each: each.row):
            found.setdefault(sighting.account, []).append(sighting)
        return found


def recorded(on_record: Callable[[str], Mapping[str, Value]], sightings: Iterable[Sighting]) -> Recording:
    """Tell what becomes of sightings, in whichever order they come; `on_record` gives the facts of an account.

    Of each fact the latest look counts, and one of the same day corrects what is on record.
    """
    recording = Recording()
    latest: dict[tuple[str, str], Sighting] = {}
    for sighting in sorted(sightings, key=lambda each: each.when, reverse=True):
        before = latest.setdefault((sighting.account, sighting.fact), sighting)
        if before is sighting:
            _compare(recording, sighting, on_record(sighting.account).get(sighting.fact))
        elif before.when > sighting.when:
            recording.passed.append(Passed(sighting, before.when))
        elif before.observed == sighting.observed:
            recording.known.append(sighting)
        else:
            recording.clashes.append(Clash(sighting, before))
    return recording


def _compare(recording: Recording, sighting: Sighting, there: Value) -> None:
    when = value_at(there, ("when",))
    if isinstance(when, str) and when > sighting.when:
        recording.passed.append(Passed(sighting, when))
    elif there == sighting.observed:
        recording.known.append(sighting)
    else:
        recording.taken.append(sighting)
