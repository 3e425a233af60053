"""Columns of a kind's projected records, stored one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from smregister.model import Record
from smregister.register.index.projection import Row
from smregister.repository.cache import Plain
from smregister.repository.fingerprints import Partition

# No field has such a name.
_IDS, _PARTITIONS = "", "\0"


class ColumnStore:
    """Ids and fields of a kind's records, column by column, partition after partition."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.partitions: list[Partition] = []
        self._ends = [0]
        self._invalid: list[int] = []
        self._columns: dict[str, list[Any]] = {name: [] for name in (_IDS, *fields)}

    @classmethod
    def of_records(cls, fields: Iterable[str], records: Iterable[Record]) -> ColumnStore:
        """Create a store of some fields of whole records."""
        store = cls(fields)
        rows = [(record.id, record.path, dict(record.data), record.valid) for record in records]
        store.append(Partition("", None), rows)
        return store

    @property
    def ids(self) -> Sequence[str]:
        """Return the ids of the records, in the order of their paths."""
        return self._columns[_IDS]

    def column(self, field: str) -> Sequence[Any]:
        """Return a field of each record; None where it is absent."""
        return self._columns[field]

    @property
    def invalid(self) -> int:
        """Count the records that are not valid."""
        return sum(self._invalid)

    def append(self, partition: Partition, rows: Sequence[Row]) -> None:
        """Add the records of the next partition."""
        for name, column in self._columns.items():
            column.extend(row[0] if name == _IDS else row[2].get(name) for row in rows)
        self._end(partition, sum(not valid for *_, valid in rows))

    def copy_from(self, other: ColumnStore, number: int) -> None:
        """Add a partition as another store has it."""
        begin, end = other._ends[number : number + 2]
        for name, column in self._columns.items():
            column.extend(other._columns[name][begin:end])
        self._end(other.partitions[number], other._invalid[number])

    def to_plain(self) -> dict[str, Plain]:
        """Return the store as plain values by `stored_names`, for the cache."""
        return {_PARTITIONS: ([*map(tuple, self.partitions)], self._ends, self._invalid), **self._columns}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Plain]) -> ColumnStore:
        """Read what `to_plain` returned, or some columns of it."""
        store = cls(())
        columns = dict(plain)
        partitions, store._ends, store._invalid = columns.pop(_PARTITIONS)
        store.partitions = [Partition(*row) for row in partitions]
        store._columns = columns
        return store

    def _end(self, partition: Partition, invalid: int) -> None:
        self.partitions.append(partition)
        self._ends.append(len(self.ids))
        self._invalid.append(invalid)


def stored_names(fields: Collection[str]) -> list[str]:
    """Return the names under which a stored `ColumnStore` has some fields."""
    return [_PARTITIONS, _IDS, *fields]
