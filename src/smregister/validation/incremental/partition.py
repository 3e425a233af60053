"""Validation of one partition by itself."""

from __future__ import annotations

from datetime import date

from smregister.model import TimedFinding
from smregister.register.index.partition_index import PartitionReferences
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.fingerprints import Partition, list_files
from smregister.repository.tree import Tree
from smregister.validation.incremental.results import PartitionResult
from smregister.validation.locate import locate
from smregister.validation.rule import RuleSet


def validate_partition(
    tree: Tree, partition: Partition, snapshot: RegisterSnapshot, rules: RuleSet, day: date
) -> PartitionResult:
    """Validate a partition of a tree, for a day and the days after it."""
    reading = snapshot.reader.read_files(list_files(tree, partition))
    register = snapshot.register_of([reading], day)
    references = PartitionReferences(register)
    problems = [*rules.check_register(register)]
    problems += [problem for group in references.groups() for problem in rules.check_group(group)]
    findings, local = [*map(TimedFinding, reading.findings)], dict[int, list[TimedFinding]]()
    for key, finding in locate(tree, problems):
        (findings if key is None else local.setdefault(key.digest, [])).append(finding)
    return PartitionResult(references.index(), findings, local)
