"""Judging what more than one part speaks of, and what is named and not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.mentions import Group, mentions
from smregister.reading import register_of
from smregister.records import PartReading
from smregister.trees import AGENCIES, REGISTRY
from smregister.validation.part import judged_together
from smregister.validation.placing import placed
from smregister.validation.reduction import load_records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date

    from smregister.mentions import Mention, Thing
    from smregister.register import Register
    from smregister.rows import DatedFinding
    from smregister.trees import Tree
    from smregister.validation.setting import Setting
    from smregister.validation.whole import Whole


class Joining:
    """Judges things across the parts of a tree; `records_of` gives the reduced records of a part."""

    def __init__(
        self, tree: Tree, whole: Whole, setting: Setting, day: date, records_of: Callable[[int], dict[str, bytes]]
    ) -> None:
        self._tree, self._whole, self._setting, self._day = tree, whole, setting, day
        self._records_of = records_of
        self._registers: dict[int, Register] = {}

    def judge(self, wanted: set[int]) -> dict[int, list[DatedFinding]]:
        """Say what is wrong with each of some things, by digest."""
        groups = self._groups(wanted) if wanted else ()
        problems = [found for group in groups for found in judged_together(group)]
        told: dict[int, list[DatedFinding]] = {digest: [] for digest in wanted}
        for thing, finding in placed(self._tree, problems):
            if thing is not None:
                told[thing.digest].append(finding)
        return told

    def _groups(self, wanted: set[int]) -> Iterator[Group]:
        said: dict[Thing, list[Mention]] = {}
        for number in sorted(self._speakers(wanted)):
            register = self._register(number)
            for record in register.all():
                for mention in mentions(register, record):
                    if mention.thing.digest in wanted:
                        said.setdefault(mention.thing, []).append(mention)
        for thing, some in said.items():
            yield Group(thing, tuple(some), self._setting.kinds, self._known)

    def _speakers(self, wanted: set[int]) -> set[int]:
        columns = (self._whole.own, self._whole.named)
        return {part for column in columns for parts in column.holders(wanted).values() for part in parts}

    def _register(self, number: int) -> Register:
        if number not in self._registers:
            kinds = self._setting.kinds
            records = [*load_records(self._records_of(number), kinds)]
            self._registers[number] = register_of(
                kinds, [PartReading(records, [], [])], self._day, setting=self._setting.register
            )
        return self._registers[number]

    def _known(self, kind: str, record_id: str) -> Collection[str]:
        """Give the ids of a kind's records in the part where one should lie."""
        if kind == "agency":
            return [*self._agencies()]
        path = self._setting.kinds[kind].layout.path(record_id)
        numbers = [n for n, part in enumerate(self._whole.parts) if f"{path}/".startswith(f"{part.path}/")]
        return [found for number in numbers for found in self._register(number).of_kind(kind)]

    def _agencies(self) -> Iterator[str]:
        for number, part in enumerate(self._whole.parts):
            if part.path.startswith(f"{AGENCIES}/") and "agency" in self._whole.counts[number]:
                yield part.path.removeprefix(f"{AGENCIES}/")
            elif part.path == REGISTRY:
                yield from self._register(number).of_kind("agency")
