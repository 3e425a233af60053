"""A tree judged part by part and then across, or as far as something changed since it was judged before."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from smregister.model import Judgement
from smregister.reading import collector_resting
from smregister.validation.joining import Joining
from smregister.validation.part import judge_part, load_part
from smregister.validation.setting import load_setting, setting_id
from smregister.validation.whole import Whole, load_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smregister.cache import Name
    from smregister.memory import Memory
    from smregister.trees import Part, Tree
    from smregister.validation.part import PartJudgement
    from smregister.validation.setting import Setting


class Judged(NamedTuple):
    """All parts of a tree, judged, and by what."""

    whole: Whole
    setting: Setting

    def judgement(self, day: date) -> Judgement:
        """Give what is wrong on a day."""
        told = {each.finding for each in self.whole.findings() if each.holds(day.isoformat())}
        records = sum(records for records, _ in self.whole.totals().values())
        return Judgement(tuple(sorted({*self.setting.schema_faults, *told})), records)


class Run:
    """One judgement of a tree, for every day of a month: the next day need not begin anew.

    Raises FatalError if the tree can't be read at all.
    """

    def __init__(self, tree: Tree, memory: Memory, day: date) -> None:
        self.tree, self._memory = tree, memory
        self._span = day.replace(day=1)
        self._setting = load_setting(tree, self._span)
        self._judged: dict[Part, PartJudgement] = {}

    def judge(self) -> Judged:
        """Judge all parts of the tree."""
        before = self._known_whole()
        return Judged(self._whole() if before is None else self._whole_since(before), self._setting)

    @cached_property
    def _names(self) -> tuple[Name, Name]:
        """Name what is remembered of single parts, and of the whole."""
        by = (setting_id(self.tree, self._memory.parts, self._setting.kinds), self._span.isoformat())
        return ("part", *by), ("whole", *by)

    def _known_whole(self) -> Whole | None:
        """Give the whole that was judged last by the same setting."""
        kept = self._memory.get(*self._names[1])
        return None if kept is None else load_whole(kept)

    def _whole(self) -> Whole:
        """Judge everything."""
        self._judge(self._memory.parts.register)
        whole = Whole()
        for part in self._memory.parts.register:
            whole.append(part, self._judged[part])
        whole.together = self._joining(whole).judge(whole.shared())
        self._keep(whole)
        return whole

    def _whole_since(self, before: Whole) -> Whole:
        """Judge what is not as it was, and whatever speaks of the same things."""
        numbers = {part: number for number, part in enumerate(before.parts)}
        parts = self._memory.parts.register
        self._judge([part for part in parts if part not in numbers])
        whole, touched = Whole(), set[int]()
        for number, part in enumerate(parts):
            if part in numbers:
                whole.take_over(before, numbers.pop(part))
            else:
                whole.append(part, self._judged[part])
                touched |= whole.digests_of(number)
        for number in numbers.values():
            touched |= before.digests_of(number)
        if not self._judged and not numbers:
            return before
        self._join_again(whole, before, touched)
        self._keep(whole)
        return whole

    def _judge(self, parts: Sequence[Part]) -> None:
        with collector_resting():
            for part, content in self._memory.of_each(self._names[0], parts, self._found_out):
                self._judged[part] = load_part(content)

    def _found_out(self, part: Part) -> bytes:
        return judge_part(self.tree, part, self._setting, self._span).dumped()

    def _join_again(self, whole: Whole, before: Whole, touched: set[int]) -> None:
        # What is wrong across parts may be told otherwise by what lies beside it, such as a better suggestion.
        touched |= {digest for digest, told in before.together.items() if told}
        untouched = {digest: told for digest, told in before.together.items() if digest not in touched}
        whole.together = untouched | self._joining(whole).judge(whole.shared_among(touched))

    def _joining(self, whole: Whole) -> Joining:
        return Joining(self.tree, whole, self._setting, self._span, lambda number: self._records(whole.parts[number]))

    def _records(self, part: Part) -> bytes:
        """Give the reduced records of a part."""
        if part not in self._judged:
            self._judged[part] = load_part(self._memory.known(self._names[0], part) or self._found_out(part))
        return self._judged[part].records

    def _keep(self, whole: Whole) -> None:
        if self._memory.content:
            self._memory.note(self._names[1], whole.dumped())
