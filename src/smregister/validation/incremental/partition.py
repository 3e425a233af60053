"""Validation of one partition by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from smregister.model import TimedFinding
from smregister.register.index.partition_index import PartitionIndex, PartitionReferences
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.cache import Plain
from smregister.repository.fingerprints import Partition
from smregister.repository.tree import Tree
from smregister.validation.locate import KeyedProblem, locate
from smregister.validation.rule import CrossAgencyRule, RegisterRule
from smregister.validation.rules import RULES

_PARTITION_RULES = tuple(rule for rule in RULES if isinstance(rule, RegisterRule))
_RULES_ABOUT = {
    type_: [rule for rule in RULES if isinstance(rule, CrossAgencyRule) and rule.about is type_] for type_ in KeyType
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


def validate_partition(tree: Tree, partition: Partition, snapshot: RegisterSnapshot, day: date) -> PartitionResult:
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


def check_group(group: ReferenceGroup) -> Iterator[KeyedProblem]:
    """Check all references to one key."""
    for rule in _RULES_ABOUT[group.thing.type]:
        if rule.asks_about(group):
            for problem in rule.check(group):
                yield group.thing, rule, problem
