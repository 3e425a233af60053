"""What is written of an officer who leaves: what was done to hand over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.appointments.handovers import REQUIRED_STEPS
from smregister.editing.assignments import Assignment
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.views import Appointment


def assign_handover(appointment: Record, done: Collection[str], on: date, to: str | None) -> list[Assignment]:
    """Return for an appointment which parts of its handover were done on a day, and who took over.

    Where nobody says who, it is the appointment that replaces it.
    Raises FatalError if the appointment has no end.
    """
    view = Appointment(appointment)
    if view.last_day is None:
        raise FatalError(f"the appointment `{appointment.id}` has no last day yet; `smregister close` gives it one")
    to = to or view.handover.to or view.replaced_by
    # A part that was told before may have been done later than this one.
    day = max(on.isoformat(), view.handover.date or "")
    values: dict[str, Value] = {"date": day, **({"to": to} if to else {}), **dict.fromkeys(done, True)}
    return [Assignment(("handover", name), value, adds=False) for name, value in values.items()]


def find_remaining_parts(appointment: Record, done: Collection[str]) -> list[str]:
    """Return in words what of a handover is owed and was neither done now nor before."""
    left = [name for name in REQUIRED_STEPS if name not in done and appointment.value("handover", name) is not True]
    return [name.replace("_", " ") for name in left]
