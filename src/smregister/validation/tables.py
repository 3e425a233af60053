"""The records of a kind as a table, of which a list reads no more columns than it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smregister.trees import Part
from smregister.validation.reduction import reduced_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from smregister.kinds import Kind
    from smregister.validation.reduction import Row

# No field has such a name.
_IDS, _PARTS = "", "\0"


class Table:
    """Ids and reduced fields of a kind's records, column by column, part after part."""

    def __init__(self, kind: Kind) -> None:
        self.parts: list[Part] = []
        self._ends = [0]
        self._faulty: list[int] = []
        self._columns: dict[str, list[Any]] = {name: [] for name in _columns(reduced_fields(kind))}

    @property
    def ids(self) -> Sequence[str]:
        """Give the ids of the records, in the order of their paths."""
        return self.column(_IDS)

    def column(self, field: str) -> list[Any]:
        """Give a field of each record; None where it is absent."""
        return self._columns[field]

    @property
    def faulty(self) -> int:
        """Count the records that can't be relied on."""
        return sum(self._faulty)

    def append(self, part: Part, records: Sequence[Row]) -> None:
        """Add the next part."""
        for name, column in self._columns.items():
            column.extend(record[0] if name == _IDS else record[2].get(name) for record in records)
        self._end(part, sum(not sound for *_, sound in records))

    def take_over(self, other: Table, number: int) -> None:
        """Add a part that another table has, as it is there."""
        begin, end = other._ends[number : number + 2]
        for name, column in self._columns.items():
            column.extend(other.column(name)[begin:end])
        self._end(other.parts[number], other._faulty[number])

    def dumped(self) -> dict[str, Any]:
        """Give it as plain values by the names of `names_for`, for the cache."""
        return {_PARTS: ([tuple(part) for part in self.parts], self._ends, self._faulty), **self._columns}

    def _end(self, part: Part, faulty: int) -> None:
        self.parts.append(part)
        self._ends.append(len(self.ids))
        self._faulty.append(faulty)


def names_for(fields: Collection[str]) -> list[str]:
    """Name what of a dumped table is to be loaded, for whoever wants some fields."""
    return [_PARTS, *_columns(fields)]


def load_table(kind: Kind, contents: Mapping[str, Any]) -> Table:
    """Take what was dumped, the columns that are wanted and no others."""
    columns = dict(contents)
    table = Table(kind)
    parts, table._ends, table._faulty = columns.pop(_PARTS)
    table.parts = [Part(*part) for part in parts]
    table._columns = columns
    return table


def _columns(fields: Collection[str]) -> list[str]:
    return [_IDS, *sorted(fields)]
