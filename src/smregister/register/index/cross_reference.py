"""Cross-reference of a register: which partition defines or references which key."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from smregister.register.index.partition_index import PartitionIndex
from smregister.repository.cache import Plain
from smregister.repository.fingerprints import Partition

# Up to so many digests, a search for each is faster than a scan of all.
_MAX_SEARCHED = 8


class InvertedIndex:
    """The key digests of numbered partitions, one partition after the other."""

    def __init__(self, values: array[int] | None = None, ends: array[int] | None = None) -> None:
        self.values = values or array("Q")
        self.ends = ends or array("L")

    def append(self, digests: array[int]) -> None:
        """Add the digests of the next partition."""
        self.values.extend(digests)
        self.ends.append(len(self.values))

    def digests_of(self, number: int) -> array[int]:
        """Return the digests of a partition, by its number."""
        return self.values[self.ends[number - 1] if number else 0 : self.ends[number]]

    def holders(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """Return the numbers of the partitions that hold each wanted digest."""
        holders: dict[int, list[int]] = {}
        for position in self._positions(wanted):
            holders.setdefault(self.values[position], []).append(bisect_right(self.ends, position))
        return holders

    def partitions_with(self, wanted: Collection[int]) -> set[int]:
        """Return the numbers of the partitions that hold a wanted digest."""
        return {bisect_right(self.ends, position) for position in self._positions(wanted)}

    def repeated(self) -> set[int]:
        """Return the digests that more than one partition holds."""
        seen: set[int] = set()
        repeated: set[int] = set()
        for digest in self.values:
            (repeated if digest in seen else seen).add(digest)
        return repeated

    def to_plain(self) -> tuple[bytes, bytes]:
        """Return the index as plain values, for the cache."""
        return self.values.tobytes(), self.ends.tobytes()

    @classmethod
    def from_plain(cls, plain: tuple[bytes, bytes]) -> InvertedIndex:
        """Read what `to_plain` returned."""
        values, ends = plain
        return cls(array("Q", values), array("L", ends))

    def _positions(self, wanted: Collection[int]) -> Iterator[int]:
        if len(wanted) > _MAX_SEARCHED:
            yield from [position for position, digest in enumerate(self.values) if digest in wanted]
            return
        content, size = self.values.tobytes(), self.values.itemsize
        for digest in wanted:
            packed = array("Q", [digest]).tobytes()
            offset = content.find(packed)
            while offset >= 0:
                if offset % size == 0:
                    yield offset // size
                offset = content.find(packed, offset + 1)


@dataclass
class CrossReference:
    """Key digests and record counts of all partitions, by number."""

    partitions: list[Partition] = field(default_factory=list)
    defined: InvertedIndex = field(default_factory=InvertedIndex)
    referenced: InvertedIndex = field(default_factory=InvertedIndex)
    cross_checked: InvertedIndex = field(default_factory=InvertedIndex)
    counts: list[dict[str, tuple[int, int]]] = field(default_factory=list)

    def append(self, partition: Partition, index: PartitionIndex) -> None:
        """Add the next partition."""
        self.partitions.append(partition)
        self.counts.append(index.counts)
        self.defined.append(index.defined)
        self.referenced.append(index.referenced)
        self.cross_checked.append(index.cross_checked)

    def copy_from(self, other: CrossReference, number: int) -> None:
        """Add a partition as another cross-reference has it."""
        self.partitions.append(other.partitions[number])
        self.counts.append(other.counts[number])
        self.defined.append(other.defined.digests_of(number))
        self.referenced.append(other.referenced.digests_of(number))
        self.cross_checked.append(other.cross_checked.digests_of(number))

    def digests_of(self, number: int) -> set[int]:
        """Return the digests of all keys that a partition defines or references."""
        return {*self.defined.digests_of(number), *self.referenced.digests_of(number)}

    def shared(self) -> set[int]:
        """Return the keys that are defined twice, missing, or cross-checked."""
        defined = set(self.defined.values)
        missing = {digest for digest in self.referenced.values if digest not in defined}
        return self.defined.repeated() | missing | {key for key in self.cross_checked.values if key in defined}

    def shared_among(self, wanted: set[int]) -> set[int]:
        """Return those of some keys that are to be checked across partitions."""
        defined, referenced, cross_checked = (
            index.holders(wanted) for index in (self.defined, self.referenced, self.cross_checked)
        )
        repeated = {digest for digest, numbers in defined.items() if len(numbers) > 1}
        return repeated | (referenced.keys() - defined.keys()) | (cross_checked.keys() & defined.keys())

    def totals(self) -> dict[str, tuple[int, int]]:
        """Count by kind the records, and those of them that are not valid."""
        totals: dict[str, tuple[int, int]] = {}
        for counts in self.counts:
            for kind, (records, invalid) in counts.items():
                before = totals.get(kind, (0, 0))
                totals[kind] = (before[0] + records, before[1] + invalid)
        return totals

    def to_plain(self) -> Plain:
        """Return the cross-reference as plain values, for the cache."""
        indexes = [index.to_plain() for index in (self.defined, self.referenced, self.cross_checked)]
        return [*map(tuple, self.partitions)], indexes, self.counts

    @classmethod
    def from_plain(cls, plain: Plain) -> CrossReference:
        """Read what `to_plain` returned."""
        partitions, indexes, counts = plain
        defined, referenced, cross_checked = map(InvertedIndex.from_plain, indexes)
        return cls([Partition(*partition) for partition in partitions], defined, referenced, cross_checked, counts)
