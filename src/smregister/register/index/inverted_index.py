"""Inverted index from key digests to partitions, packed in flat arrays."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterator

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
        """Return, for each wanted digest that occurs, the numbers of the partitions that hold it."""
        holders: dict[int, list[int]] = {}
        for position in self._positions(wanted):
            holders.setdefault(self.values[position], []).append(bisect_right(self.ends, position))
        return holders

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
