"""Observations compared with the record: new, unchanged, superseded, in conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from smregister.editing.observations.observation import Observation
from smregister.model import Value, resolve_pointer


class Superseded(NamedTuple):
    """An observation that is omitted because of a later inspection."""

    observation: Observation
    later: str


class Conflict(NamedTuple):
    """Two different observations of a fact on one day."""

    observation: Observation
    other: Observation


@dataclass(frozen=True, slots=True)
class Recording:
    """The result of recording observations."""

    accepted: list[Observation] = field(default_factory=list)
    unchanged: list[Observation] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def by_account(self) -> dict[str, list[Observation]]:
        """Return the accepted observations by account, in the order of their rows."""
        observations: dict[str, list[Observation]] = {}
        for observation in sorted(self.accepted, key=attrgetter("row")):
            observations.setdefault(observation.account, []).append(observation)
        return observations


def compare_observations(
    facts_of: Callable[[str], Mapping[str, Value]], observations: Iterable[Observation]
) -> Recording:
    """Compare observations, in any order, with the recorded facts of their accounts.

    Of each fact the latest inspection counts. One of the same day corrects the record.
    """
    recording = Recording()
    latest: dict[tuple[str, str], Observation] = {}
    for observation in sorted(observations, key=attrgetter("when"), reverse=True):
        other = latest.setdefault((observation.account, observation.fact), observation)
        if other is observation:
            _compare_with_record(recording, observation, facts_of(observation.account).get(observation.fact))
        elif other.when > observation.when:
            recording.superseded.append(Superseded(observation, other.when))
        elif other.data == observation.data:
            recording.unchanged.append(observation)
        else:
            recording.conflicts.append(Conflict(observation, other))
    return recording


def _compare_with_record(recording: Recording, observation: Observation, recorded: Value) -> None:
    when = resolve_pointer(recorded, ("when",))
    if isinstance(when, str) and when > observation.when:
        recording.superseded.append(Superseded(observation, when))
    elif recorded == observation.data:
        recording.unchanged.append(observation)
    else:
        recording.accepted.append(observation)
