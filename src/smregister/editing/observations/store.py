"""Observation records of a register, and proposals for lists of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from smregister.editing.draft import format_record
from smregister.editing.lists.plan import RowError, reject_rows
from smregister.editing.lists.rows import Row
from smregister.editing.observations.observation import Observation, ObservationPlan, Recording, compare_observations
from smregister.editing.observations.observation_rows import ObservationRowReader
from smregister.editing.proposal import Proposal, propose_rows
from smregister.errors import FatalError
from smregister.model import Value
from smregister.records.yaml.editor import update_text
from smregister.register.lookup import find_kind
from smregister.register.register import Register
from smregister.register.snapshot import RegisterSnapshot


class ObservationStore:
    """The observation records of a register; `text_of` returns the text at a path."""

    def __init__(self, register: Register, text_of: Callable[[str], str]) -> None:
        self.kind = find_kind(register.kinds, "observation")
        self._records = register.of_kind("observation")
        self._text_of = text_of

    def path(self, account: str) -> str:
        """Return the path of an account's record."""
        return self.kind.path_template.path(account)

    def facts(self, account: str) -> Mapping[str, Value]:
        """Return the recorded facts of an account."""
        record = self._records.get(account)
        facts = record.value("facts") if record else None
        return facts if isinstance(facts, dict) else {}

    def text(self, account: str, observations: Iterable[Observation]) -> str:
        """Return an account's updated record; raise FatalError if it can't be edited."""
        record, path = self._records.get(account), self.path(account)
        text = self._text_of(path)
        if text and not (record and record.valid):
            raise FatalError(f"{path} has errors; fix them first: `smregister validate {path}`")
        facts = {observation.fact: observation.data for observation in observations}
        data = record.data if record else {}
        updated: dict[str, Value] = {**data, "facts": {**self.facts(account), **facts}}
        # A text in canonical form stays so either way; this way is faster.
        if record is None or format_record(self.kind, data) == text:
            return format_record(self.kind, updated)
        return update_text(text.encode(), updated).decode()


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
        observation.row: f"line {rows[other.row - 1].line} has another `{observation.fact}` of the same day"
        for observation, other in recording.conflicts
    }
    contents: dict[str, bytes | None] = {}
    for account, observations in recording.by_account.items() if not failures else ():
        try:
            contents[store.path(account)] = store.text(account, observations).encode()
        except FatalError as error:
            failures |= {observation.row: str(error) for observation in observations}
    return contents, failures
