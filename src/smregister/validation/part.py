"""One part of a register judged by itself, with what others must know of it."""

from __future__ import annotations

import marshal
from array import array
from typing import TYPE_CHECKING, NamedTuple

from smregister.mentions import Group, Mention, ThingType, mentions
from smregister.reading import register_of
from smregister.rows import DatedFinding, dated_finding_of, dated_row_of
from smregister.rule import JointRule, RegisterRule
from smregister.rules import RULES
from smregister.validation.placing import placed
from smregister.validation.reduction import dump_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smregister.mentions import Thing
    from smregister.register import Register
    from smregister.trees import Part, Tree
    from smregister.validation.placing import Found
    from smregister.validation.setting import Setting

_PART_RULES = tuple(rule for rule in RULES if isinstance(rule, RegisterRule))
_JOINT_RULES = tuple(rule for rule in RULES if isinstance(rule, JointRule))
_RULES_ABOUT = {type_: [rule for rule in _JOINT_RULES if rule.about is type_] for type_ in ThingType}
_JOINT_KINDS = frozenset(kind for rule in _JOINT_RULES for kind in rule.kinds)


class PartJudgement(NamedTuple):
    """What is wrong in a part, and what others must know of it.

    `alone` gives, by the digest of a thing, what is wrong with what is said of it, which counts so long
    as no other part speaks of it. `own` are the digests of what the part holds, `named` those of records
    that it names and does not hold, `joint` those of them that are to be judged with all that is said of them.
    `counts` gives by kind how many records there are, and how many of them are faulty; `records` are those, reduced.
    """

    findings: list[DatedFinding]
    alone: dict[int, list[DatedFinding]]
    own: array[int]
    named: array[int]
    joint: array[int]
    counts: dict[str, tuple[int, int]]
    records: dict[str, bytes]

    def dumped(self) -> bytes:
        """Write it for the cache, or for another process."""
        alone = {digest: [*map(dated_row_of, found)] for digest, found in self.alone.items()}
        digests = (self.own.tobytes(), self.named.tobytes(), self.joint.tobytes())
        return marshal.dumps(([*map(dated_row_of, self.findings)], alone, *digests, self.counts, self.records))


def load_part(content: bytes) -> PartJudgement:
    """Read what this program wrote: the cache gives nothing else."""
    findings, alone, own, named, joint, counts, records = marshal.loads(content)  # noqa: S302
    by_thing = {digest: [dated_finding_of(row) for row in rows] for digest, rows in alone.items()}
    told = [dated_finding_of(row) for row in findings]
    return PartJudgement(told, by_thing, array("Q", own), array("Q", named), array("Q", joint), counts, records)


def judge_part(tree: Tree, part: Part, setting: Setting, day: date) -> PartJudgement:
    """Judge a part of a tree, for `day` and the days after it."""
    reading = setting.reader.read_part(tree, part)
    register = register_of(
        setting.kinds, [reading], day, strays_count=not setting.schema_faults, setting=setting.register
    )
    said = _Said(register)
    found: list[Found] = [(None, rule, problem) for rule in _PART_RULES for problem in rule.check(register)]
    found += [problem for group in said.groups() for problem in judged_together(group)]
    findings, alone = [DatedFinding(told) for told in reading.findings], dict[int, list[DatedFinding]]()
    for thing, told in placed(tree, found):
        (findings if thing is None else alone.setdefault(thing.digest, [])).append(told)
    records = {
        kind: dump_records(setting.kinds[kind], some.values())
        for kind in setting.kinds
        if (some := register.of_kind(kind))
    }
    return PartJudgement(findings, alone, said.own, said.named, said.joint, _counts(register), records)


def judged_together(group: Group) -> Iterator[Found]:
    """Judge all that is said of a thing."""
    for rule in _RULES_ABOUT[group.thing.type]:
        if rule.asks_about(group):
            for problem in rule.check(group):
                yield group.thing, rule, problem


class _Said:
    """What the records of a part say: of things that can be judged here, and of those that others must know of."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._here: dict[Thing, list[Mention]] = {}
        own: set[Thing] = set()
        named: set[Thing] = set()
        for record in register.all():
            for mention in mentions(register, record, self._is_needless):
                self._take(mention, own, named)
        self.own = array("Q", (thing.digest for thing in own))
        self.named = array("Q", (thing.digest for thing in named))
        self.joint = array("Q", (thing.digest for thing in named if thing.words[0] in _JOINT_KINDS))

    def _take(self, mention: Mention, own: set[Thing], named: set[Thing]) -> None:
        thing = mention.thing
        is_record = thing.type is ThingType.RECORD
        if is_record and mention.pointer and not self._is_here(thing):
            named.add(thing)
            return
        if not mention.pointer if is_record else thing.is_for_all:
            own.add(thing)
        if not is_record or thing.words[0] in _JOINT_KINDS:
            self._here.setdefault(thing, []).append(mention)

    def groups(self) -> Iterator[Group]:
        """Give what can be judged without looking elsewhere."""
        for thing, said in self._here.items():
            if len(said) > 1:
                yield Group(thing, tuple(said), self._register.kinds)

    def _is_needless(self, kind: str, record_id: str) -> bool:
        """Say whether a record that is named is here, and nothing more is asked about those of its kind."""
        return kind not in _JOINT_KINDS and record_id in self._register.of_kind(kind)

    def _is_here(self, thing: Thing) -> bool:
        return thing.words[1] in self._register.of_kind(thing.words[0])


def _counts(register: Register) -> dict[str, tuple[int, int]]:
    records = {kind: register.of_kind(kind).values() for kind in register.kinds}
    return {kind: (len(some), sum(not record.sound for record in some)) for kind, some in records.items() if some}
