"""Open handovers: officers who left, missing steps, due dates."""

from __future__ import annotations

from collections.abc import Iterable

from smregister.appointments.handovers import Handover
from smregister.model import RecordId, Table, Value
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.text import Message as _

COLUMNS = ("appointment", "status", "agency", "post", "ended", "due", "missing", "path")
HEADINGS = (_("Appointment"), _("Status"), _("Ended"), _("Due"), _("Missing"))
_OVERDUE, _DUE = "overdue", "due"


def handovers(open_handovers: Iterable[Handover], public: Register) -> Table:
    """Return the public fields of open handovers, the oldest first."""
    day = public.day.isoformat()
    in_order = sorted(open_handovers, key=lambda handover: (handover.due, handover.appointment.id))
    rows = tuple(_row(handover, public, day) for handover in in_order)
    lines = tuple((RecordId("appointment", str(row[0])), row[1], *row[4:7]) for row in rows)
    overdue = sum(handover.is_overdue(day) for handover in in_order)
    agencies = len({handover.appointment.agency for handover in in_order})
    summary: dict[str, Value] = {"agencies": agencies, _OVERDUE: overdue, _DUE: len(rows) - overdue}
    return Table("handovers", _("Open handovers"), day, COLUMNS, rows, summary, HEADINGS, lines)


def _row(handover: Handover, public: Register, day: str) -> tuple[Value, ...]:
    appointment = Appointment(public.of_kind("appointment")[handover.appointment.id])
    ended = appointment.last_day
    return (
        appointment.id,
        _OVERDUE if handover.is_overdue(day) else _DUE,
        appointment.agency,
        appointment.officer.post,
        ended,
        handover.due if ended else None,
        ", ".join(step.replace("_", " ") for step in handover.missing),
        appointment.path,
    )
