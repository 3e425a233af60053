"""Records with only the fields that are looked at from elsewhere: what names things, and what lists show."""

from __future__ import annotations

import marshal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from smregister.appointments.mandates import LOOKED_AT as LOOKED_AT_FOR_MANDATES
from smregister.model import Record
from smregister.register import KEY_FIELDS
from smregister.rule import JointRule
from smregister.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smregister.kinds import Kind
    from smregister.model import Value

Row: TypeAlias = "tuple[str, str, dict[str, Value], bool]"
"""Id, path where it does not follow from the id, the fields that are kept, and whether the record is sound."""

_LOOKED_AT = frozenset(name for rule in RULES if isinstance(rule, JointRule) for name in rule.looks_at)


class ReducedData(dict[str, Any]):
    """Some of a record's fields; whoever asks for one of the others has made a mistake, and hears of it."""

    def __init__(self, data: Mapping[str, Value], fields: frozenset[str]) -> None:
        super().__init__(data)
        self._fields = fields

    def get(self, key: str, default: Any = None) -> Any:
        """Give a field that is kept.

        Raises LookupError for a field that is left out of every record.
        """
        if key not in self._fields:
            message = f"`{key}` is left out of records that are looked at from elsewhere; declare it with the rule"
            raise LookupError(message)
        return super().get(key, default)


@cache
def reduced_fields(kind: Kind) -> frozenset[str]:
    """Name the fields that are kept of a kind's records."""
    names = [*kind.columns, *kind.identity, *(name for unique in kind.unique for name in unique.fields)]
    names += [name for name in (kind.label, *(unique.unless for unique in kind.unique)) if name]
    roots = {name.split(".")[0] for name in names} | {field.route[0] for field in kind.references()}
    return frozenset(roots | _LOOKED_AT | {*KEY_FIELDS, *LOOKED_AT_FOR_MANDATES})


def dump_records(kind: Kind, records: Iterable[Record]) -> bytes:
    """Write the records of a kind, reduced."""
    return marshal.dumps([_row(kind, record) for record in records])


def rows_of(contents: Mapping[str, bytes], kind: Kind) -> Sequence[Row]:
    """Give the records of a kind as they were written by this program: the cache gives nothing else."""
    return marshal.loads(contents[kind.name]) if kind.name in contents else ()  # noqa: S302


def load_records(contents: Mapping[str, bytes], kinds: Mapping[str, Kind]) -> Iterator[Record]:
    """Read the records of all kinds that were written."""
    for kind in map(kinds.__getitem__, contents):
        fields = reduced_fields(kind)
        for record_id, path, data, sound in rows_of(contents, kind):
            yield Record(kind.name, record_id, path or kind.layout.path(record_id), ReducedData(data, fields), sound)


def _row(kind: Kind, record: Record) -> Row:
    fields = reduced_fields(kind)
    data = {name: value for name, value in record.data.items() if name in fields}
    return record.id, "" if kind.layout.path(record.id) == record.path else record.path, data, record.sound
