"""Validation of one partition by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.mentions import ThingType
from smregister.model import TimedFinding
from smregister.rule import JointRule, RegisterRule
from smregister.rules import RULES
from smregister.validation.partition_index import PartitionIndex, PartitionReferences
from smregister.validation.placing import locate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smregister.cache import Plain
    from smregister.mentions import Group
    from smregister.trees import Part, Tree
    from smregister.validation.placing import KeyedProblem
    from smregister.validation.snapshot import RegisterSnapshot

_PARTITION_RULES = tuple(rule for rule in RULES if isinstance(rule, RegisterRule))
_RULES_ABOUT = {
    type_: [rule for rule in RULES if isinstance(rule, JointRule) and rule.about is type_] for type_ in ThingType
}


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """The index of a partition and its findings.

    `local_findings` gives, by the digest of a key, findings that count while no other partition has that key.
    """

    index: PartitionIndex
    findings: list[TimedFinding]
    local_findings: dict[int, list[TimedFinding]]

    def to_plain(self) -> Plain:
        """Return the result as plain values, for the cache or another process."""
        local = {digest: [each.to_plain() for each in found] for digest, found in self.local_findings.items()}
        return self.index.to_plain(), [each.to_plain() for each in self.findings], local

    @classmethod
    def from_plain(cls, plain: Plain) -> PartitionResult:
        """Read what `to_plain` returned."""
        index, findings, local = plain
        return cls(
            PartitionIndex.from_plain(index),
            [*map(TimedFinding.from_plain, findings)],
            {digest: [*map(TimedFinding.from_plain, rows)] for digest, rows in local.items()},
        )


def validate_partition(tree: Tree, partition: Part, snapshot: RegisterSnapshot, day: date) -> PartitionResult:
    """Validate a partition of a tree, for a day and the days after it."""
    reading = snapshot.reader.read_part(tree, partition)
    register = snapshot.register_of([reading], day)
    references = PartitionReferences(register)
    problems: list[KeyedProblem] = [(None, rule, each) for rule in _PARTITION_RULES for each in rule.check(register)]
    problems += [problem for group in references.groups() for problem in check_group(group)]
    findings, local = [*map(TimedFinding, reading.findings)], dict[int, list[TimedFinding]]()
    for thing, finding in locate(tree, problems):
        (findings if thing is None else local.setdefault(thing.digest, [])).append(finding)
    return PartitionResult(references.index(), findings, local)


def check_group(group: Group) -> Iterator[KeyedProblem]:
    """Check all references to one key."""
    for rule in _RULES_ABOUT[group.thing.type]:
        if rule.asks_about(group):
            for problem in rule.check(group):
                yield group.thing, rule, problem
