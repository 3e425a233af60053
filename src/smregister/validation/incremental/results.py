"""Findings of a register by partition, and across partitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from smregister.model import TimedFinding
from smregister.register.index.partition_index import PartitionIndex
from smregister.repository.cache import Plain
from smregister.repository.fingerprints import Partition


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """The index of a partition and its findings.

    `local` holds, by the digest of a key, the findings that count while no other partition has that key.
    """

    index: PartitionIndex
    findings: list[TimedFinding]
    local: dict[int, list[TimedFinding]]

    def to_plain(self) -> Plain:
        """Return the result as plain values, for the cache or another process."""
        return self.index.to_plain(), [finding.to_plain() for finding in self.findings], _to_plain(self.local)

    @classmethod
    def from_plain(cls, plain: Plain) -> PartitionResult:
        """Read what `to_plain` returned."""
        index, rows, local = plain
        return cls(PartitionIndex.from_plain(index), [*map(TimedFinding.from_plain, rows)], _from_plain(local))


@dataclass
class PartitionResults:
    """The findings of all partitions, by the number of the partition.

    `shared` holds, by digest, the findings about keys that several partitions have or that none defines. They replace
    the `local` ones, which a partition alone has about the key.
    """

    partitions: list[Partition] = field(default_factory=list)
    findings: dict[int, list[TimedFinding]] = field(default_factory=dict)
    local: dict[int, dict[int, list[TimedFinding]]] = field(default_factory=dict)
    shared: dict[int, list[TimedFinding]] = field(default_factory=dict)

    def copy_from(self, other: PartitionResults, number: int) -> None:
        """Add a partition as other results have it."""
        self.add(other.partitions[number], other.findings.get(number, []), other.local.get(number, {}))

    def add(self, partition: Partition, findings: list[TimedFinding], local: dict[int, list[TimedFinding]]) -> None:
        """Add the next partition."""
        number = len(self.partitions)
        self.partitions.append(partition)
        if findings:
            self.findings[number] = findings
        if local:
            self.local[number] = local

    def all(self) -> Iterator[TimedFinding]:
        """Yield all findings, in no order."""
        for findings in (*self.findings.values(), *self.shared.values()):
            yield from findings
        for local in self.local.values():
            for digest, findings in local.items():
                if digest not in self.shared:
                    yield from findings

    def to_plain(self) -> Plain:
        """Return the results as plain values, for the cache."""
        local = {number: _to_plain(findings) for number, findings in self.local.items()}
        return [*map(tuple, self.partitions)], _to_plain(self.findings), local, _to_plain(self.shared)

    @classmethod
    def from_plain(cls, plain: Plain) -> PartitionResults:
        """Read what `to_plain` returned."""
        partitions, findings, local, shared = plain
        by_partition = {number: _from_plain(rows) for number, rows in local.items()}
        return cls([Partition(*row) for row in partitions], _from_plain(findings), by_partition, _from_plain(shared))


def _to_plain(findings: Mapping[int, list[TimedFinding]]) -> Plain:
    return {number: [finding.to_plain() for finding in rows] for number, rows in findings.items()}


def _from_plain(plain: Plain) -> dict[int, list[TimedFinding]]:
    return {number: [*map(TimedFinding.from_plain, rows)] for number, rows in plain.items()}
