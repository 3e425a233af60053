"""Which standards are in force, by what each says itself and what takes its place, and which judges an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smregister.scalars import LAST_DAY, day_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from smregister.model import Record

S = TypeVar("S")


def last_days(records: Sequence[Record]) -> dict[str, str]:
    """Give the last days of standards, by id: their own, or the day before another one takes their place."""
    ends = {each.id: each.text("in_force_to") or LAST_DAY for each in records}
    for each in records:
        replaced, since = each.text("replaces"), each.text("in_force_from")
        if replaced in ends and replaced != each.id and since:
            ends[replaced] = min(ends[replaced], day_beside(since, -1) or "")
    return ends


def in_force(records: Sequence[Record], day: str) -> list[Record]:
    """Give those of some standards that are in force on a day, neither over nor replaced, the newest last."""
    ends = last_days(records)
    held = [each for each in records if (each.text("in_force_from") or LAST_DAY) <= day <= ends[each.id]]
    return sorted(held, key=lambda each: (each.text("in_force_from") or "", each.id))


def nearest(standards: Sequence[S], whose: Callable[[S], Collection[str]], places: Sequence[str]) -> S | None:
    """Give the one of some standards in force that judges the accounts of an agency; `whose` are jurisdictions.

    `places` are the agency's jurisdiction and those above it: the standard that names the nearest of them,
    else one that names none. Of several, which is a mistake, the last.
    """
    for place in places:
        named = [each for each in standards if place in whose(each)]
        if named:
            return named[-1]
    return next((each for each in reversed(standards) if not whose(each)), None)
