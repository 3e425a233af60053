"""A tree judged part by part and then across, or as far as something changed since it was judged before."""

from __future__ import annotations

import marshal
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smregister.memory import Memory
from smregister.model import Judgement
from smregister.parallel import has_executor
from smregister.reading import collector_resting
from smregister.trees import IndexTree, ProposedTree, open_tree, place_of
from smregister.validation.joining import Joining
from smregister.validation.part import judge_part, load_part
from smregister.validation.reduction import reduced_fields, rows_of
from smregister.validation.setting import Setting, setting_id
from smregister.validation.tables import Table, load_table, names_for
from smregister.validation.whole import Whole, load_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from smregister.cache import Name
    from smregister.kinds import Kind
    from smregister.trees import Part, Place, Tree
    from smregister.validation.part import PartJudgement


@lru_cache(maxsize=2)
def _tree_at(root: str, ref: str | None, span: date, _: str) -> tuple[Tree, Setting]:
    """Open a tree, once for as long as what it is judged by stays as its name says."""
    tree = open_tree(Path(root), ref)
    return tree, Setting(tree, span)


def _judge_at(places: Mapping[bool, Place], span: date, by: str, part: Part) -> bytes:
    """Judge a part of a register that lies at the same place here as there; `places` are of parts with an id or not."""
    tree, setting = _tree_at(*places[part.id is not None], span, by)
    return judge_part(tree, part, setting, span).dumped()


class Run:
    """One judgement of a tree, for every day of a month: the next day need not begin anew.

    Raises FatalError if the tree can't be read at all.
    """

    def __init__(self, tree: Tree, day: date, memory: Memory | None = None) -> None:
        self.tree, self._memory = tree, memory or Memory(tree)
        self._span = day.replace(day=1)
        self.setting = Setting(tree, self._span, self._memory)
        self._judged: dict[Part, bytes] = {}

    def make_ready(self) -> None:
        """Remember what a judgement begins with, while git still looks for what changed."""
        _ = self._last_whole

    @property
    def parts(self) -> Sequence[Part]:
        """Give the parts of the tree."""
        return self._memory.parts.register

    def save(self) -> None:
        """Keep what was found out for later runs."""
        self._memory.save()

    def judge_parts(self, parts: Sequence[Part]) -> Iterator[PartJudgement]:
        """Judge some parts by themselves."""
        self._judge(parts)
        return map(self._judgement_of, parts)

    def judgement(self, day: date) -> Judgement:
        """Give what is wrong on a day."""
        told = {each.finding for each in self.whole.findings() if each.holds(day.isoformat())}
        records = sum(records for records, _ in self.whole.totals().values())
        return Judgement(tuple(sorted({*self.setting.schema_faults, *told})), records)

    @cached_property
    def _last_whole(self) -> tuple[str, Any] | None:
        return self._last("whole").get("whole")

    @cached_property
    def whole(self) -> Whole:
        """Judge all parts of the tree."""
        by, content = self._last_whole or ("", b"")
        before = load_whole(content) if by == self._by else None
        whole = self._from_nothing() if before is None else self._since(before)
        if whole is not before:
            self._remember("whole", whole.dumped())
        return whole

    def table(self, kind: Kind, fields: Collection[str] = ()) -> Table:
        """Give the reduced records of a kind as a table; of their fields, some."""
        table = self._last_table(kind, fields)
        if table is None or table.parts != self.parts:
            table = self._table_since(self._last_table(kind, reduced_fields(kind)) or Table(kind), kind)
            for name, content in table.dumped().items():
                self._remember(_column_of(kind, name), content)
        return table

    def _last_table(self, kind: Kind, fields: Collection[str]) -> Table | None:
        names = {_column_of(kind, name): name for name in names_for(fields)}
        kept = self._last(*names)
        is_of_now = all(what in kept and kept[what][0] == self._by for what in names)
        return load_table(kind, {names[what]: content for what, (_, content) in kept.items()}) if is_of_now else None

    def _table_since(self, before: Table, kind: Kind) -> Table:
        known = {part: number for number, part in enumerate(before.parts)}
        self._judge([part for part in self.parts if part not in known])
        table = Table(kind)
        for part in self.parts:
            if part in known:
                table.take_over(before, known[part])
            else:
                table.append(part, rows_of(self.records(part), kind))
        return table

    def records(self, part: Part) -> dict[str, bytes]:
        """Give the reduced records of a part, by kind."""
        return self._judgement_of(part).records

    def _judgement_of(self, part: Part) -> PartJudgement:
        self._judge([part])
        return load_part(self._judged[part])

    def _from_nothing(self) -> Whole:
        self._judge(self._memory.parts.register)
        whole = Whole()
        for part in self._memory.parts.register:
            whole.append(part, self._judgement_of(part))
        whole.together = self._joining(whole).judge(whole.shared())
        return whole

    def _since(self, before: Whole) -> Whole:
        """Judge what is not as it was, and whatever speaks of the same things."""
        if self._memory.parts.register == before.parts:
            return before
        gone = {part: number for number, part in enumerate(before.parts)}
        parts = self._memory.parts.register
        self._judge([part for part in parts if part not in gone])
        whole, touched = Whole(), set[int]()
        for number, part in enumerate(parts):
            if part in gone:
                whole.take_over(before, gone.pop(part))
            else:
                whole.append(part, self._judgement_of(part))
                touched |= whole.digests_of(number)
        for number in gone.values():
            touched |= before.digests_of(number)
        self._join_again(whole, before, touched)
        return whole

    def _join_again(self, whole: Whole, before: Whole, touched: set[int]) -> None:
        # What is wrong across parts may be told otherwise by what lies beside it, such as a better suggestion.
        touched |= {digest for digest, told in before.together.items() if told}
        untouched = {digest: told for digest, told in before.together.items() if digest not in touched}
        whole.together = untouched | self._joining(whole).judge(whole.shared_among(touched))

    def _joining(self, whole: Whole) -> Joining:
        return Joining(
            self._memory.tree, whole, self.setting, self._span, lambda number: self.records(whole.parts[number])
        )

    def _judge(self, parts: Sequence[Part]) -> None:
        unknown = [part for part in parts if part not in self._judged]
        with collector_resting():
            self._judged |= self._memory.of_each(self._purpose, unknown, self._found_out)

    @cached_property
    def _found_out(self) -> Callable[[Part], bytes]:
        """Give who judges a part: somebody who can be sent elsewhere, if that is where work is done."""
        places = self._places() if has_executor() else None
        if places:
            return partial(_judge_at, places, self._span, self._by)
        # Once here, and not once in each process that is going to be forked from this one.
        _ = self.setting.register
        return lambda part: judge_part(self._memory.tree, part, self.setting, self._span).dumped()

    def _places(self) -> dict[bool, Place] | None:
        """Give where another process can read parts, with an id or without; None where none can."""
        places: dict[bool, Place] = {}
        for is_named in {part.id is not None for part in self.parts}:
            place = place_of(self.tree, is_named=is_named)
            if place is None:
                return None
            places[is_named] = place
        return places

    @cached_property
    def _by(self) -> str:
        """Name all that a judgement depends on beside the parts."""
        return setting_id(self.tree, self._memory.parts, self.setting.kinds)

    @property
    def _purpose(self) -> Name:
        return "part", self._by, self._span.isoformat()

    def _name(self, what: str) -> Name:
        # A proposal has its ids, where it has any, from what it is made over; those of the index are its own.
        tree = self.tree.base if isinstance(self.tree, ProposedTree) else self.tree
        return what, "index" if isinstance(tree, IndexTree) else "commit", self._span.isoformat()

    def _last(self, *whats: str) -> dict[str, tuple[str, Any]]:
        """Give some of what was remembered last of such trees, and by which setting that was judged."""
        names = {self._name(what): what for what in whats}
        # The cache gives nothing but what this program wrote.
        return {names[name]: marshal.loads(kept) for name, kept in self._memory.get(*names).items()}  # noqa: S302

    def _remember(self, what: str, content: Any) -> None:
        """Remember something of the whole tree, in place of what was remembered of it or another one."""
        if self._memory.content:
            self._memory.note(self._name(what), marshal.dumps((self._by, content)))


def _column_of(kind: Kind, name: str) -> str:
    return f"kind {kind.name} {name}"
