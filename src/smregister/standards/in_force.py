"""Standards in force on a day, and the one for an agency."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from smregister.dates import DateRange, day_before, earliest
from smregister.model import Record
from smregister.records.views import Standard

S = TypeVar("S")


def standard_terms(records: Sequence[Record]) -> dict[str, DateRange]:
    """Return the terms of standards by id, which end before a replacement."""
    standards = [*map(Standard, records)]
    terms = {standard.id: standard.term for standard in standards}
    for standard in standards:
        replaced, start = standard.replaces, standard.in_force_from
        if replaced in terms and replaced != standard.id and start:
            own = terms[replaced]
            terms[replaced] = DateRange(own.start, earliest(own.end, day_before(start)))
    return terms


def in_force(records: Sequence[Record], day: str) -> list[Record]:
    """Return the standards in force on a day, the newest last."""
    terms = standard_terms(records)
    current = [record for record in records if terms[record.id].start and terms[record.id].contains(day)]
    return sorted(current, key=lambda record: (terms[record.id].start or "", record.id))


def nearest(
    standards: Sequence[S], jurisdictions_of: Callable[[S], Collection[str]], jurisdictions: Sequence[str]
) -> S | None:
    """Return the standard for an agency in some jurisdictions, the nearest first.

    It is the one that names the nearest of them, else one that names none. If several do, which is a mistake,
    it is the last.
    """
    for jurisdiction in jurisdictions:
        for standard in reversed(standards):
            if jurisdiction in jurisdictions_of(standard):
                return standard
    return next((standard for standard in reversed(standards) if not jurisdictions_of(standard)), None)
