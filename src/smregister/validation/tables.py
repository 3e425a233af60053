"""The records of a kind as a table, of which a list reads no more columns than it shows."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from smregister.trees import Part
from smregister.validation.reduction import reduced_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from smregister.kinds import Kind
    from smregister.validation.reduction import Row

# No field has this name.
_IDS = ""


class Table:
    """Ids and reduced fields of a kind's records, column by column, part after part."""

    def __init__(self, kind: Kind) -> None:
        self.parts: list[Part] = []
        self._ends = [0]
        self._faulty: list[int] = []
        self._columns: dict[str, list[Any] | bytes] = {name: [] for name in (_IDS, *sorted(reduced_fields(kind)))}
        """A column that was kept is read when it is asked for."""

    @property
    def ids(self) -> Sequence[str]:
        """Give the ids of the records, in the order of their paths."""
        return self.column(_IDS)

    def column(self, field: str) -> list[Any]:
        """Give a field of each record; None where it is absent."""
        column = self._columns[field]
        if isinstance(column, bytes):
            # The cache gives nothing but what this program wrote.
            column = self._columns[field] = marshal.loads(column)  # noqa: S302
        return column

    @property
    def faulty(self) -> int:
        """Count the records that can't be relied on."""
        return sum(self._faulty)

    def append(self, part: Part, records: Sequence[Row]) -> None:
        """Add the next part."""
        for name in self._columns:
            self.column(name).extend(record[0] if name == _IDS else record[2].get(name) for record in records)
        self._end(part, sum(not sound for *_, sound in records))

    def take_over(self, other: Table, number: int) -> None:
        """Add a part that another table has, as it is there."""
        begin, end = other._ends[number : number + 2]
        for name in self._columns:
            self.column(name).extend(other.column(name)[begin:end])
        self._end(other.parts[number], other._faulty[number])

    def dumped(self) -> tuple[Any, ...]:
        """Give it as plain values, for the cache."""
        columns = {name: marshal.dumps(self.column(name)) for name in self._columns}
        return [tuple(part) for part in self.parts], self._ends, self._faulty, columns

    def _end(self, part: Part, faulty: int) -> None:
        self.parts.append(part)
        self._ends.append(len(self.ids))
        self._faulty.append(faulty)


def load_table(kind: Kind, content: tuple[Any, ...], fields: Collection[str]) -> Table:
    """Take a table as it was dumped; of its columns, read those of some fields."""
    table = Table(kind)
    parts, table._ends, table._faulty, columns = content
    table.parts = [Part(*part) for part in parts]
    table._columns |= columns
    for field in (_IDS, *fields):
        table.column(field)
    return table
