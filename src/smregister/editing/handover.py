"""Handover of an officer who leaves, as assignments."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.appointments.handovers import REQUIRED_STEPS
from smregister.editing.assignments import Assignment
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.views import Appointment


def assign_handover(appointment: Record, done: Collection[str], on: date, to: str | None) -> list[Assignment]:
    """Return the assignments that record the completed parts of a handover, its day and successor.

    The default successor is the appointment that replaces it.
    Raises FatalError if the appointment has no end.
    """
    view = Appointment(appointment)
    if view.last_day is None:
        raise FatalError(f"the appointment `{appointment.id}` has no last day yet; `smregister close` gives it one")
    to = to or view.handover.to or view.replaced_by
    # A part recorded earlier may have a later day.
    day = max(on.isoformat(), view.handover.date or "")
    values: dict[str, Value] = {"date": day, **({"to": to} if to else {}), **dict.fromkeys(done, True)}
    return [Assignment(("handover", name), value, adds=False) for name, value in values.items()]


def find_remaining_parts(appointment: Record, done: Collection[str]) -> list[str]:
    """Return in words the required parts of a handover that are still missing."""
    steps = (name for name in REQUIRED_STEPS if name not in done)
    return [name.replace("_", " ") for name in steps if appointment.value("handover", name) is not True]
