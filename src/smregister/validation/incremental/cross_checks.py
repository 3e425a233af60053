"""Checks of keys that several partitions share, or that none defines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smregister.model import TimedFinding
from smregister.register.references import Key, Reference, ReferenceGroup, references_of
from smregister.register.register import Register
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.tree import AGENCIES, REGISTRY, partition_path
from smregister.text import names_near
from smregister.validation.locate import locate
from smregister.validation.rule import RuleSet


class CrossChecker:
    """Checks keys across the partitions of a snapshot."""

    def __init__(self, snapshot: RegisterSnapshot, rules: RuleSet) -> None:
        self._snapshot, self._rules = snapshot, rules
        self._cross = snapshot.index.cross_reference
        self._registers: dict[int, Register] = {}
        self._ids: dict[tuple[str, str], Sequence[str]] = {}

    def check(self, wanted: set[int]) -> dict[int, list[TimedFinding]]:
        """Return the findings about some keys, by digest."""
        groups = self._groups(wanted) if wanted else ()
        problems = [problem for group in groups for problem in self._rules.check_group(group)]
        findings: dict[int, list[TimedFinding]] = {digest: [] for digest in wanted}
        for key, finding in locate(self._snapshot.memo.tree, problems):
            if key is not None:
                findings[key.digest].append(finding)
        return findings

    def _groups(self, wanted: set[int]) -> Iterator[ReferenceGroup]:
        references: dict[Key, list[Reference]] = {}
        numbers = self._cross.defined.partitions_with(wanted) | self._cross.referenced.partitions_with(wanted)
        for number in sorted(numbers):
            register = self._register(number)
            for record in register.all():
                for reference in references_of(register, record):
                    if reference.key.digest in wanted:
                        references.setdefault(reference.key, []).append(reference)
        for key, grouped in references.items():
            yield ReferenceGroup(key, tuple(grouped), self._snapshot.kinds, self._neighbors)

    def _register(self, number: int) -> Register:
        if number not in self._registers:
            self._registers[number] = self._snapshot.index.projected_register(self._cross.partitions[number])
        return self._registers[number]

    def _neighbors(self, kind: str, record_id: str) -> Sequence[str]:
        """Return ids of a kind's records near one, in the partition where it belongs."""
        folder = (
            AGENCIES if kind == "agency" else partition_path(self._snapshot.kinds[kind].path_template.path(record_id))
        )
        return names_near(record_id, self._sorted_ids(kind, folder))

    def _sorted_ids(self, kind: str, folder: str) -> Sequence[str]:
        if (kind, folder) not in self._ids:
            numbers = (number for number, part in enumerate(self._cross.partitions) if part.path == folder)
            ids = (record_id for number in numbers for record_id in self._register(number).of_kind(kind))
            self._ids[kind, folder] = sorted(self._agencies() if kind == "agency" else ids)
        return self._ids[kind, folder]

    def _agencies(self) -> Iterator[str]:
        for number, partition in enumerate(self._cross.partitions):
            if partition.path.startswith(f"{AGENCIES}/") and "agency" in self._cross.counts[number]:
                yield partition.path.removeprefix(f"{AGENCIES}/")
            elif partition.path == REGISTRY:
                yield from self._register(number).of_kind("agency")
