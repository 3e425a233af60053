"""Projections of records: the fields that name, list and link them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from smregister.model import Record, Value
from smregister.records.kinds import Kind
from smregister.register.references import PROJECTED_FIELDS
from smregister.register.register import KEY_FIELDS
from smregister.repository.cache import pack, unpack

Row: TypeAlias = "tuple[str, str, dict[str, Value], bool]"
"""Id, path where it does not follow from the id, the projected fields, and whether the record is valid."""


class Projection(dict[str, Any]):
    """Some of a record's fields; to read another one is a programming error."""

    def __init__(self, data: Mapping[str, Value], fields: frozenset[str]) -> None:
        super().__init__(data)
        self._fields = fields

    def get(self, key: str, default: Any = None) -> Any:
        """Return a projected field.

        Raises LookupError for a field that is not projected.
        """
        if key not in self._fields:
            raise LookupError(f"`{key}` is left out of projected records; add it to PROJECTED_FIELDS")
        return super().get(key, default)


@cache
def projected_fields(kind: Kind) -> frozenset[str]:
    """Return the names of the fields in the projections of a kind's records."""
    names = [*kind.columns, *kind.identity, *(name for unique in kind.unique for name in unique.fields)]
    names += [name for name in (kind.label, *(unique.unless for unique in kind.unique)) if name]
    roots = {name.split(".")[0] for name in names} | {field.route[0] for field in kind.references()}
    return frozenset(roots | PROJECTED_FIELDS | {*KEY_FIELDS})


def pack_records(kind: Kind, records: Iterable[Record]) -> bytes:
    """Write the projections of a kind's records."""
    return pack([_row(kind, record) for record in records])


def unpack_rows(contents: Mapping[str, bytes], kind: Kind) -> Sequence[Row]:
    """Read the rows of a kind's records from what `pack_records` wrote, by kind."""
    return unpack(contents[kind.name]) if kind.name in contents else ()


def load_records(contents: Mapping[str, bytes], kinds: Mapping[str, Kind]) -> Iterator[Record]:
    """Read the projected records of all kinds from what `pack_records` wrote, by kind."""
    for kind in map(kinds.__getitem__, contents):
        fields = projected_fields(kind)
        for record_id, path, data, valid in unpack_rows(contents, kind):
            yield Record(
                kind.name, record_id, path or kind.path_template.path(record_id), Projection(data, fields), valid
            )


def _row(kind: Kind, record: Record) -> Row:
    fields = projected_fields(kind)
    data = {name: value for name, value in record.data.items() if name in fields}
    return record.id, "" if kind.path_template.path(record.id) == record.path else record.path, data, record.valid
