"""The days by which something is to be looked at again: past, near, far or not named."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from smregister.scalars import day_of

if TYPE_CHECKING:
    from datetime import date


class Due(StrEnum):
    """How urgent it is to look again."""

    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    UNDATED = "undated"


class ReviewDay(NamedTuple):
    """A day by which to look again, how many days are left until then, and how urgent that is."""

    day: str | None
    days_left: int | None
    due: Due


def review_day(text: str | None, today: date, within: int) -> ReviewDay:
    """Read a day by which to look again; it is due if no more than so many days are left, overdue once it is over."""
    day = day_of(text) if text else None
    if day is None:
        return ReviewDay(None, None, Due.UNDATED)
    left = (day - today).days
    return ReviewDay(text, left, Due.OVERDUE if left < 0 else Due.DUE if left <= within else Due.LATER)
