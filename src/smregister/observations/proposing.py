"""A list of observations judged with the register: a row that turns out unsound is refused, not the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.exchange.plan import LeftOut, Refusal
from smregister.exchange.sources import RowError
from smregister.model import Severity
from smregister.observations.recording import Recording, recorded
from smregister.observations.texts import Shelf
from smregister.pointers import dotted, parse_pointer
from smregister.writing.proposals import Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from smregister.exchange.rows import Row
    from smregister.model import Finding
    from smregister.observations.lists import ListReader
    from smregister.observations.sightings import Sighting
    from smregister.validation.snapshot import RegisterSnapshot


@dataclass(frozen=True, slots=True)
class ObservationPlan:
    """What becomes of a list: every row is taken in, known, passed by a later look, or refused."""

    rows: Sequence[Row]
    refused: Sequence[Refusal]
    recording: Recording

    @property
    def taken(self) -> int:
        """Count the rows that put something on record."""
        return len(self._taken)

    @property
    def passed(self) -> int:
        """Count the rows that put nothing on record because later looks told of the same."""
        return len({each.sighting.row for each in self.recording.passed} - self._taken)

    @property
    def known(self) -> int:
        """Count the rows that say what is on record already."""
        return len(self.rows) - len(self.refused) - self.taken - self.passed

    @property
    def left_out(self) -> Iterator[LeftOut]:
        """Give what later looks have passed, in the order of the rows."""
        for sighting, later in sorted(self.recording.passed, key=lambda each: each.sighting.row):
            yield LeftOut(self.rows[sighting.row - 1].line, sighting.account, sighting.fact, later)

    @property
    def _taken(self) -> set[int]:
        return {each.row for each in self.recording.taken}


def propose_list(
    snapshot: RegisterSnapshot, reader: ListReader, rows: Sequence[Row], text_of: Callable[[str], str]
) -> tuple[ObservationPlan, Proposal]:
    """Plan what a list puts on record and judge it; `text_of` gives the text at a path of the reader's register."""
    shelf, refused = Shelf(reader.register, text_of), dict[int, str]()
    sightings = _sightings(reader, rows, refused)
    while True:
        recording = recorded(shelf.facts, (each for each in sightings if each.row not in refused))
        contents, unsound = _contents(shelf, recording, rows)
        if not unsound:
            proposal = propose(snapshot, contents)
            # Of several reasons the first is told.
            unsound = dict(reversed([*_unsound(shelf, recording, proposal.judgement.findings)]))
            if not unsound:
                refusals = [Refusal(row, refused[row.number]) for row in rows if row.number in refused]
                return ObservationPlan(rows, refusals, recording), proposal
        refused |= unsound


def _sightings(reader: ListReader, rows: Iterable[Row], refused: dict[int, str]) -> list[Sighting]:
    """Read rows, adding to the refused ones."""
    found: list[Sighting] = []
    for row in rows:
        try:
            found += reader.read(row)
        except RowError as error:
            refused[row.number] = str(error)
    return found


def _contents(
    shelf: Shelf, recording: Recording, rows: Sequence[Row]
) -> tuple[Mapping[str, bytes | None], dict[int, str]]:
    """Give the files that are to be, and why rows can't become part of one."""
    unsound = {
        sighting.row: f"line {rows[other.row - 1].line} says otherwise of `{sighting.fact}` on the same day"
        for sighting, other in recording.clashes
    }
    contents: dict[str, bytes | None] = {}
    for account, sightings in recording.by_account.items() if not unsound else ():
        try:
            contents[shelf.path(account)] = shelf.text(account, sightings).encode()
        except FatalError as error:
            unsound |= {each.row: str(error) for each in sightings}
    return contents, unsound


def _unsound(shelf: Shelf, recording: Recording, findings: Iterable[Finding]) -> Iterator[tuple[int, str]]:
    """Give the rows that brought what is found to be wrong; all of a file where it was there before."""
    by_path = {shelf.path(account): sightings for account, sightings in recording.by_account.items()}
    for found in findings:
        if found.severity is Severity.ERROR and found.path in by_path:
            fact, sightings = parse_pointer(found.pointer)[1:2], by_path[found.path]
            near = [each for each in sightings if (each.fact,) == tuple(fact)]
            yield from ((each.row, f"{found.rule}: {found.message}") for each in near)
            yield from ((each.row, _older_fault(found)) for each in (sightings if not near else ()))


def _older_fault(found: Finding) -> str:
    place = dotted(parse_pointer(found.pointer))
    cure = f"mend that first; `smregister validate {found.path}` tells all there is"
    return f"`{place}` in {found.path} is wrong already: {found.message}; {cure}"
