"""Incremental validation of changed partitions and the keys they reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path

from smregister.model import TimedFinding, ValidationResult
from smregister.parallel import has_executor
from smregister.register.index.partition_index import PartitionReferences
from smregister.register.loader import gc_paused
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.cache import Plain, pack, unpack
from smregister.repository.fingerprints import Partition, Partitions, WorkerLocation, list_files, worker_location
from smregister.repository.open import open_tree
from smregister.repository.tree import SCHEMAS, Tree
from smregister.validation.incremental.cross_checks import CrossChecker
from smregister.validation.incremental.results import PartitionResult, PartitionResults
from smregister.validation.locate import locate
from smregister.validation.rule import RuleSet


@lru_cache(maxsize=2)
def _worker_tree(location: WorkerLocation) -> Tree:
    return open_tree(Path(location[0]), location[1])


@lru_cache(maxsize=2)
def _worker_snapshot(location: WorkerLocation, month: date, paths: tuple[str, ...], _: str) -> RegisterSnapshot:
    """Open the snapshot in a worker, once for as long as its basis stays."""
    parts = Partitions(Partition(SCHEMAS, None), [Partition(path, None) for path in paths])
    return RegisterSnapshot(_worker_tree(location), month, parts=parts)


def _validate_elsewhere(
    load_rules: Callable[[], RuleSet],
    locations: Mapping[bool, WorkerLocation],
    month: date,
    shared: tuple[str, ...],
    basis: str,
    part: Partition,
) -> bytes:
    """Validate a partition in another process; return the packed result.

    `locations` are those of partitions with a fingerprint, and without.
    """
    snapshot = _worker_snapshot(locations[False], month, shared, basis)
    tree = _worker_tree(locations[part.fingerprint is not None])
    return pack(_validate_partition(tree, part, snapshot, load_rules(), month).to_plain())


def _validate_partition(
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


class Run:
    """One validation of a snapshot, reused for every day of its month.

    `load_rules` must be at the top of a module: a process that gets the function knows it by its name.
    """

    def __init__(self, snapshot: RegisterSnapshot, load_rules: Callable[[], RuleSet]) -> None:
        self.snapshot = snapshot
        self._load_rules = load_rules
        self._month = snapshot.day.replace(day=1)
        self._packed: dict[Partition, bytes] = {}

    def prepare(self) -> None:
        """Load what every validation needs, while git still looks for changes."""
        _ = self.snapshot.kinds, self._last

    def result(self, day: date) -> ValidationResult:
        """Return the result on a day."""
        findings = {timed.finding for timed in self.results.all() if timed.holds(day.isoformat())}
        records = sum(records for records, _ in self.snapshot.index.cross_reference.totals().values())
        return ValidationResult(tuple(sorted({*self.snapshot.schema_findings, *findings})), records)

    @cached_property
    def results(self) -> PartitionResults:
        """Validate all partitions, or those that changed since the last time."""
        parts, before = self.snapshot.memo.partitions.register, self._before
        if before.partitions == parts:
            return before
        gone = {part: number for number, part in enumerate(before.partitions)}
        new = [part for part in parts if part not in gone]
        self._validate(new)
        results = PartitionResults()
        for part in parts:
            if part in gone:
                results.copy_from(before, gone.pop(part))
            else:
                result = PartitionResult.from_plain(unpack(self._packed[part]))
                results.add(part, result.findings, result.local)
        results.shared = self._shared(before, new, [*gone])
        self.snapshot.index.store(self._name, results.to_plain())
        return results

    def _shared(
        self, before: PartitionResults, new: Sequence[Partition], gone: Sequence[Partition]
    ) -> dict[int, list[TimedFinding]]:
        """Check the keys of changed partitions, or all if the old ones are unknown."""
        cross = self.snapshot.index.cross_reference
        checker = CrossChecker(self.snapshot, self._load_rules())
        touched = self.snapshot.index.former_digests(gone) if before.partitions else None
        if touched is None:
            return checker.check(cross.shared())
        changed = {*new}
        for number, part in enumerate(cross.partitions):
            if part in changed:
                touched |= cross.digests_of(number)
        # A message about one key may depend on others, such as a better suggestion.
        touched |= {digest for digest, findings in before.shared.items() if findings}
        untouched = {digest: findings for digest, findings in before.shared.items() if digest not in touched}
        return untouched | checker.check(cross.shared_among(touched))

    @property
    def _name(self) -> str:
        return f"findings {self._month}"

    @cached_property
    def _last(self) -> dict[str, Plain]:
        return self.snapshot.index.last(self._name)

    @cached_property
    def _before(self) -> PartitionResults:
        basis, plain = self._last.get(self._name, ("", None))
        return PartitionResults.from_plain(plain) if basis == self.snapshot.basis else PartitionResults()

    def _validate(self, parts: Sequence[Partition]) -> None:
        purpose = ("validated", self.snapshot.basis, self._month.isoformat())
        with gc_paused():
            self._packed |= self.snapshot.memo.compute([purpose], parts, self._worker())
        self.snapshot.index.add_packed(self._packed)

    def _worker(self) -> Callable[[Partition], bytes]:
        """Return the function that validates a partition, here or by an executor."""
        snapshot, month = self.snapshot, self._month
        named, other = (
            worker_location(snapshot.tree, has_fingerprint=value) if has_executor() else None for value in (True, False)
        )
        if named and other:
            locations = {True: named, False: other}
            shared = tuple(part.path for part in snapshot.shared_parts)
            return partial(_validate_elsewhere, self._load_rules, locations, month, shared, snapshot.basis)
        # Once here, and not once in each process that is going to be forked from this one.
        _, rules = snapshot.shared, self._load_rules()
        return lambda part: pack(_validate_partition(snapshot.memo.tree, part, snapshot, rules, month).to_plain())
