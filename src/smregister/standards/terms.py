"""Which standards are in force, by what each says itself and what takes its place, and which judges an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smregister.dates import DateRange, day_before, earliest
from smregister.views import Standard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from smregister.model import Record

S = TypeVar("S")


def standard_terms(records: Sequence[Record]) -> dict[str, DateRange]:
    """Return, by id, when standards are in force: until their own end, or the day before another one replaces them."""
    standards = [*map(Standard, records)]
    found = {each.id: each.term for each in standards}
    for each in standards:
        replaced, start = each.replaces, each.in_force_from
        if replaced in found and replaced != each.id and start:
            own = found[replaced]
            found[replaced] = DateRange(own.start, earliest(own.end, day_before(start)))
    return found


def in_force(records: Sequence[Record], day: str) -> list[Record]:
    """Give those of some standards that are in force on a day, neither over nor replaced, the newest last."""
    known = standard_terms(records)
    held = [each for each in records if known[each.id].start and known[each.id].contains(day)]
    return sorted(held, key=lambda each: (known[each.id].start or "", each.id))


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
