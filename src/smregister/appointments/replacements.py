"""When the letter that replaces another one begins: on the day after, so that there is always one and never two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.appointments.mandates import last_day
from smregister.scalars import day_beside

if TYPE_CHECKING:
    from smregister.model import Record


def replacement_day(replaced: Record) -> str | None:
    """Give the day on which what replaces an appointment is to begin; None while that one names no last day."""
    end = last_day(replaced)
    return day_beside(end, 1) if end else None
