"""Officers who have left and have not handed everything over: what is still owed, and since when."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.appointments.handovers import Handover
from smregister.model import Table, Value
from smregister.records.views import Appointment
from smregister.register.register import Register

COLUMNS = ("appointment", "status", "agency", "post", "ended", "due", "missing", "path")
HEADINGS = ("Appointment", "Status", "Ended", "Due", "Not yet")
_OVERDUE, _DUE = "overdue", "due"


def handovers(open_ones: Iterable[Handover], register: Register) -> Table:
    """Return which handovers are open on a register's day, the oldest first.

    Who stays in charge under another letter is known by private facts: so handovers come found, and only what the
    register, which everybody may see, has of them is told.
    """
    day = register.day.isoformat()
    found = sorted(open_ones, key=lambda each: (each.due, each.appointment.id))
    rows = tuple(_row(each, register, day) for each in found)
    lines = tuple((row[0], row[1], *row[4:7]) for row in rows)
    overdue = sum(each.is_overdue(day) for each in found)
    agencies = len({each.appointment.agency for each in found})
    summary: dict[str, Value] = {"agencies": agencies, _OVERDUE: overdue, _DUE: len(found) - overdue}
    return Table("handovers", "Officers who have left", day, COLUMNS, rows, summary, HEADINGS, lines)


def _row(handover: Handover, register: Register, day: str) -> tuple[Value, ...]:
    appointment = Appointment(register.of_kind("appointment")[handover.appointment.id])
    ended = appointment.last_day
    return (
        appointment.id,
        _OVERDUE if handover.is_overdue(day) else _DUE,
        appointment.agency,
        appointment.officer.post,
        ended,
        handover.due if ended else None,
        ", ".join(name.replace("_", " ") for name in handover.missing),
        appointment.path,
    )
