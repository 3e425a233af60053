"""List of observations, proposed without the rows that fail validation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from smregister.editing.lists.plan import OmittedValue, Rejection, RowError, reject_rows
from smregister.editing.lists.proposal_loop import propose_rows
from smregister.editing.lists.rows import Row
from smregister.editing.observations.observation import Observation
from smregister.editing.observations.observation_rows import ObservationRowReader
from smregister.editing.observations.record_changes import Recording, compare_observations
from smregister.editing.observations.store import ObservationStore
from smregister.editing.proposal import Proposal
from smregister.errors import FatalError
from smregister.model import Finding
from smregister.pointers import format_dotted, parse_pointer
from smregister.register.snapshot import RegisterSnapshot


@dataclass(frozen=True, slots=True)
class ObservationPlan:
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
        for observation, later in sorted(self.recording.superseded, key=lambda pair: pair.observation.row):
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


def propose_observations(
    snapshot: RegisterSnapshot, reader: ObservationRowReader, rows: Sequence[Row]
) -> tuple[ObservationPlan, Proposal]:
    """Plan and validate what the rows of a list record."""
    store = ObservationStore(snapshot.register, snapshot.read_text)
    observations, unreadable = _read_rows(reader, rows)

    def plan_rows(rejected: Mapping[int, str]) -> ObservationPlan:
        valid = (observation for observation in observations if observation.row not in rejected)
        recording = compare_observations(store.facts, valid)
        contents, failures = _write_contents(store, recording, rows)
        by_path = {store.path(account): accepted for account, accepted in recording.by_account.items()}
        rejections = reject_rows(rows, {**unreadable, **rejected})
        return ObservationPlan(rows, rejections, recording, contents, failures, by_path)

    return propose_rows(snapshot, plan_rows)


def _read_rows(reader: ObservationRowReader, rows: Iterable[Row]) -> tuple[list[Observation], dict[int, str]]:
    """Return the observations of all rows, and why some can't be read, by number."""
    observations: list[Observation] = []
    unreadable: dict[int, str] = {}
    for row in rows:
        try:
            observations += reader.read(row)
        except RowError as error:
            unreadable[row.number] = str(error)
    return observations, unreadable


def _write_contents(
    store: ObservationStore, recording: Recording, rows: Sequence[Row]
) -> tuple[Mapping[str, bytes | None], dict[int, str]]:
    """Return the files to write, and why rows can't be part of them."""
    failures = {
        observation.row: f"line {rows[other.row - 1].line} says otherwise of `{observation.fact}` on the same day"
        for observation, other in recording.conflicts
    }
    contents: dict[str, bytes | None] = {}
    for account, observations in recording.by_account.items() if not failures else ():
        try:
            contents[store.path(account)] = store.text(account, observations).encode()
        except FatalError as error:
            failures |= {observation.row: str(error) for observation in observations}
    return contents, failures


def _explain_older_error(error: Finding) -> str:
    field = format_dotted(parse_pointer(error.pointer))
    cure = f"mend that first; `smregister validate {error.path}` tells all there is"
    return f"`{field}` in {error.path} is wrong already: {error.message}; {cure}"
