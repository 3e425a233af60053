"""Values that may occur once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.kinds import Uniqueness
    from smregister.model import Record
    from smregister.register import Register


@rule(Severity.ERROR)
def not_unique(register: Register) -> Iterator[Problem]:
    """Two records have the same value where their kind allows it once.

    A letter's number, say, must lead to one letter. Correct the one that is wrong; if both tell of
    the same thing, keep one record.
    """
    for kind in register.kinds.values():
        for unique in kind.unique:
            groups: dict[tuple[object, ...], list[Record]] = {}
            for record in register.sound(kind.name):
                values = tuple(record.value(*name.split(".")) for name in unique.fields)
                if values[0] is not None:
                    groups.setdefault((_scope(unique, record), *map(str, values)), []).append(record)
            for records in groups.values():
                yield from _twins(unique, records)


def _scope(unique: Uniqueness, record: Record) -> str | None:
    return record.agency if unique.within_agency else None


def _twins(unique: Uniqueness, records: list[Record]) -> Iterator[Problem]:
    for record in records if len(records) > 1 else ():
        others = ", ".join(f"`{other.id}`" for other in records if other is not record)
        fields = " and ".join(f"`{name}`" for name in unique.fields)
        yield Problem(record.path, tuple(unique.fields[0].split(".")), f"{fields} is the same in {others}")
