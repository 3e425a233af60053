"""Standards in force on a day, and the one for an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smregister.scalars import LAST_DAY, day_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from smregister.model import Record

S = TypeVar("S")


def last_days(records: Sequence[Record]) -> dict[str, str]:
    """Return the last days of standards by id: their own, or the day before a replacement begins."""
    ends = {record.id: record.text("in_force_to") or LAST_DAY for record in records}
    for record in records:
        replaced, since = record.text("replaces"), record.text("in_force_from")
        if replaced in ends and replaced != record.id and since:
            ends[replaced] = min(ends[replaced], day_beside(since, -1) or "")
    return ends


def in_force(records: Sequence[Record], day: str) -> list[Record]:
    """Return the standards in force on a day, neither ended nor replaced, the newest last."""
    ends = last_days(records)
    current = [record for record in records if (record.text("in_force_from") or LAST_DAY) <= day <= ends[record.id]]
    return sorted(current, key=lambda record: (record.text("in_force_from") or "", record.id))


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
