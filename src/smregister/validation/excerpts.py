"""Some of a register, read for one question: what it costs grows by what is asked for, not by what there is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smregister.reading import collector_resting, register_of
from smregister.records import PartReading
from smregister.validation.reduction import load_records, reduced_fields
from smregister.validation.run import Run

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from smregister.kinds import Kind
    from smregister.mentions import Thing
    from smregister.model import Record
    from smregister.platforms import Platforms
    from smregister.register import Register
    from smregister.schemas import Kinds
    from smregister.trees import Part, Tree
    from smregister.validation.tables import Table
    from smregister.validation.whole import Whole


class Excerpts:
    """The register of a tree on a day, in excerpts.

    Raises FatalError if the tree can't be read at all.
    """

    def __init__(self, tree: Tree, day: date) -> None:
        self._tree, self._day = tree, day
        self._run = Run(tree, day)

    @property
    def kinds(self) -> Kinds:
        """Give the kinds of records."""
        return self._run.setting.kinds

    @property
    def platforms(self) -> Platforms:
        """Give the platforms."""
        return self._run.setting.register.platforms

    def speaking_of(self, things: Iterable[Thing]) -> Register:
        """Give the records of each agency that holds one of some things, and, reduced, of those that name one."""
        digests = {thing.digest for thing in things}
        whole = self._whole
        holding, naming = (
            {number for parts in column.holders(digests).values() for number in parts}
            for column in (whole.own, whole.named)
        )
        readings = [
            self._read(whole.parts[number], reduced=number not in holding) for number in sorted(holding | naming)
        ]
        return register_of(self.kinds, readings, self._day, setting=self._run.setting.register)

    def table(self, kind: Kind, names: Collection[str] = ()) -> Table:
        """Give the reduced records of a kind as a table, with some fields, by their dotted names."""
        with collector_resting():
            table = self._run.table(kind, {name.split(".")[0] for name in names})
        self._run.save()
        return table

    def records(self, *kinds: str) -> Iterator[Record]:
        """Give the reduced records of some kinds."""
        for judgement in self._run.judge_parts(self._run.parts):
            contents = {name: judgement.records[name] for name in kinds if name in judgement.records}
            yield from load_records(contents, self.kinds)
        self._run.save()

    def is_kept(self, kind: Kind, names: Collection[str]) -> bool:
        """Say whether reduced records have all of some fields, by their dotted names."""
        return {name.split(".")[0] for name in names} <= reduced_fields(kind)

    def ids(self) -> list[str]:
        """Give the ids of all records."""
        return [record_id for kind in self.kinds.values() for record_id in self.table(kind).ids]

    def faulty(self, kind: str) -> int:
        """Count the records of a kind that can't be relied on."""
        return self._whole.totals().get(kind, (0, 0))[1]

    @cached_property
    def _whole(self) -> Whole:
        whole = self._run.whole
        self._run.save()
        return whole

    def _read(self, part: Part, *, reduced: bool) -> PartReading:
        if reduced:
            return PartReading([*load_records(self._run.records(part), self.kinds)], [], [])
        return self._run.setting.reader.read_part(self._tree, part)
