"""Numbers of things, part by part: who speaks of what, in as little room as there can be."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# So many numbers are found sooner one by one than by going through all there are.
_MOST_SEARCHED = 8


class Column:
    """The digests of each part of a register, one part after the other."""

    def __init__(self, values: array[int] | None = None, ends: array[int] | None = None) -> None:
        self.values = values or array("Q")
        self.ends = ends or array("L")

    def append(self, digests: array[int]) -> None:
        """Add the digests of the next part."""
        self.values.extend(digests)
        self.ends.append(len(self.values))

    def of(self, part: int) -> array[int]:
        """Give the digests of a part, by its number."""
        return self.values[self.ends[part - 1] if part else 0 : self.ends[part]]

    def holders(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """Give, for each wanted digest that there is, the numbers of the parts that have it."""
        found: dict[int, list[int]] = {}
        for place in self._places(wanted):
            found.setdefault(self.values[place], []).append(bisect_right(self.ends, place))
        return found

    def _places(self, wanted: Collection[int]) -> Iterator[int]:
        if len(wanted) > _MOST_SEARCHED:
            yield from [place for place, digest in enumerate(self.values) if digest in wanted]
            return
        content, size = self.values.tobytes(), self.values.itemsize
        for digest in wanted:
            written = array("Q", [digest]).tobytes()
            at = content.find(written)
            while at >= 0:
                if at % size == 0:
                    yield at // size
                at = content.find(written, at + 1)

    def twice(self) -> set[int]:
        """Give the digests that more than one part has."""
        seen: set[int] = set()
        twice: set[int] = set()
        for digest in self.values:
            (twice if digest in seen else seen).add(digest)
        return twice
