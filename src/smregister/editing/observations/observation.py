"""Observations of facts, compared with the record and planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from smregister.editing.lists.plan import OmittedValue, Rejection
from smregister.editing.lists.rows import Row
from smregister.model import Finding, Value, resolve_pointer
from smregister.pointers import format_dotted, parse_pointer


class Inspection(NamedTuple):
    """When, how and by whom an account was inspected, with evidence."""

    when: str = ""
    how: str = ""
    by: str = ""
    evidence: str = ""
    note: str = ""


class Observation(NamedTuple):
    """A fact of an account with the data to record, and its row number."""

    account: str
    fact: str
    data: dict[str, Value]
    row: int = 0

    @property
    def when(self) -> str:
        """Return the day of the inspection."""
        return str(self.data["when"])


@dataclass(frozen=True, slots=True)
class Recording:
    """The result of recording observations."""

    accepted: list[Observation] = field(default_factory=list)
    unchanged: list[Observation] = field(default_factory=list)
    superseded: list[tuple[Observation, str]] = field(default_factory=list)
    """Observations with the day of a later inspection."""
    conflicts: list[tuple[Observation, Observation]] = field(default_factory=list)
    """Different observations of a fact on one day."""

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
            recording.superseded.append((observation, other.when))
        elif other.data == observation.data:
            recording.unchanged.append(observation)
        else:
            recording.conflicts.append((observation, other))
    return recording


def _compare_with_record(recording: Recording, observation: Observation, recorded: Value) -> None:
    when = resolve_pointer(recorded, ("when",))
    if isinstance(when, str) and when > observation.when:
        recording.superseded.append((observation, when))
    elif recorded == observation.data:
        recording.unchanged.append(observation)
    else:
        recording.accepted.append(observation)


class ObservationPlan(NamedTuple):
    """The result of a list: every row is accepted, unchanged, superseded or rejected."""

    rows: Sequence[Row]
    rejections: Sequence[Rejection]
    recording: Recording
    contents: Mapping[str, bytes | None]
    failures: Mapping[int, str]
    observations_by_path: Mapping[str, Sequence[Observation]]

    @property
    def accepted(self) -> int:
        """Return the number of rows that change a record."""
        return len(self._accepted_rows)

    @property
    def superseded(self) -> int:
        """Return the number of rows that change no record because of later inspections."""
        return len({observation.row for observation, _ in self.recording.superseded} - self._accepted_rows)

    @property
    def unchanged(self) -> int:
        """Return the number of rows that are on record already."""
        return len(self.rows) - len(self.rejections) - self.accepted - self.superseded

    @property
    def omitted(self) -> Iterator[OmittedValue]:
        """Yield the superseded observations in the order of the rows."""
        for observation, later in sorted(self.recording.superseded, key=lambda pair: pair[0].row):
            yield OmittedValue(self.rows[observation.row - 1].line, observation.account, observation.fact, later)

    @property
    def _accepted_rows(self) -> set[int]:
        return {observation.row for observation in self.recording.accepted}

    def find_failures(self, errors: Iterable[Finding]) -> dict[int, str]:
        """Return the first error of each row, by number; others are for the whole file."""
        failures: dict[int, str] = {}
        for error in errors:
            observations, fact = self.observations_by_path.get(error.path, ()), parse_pointer(error.pointer)[1:2]
            nearest = [observation for observation in observations if (observation.fact,) == fact]
            reason = f"{error.rule}: {error.message}" if nearest else _explain_older_error(error)
            for observation in nearest or observations:
                failures.setdefault(observation.row, reason)
        return failures


def _explain_older_error(error: Finding) -> str:
    field = format_dotted(parse_pointer(error.pointer))
    cure = f"fix that first; `smregister validate {error.path}` lists all findings"
    return f"`{field}` in {error.path} has an error: {error.message}; {cure}"
