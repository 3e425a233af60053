"""All parts of a register: who speaks of what, and what is wrong in and across them."""

from __future__ import annotations

import marshal
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smregister.rows import dated_finding_of, dated_row_of
from smregister.trees import Part
from smregister.validation.columns import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smregister.rows import DatedFinding, DatedRow
    from smregister.validation.part import PartJudgement


@dataclass
class Whole:
    """What is known of all parts, each by its number.

    `own`, `named` and `joint` are the digests of `PartJudgement`. `together` gives what is wrong with
    things that more than one part speaks of, or that no part holds, by digest; there, what a part
    found alone does not count.
    """

    parts: list[Part] = field(default_factory=list)
    own: Column = field(default_factory=Column)
    named: Column = field(default_factory=Column)
    joint: Column = field(default_factory=Column)
    counts: list[dict[str, tuple[int, int]]] = field(default_factory=list)
    told: dict[int, list[DatedFinding]] = field(default_factory=dict)
    alone: dict[int, dict[int, list[DatedFinding]]] = field(default_factory=dict)
    together: dict[int, list[DatedFinding]] = field(default_factory=dict)

    def append(self, part: Part, judgement: PartJudgement) -> None:
        """Add the next part."""
        number = self._append(part, judgement.own, judgement.named, judgement.joint, judgement.counts)
        self._tell(number, judgement.findings, judgement.alone)

    def take_over(self, other: Whole, number: int) -> None:
        """Add a part that another whole has, as it is there."""
        columns = (other.own.of(number), other.named.of(number), other.joint.of(number))
        mine = self._append(other.parts[number], *columns, other.counts[number])
        self._tell(mine, other.told.get(number), other.alone.get(number))

    def _append(
        self, part: Part, own: array[int], named: array[int], joint: array[int], counts: dict[str, tuple[int, int]]
    ) -> int:
        self.parts.append(part)
        self.counts.append(counts)
        for column, digests in ((self.own, own), (self.named, named), (self.joint, joint)):
            column.append(digests)
        return len(self.parts) - 1

    def _tell(self, number: int, told: list[DatedFinding] | None, alone: dict[int, list[DatedFinding]] | None) -> None:
        if told:
            self.told[number] = told
        if alone:
            self.alone[number] = alone

    def digests_of(self, number: int) -> set[int]:
        """Give all that a part speaks of."""
        return {*self.own.of(number), *self.named.of(number)}

    def shared(self) -> set[int]:
        """Give what more than one part speaks of so that it is to be judged, and what is named and not there."""
        own = set(self.own.values)
        missing = {digest for digest in self.named.values if digest not in own}
        return self.own.twice() | missing | {digest for digest in self.joint.values if digest in own}

    def shared_among(self, wanted: set[int]) -> set[int]:
        """Give the same, of some digests only."""
        own, named, joint = (column.holders(wanted) for column in (self.own, self.named, self.joint))
        twice = {digest for digest, parts in own.items() if len(parts) > 1}
        return twice | (named.keys() - own.keys()) | (joint.keys() & own.keys())

    def findings(self) -> Iterator[DatedFinding]:
        """Give all that is wrong, in no order."""
        for told in (*self.told.values(), *self.together.values()):
            yield from told
        for alone in self.alone.values():
            for digest, told in alone.items():
                if digest not in self.together:
                    yield from told

    def totals(self) -> dict[str, tuple[int, int]]:
        """Give by kind how many records there are, and how many of them are faulty."""
        found: dict[str, tuple[int, int]] = {}
        for counts in self.counts:
            for kind, (records, faulty) in counts.items():
                before = found.get(kind, (0, 0))
                found[kind] = (before[0] + records, before[1] + faulty)
        return found

    def dumped(self) -> bytes:
        """Write it for the cache."""
        columns = [(each.values.tobytes(), each.ends.tobytes()) for each in (self.own, self.named, self.joint)]
        alone = {number: _rows(found) for number, found in self.alone.items()}
        parts = [tuple(part) for part in self.parts]
        return marshal.dumps((parts, columns, self.counts, _rows(self.told), alone, _rows(self.together)))


def load_whole(content: bytes) -> Whole:
    """Read what this program wrote: the cache gives nothing else."""
    parts, columns, counts, told, alone, together = marshal.loads(content)  # noqa: S302
    own, named, joint = (Column(array("Q", values), array("L", ends)) for values, ends in columns)
    by_part = {number: _findings(rows) for number, rows in alone.items()}
    return Whole(
        [Part(*each) for each in parts], own, named, joint, counts, _findings(told), by_part, _findings(together)
    )


def _rows(found: Mapping[int, Iterable[DatedFinding]]) -> dict[int, list[object]]:
    return {number: [dated_row_of(each) for each in some] for number, some in found.items()}


def _findings(rows: Mapping[int, Iterable[DatedRow]]) -> dict[int, list[DatedFinding]]:
    return {number: [dated_finding_of(row) for row in some] for number, some in rows.items()}
