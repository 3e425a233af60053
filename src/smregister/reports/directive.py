"""Status of each agency that a directive binds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from smregister.appointments.agency_status import agency_statuses
from smregister.appointments.directives import Directive, DirectiveStatus, Fulfillment, ObligationStatus
from smregister.dates import date_or_text
from smregister.model import Record, RecordId, Table, Value
from smregister.records.views import Agency, Appointment
from smregister.register.calendars import Calendars
from smregister.register.register import Register
from smregister.text import Message as _
from smregister.text import join_messages

_FIRST_COLUMNS = ("agency", "status", "appointment", "name", "type", "level", "letter")
_LAST_COLUMNS = ("submitted", "received", "working_days_late", "reason", "path")
HEADINGS = (_("Agency"), _("Status"), _("Appointment"), _("Letter"), _("Reason"))


def directive(register: Register, record: Record) -> Table:
    """Return the status of each agency that a directive binds, on the register's day.

    `status` is that of the most urgent obligation, and each obligation has its column, too. `appointment`, `letter`
    and `path` are of the appointment in force, or else of the one whose letter was received; `submitted` is the
    appointment whose letter counts as submitted.
    """
    subject, calendars = Directive(register, record), Calendars(register)
    bound = (status for status in agency_statuses(register) if subject.binds(status.agency))
    statuses = [subject.status_of(status, calendars) for status in bound]
    obligations = tuple(f"obligations.{obligation.id or ''}" for obligation in subject.assessable)
    title, day = f"{record.text('number')}: {record.text('title')}", register.day.isoformat()
    columns = (*_FIRST_COLUMNS, *obligations, *_LAST_COLUMNS)
    rows = tuple(_row(status, len(obligations)) for status in statuses)
    types, levels = _by(statuses, lambda agency: agency.type), _by(statuses, lambda agency: agency.level)
    summary = {**_counts(statuses), "types": types, "levels": levels}
    worst_first = sorted(statuses, key=lambda status: status.status.rank)
    lines, notes = tuple(map(_line, worst_first)), (*_notes(subject), *_gaps(statuses, calendars))
    return Table("directive", title, day, columns, rows, summary, HEADINGS, lines, notes)


def _row(status: DirectiveStatus, obligations: int) -> tuple[Value, ...]:
    agency, shown, letter = status.agency_status.agency, _shown(status), _fulfillment(status, "submit-letter")
    received = letter.done if letter else ""
    return (
        agency.id,
        status.status,
        shown.id if shown else None,
        agency.name,
        agency.type,
        agency.level,
        shown.letter.number if shown else None,
        *([item.status for item in status.fulfillments] or [status.status] * obligations),
        submitted.id if received and (submitted := _appointment(letter)) else None,
        received or None,
        max((item.days for item in status.fulfillments if item.days is not None), default=None),
        _reason(status),
        shown.path if shown else None,
    )


def _line(status: DirectiveStatus) -> tuple[Value, ...]:
    shown = _shown(status)
    name = RecordId("appointment", shown.id, shown.record.name) if shown else None
    cells = (name, shown.letter.number if shown else None)
    return (RecordId("agency", status.agency_status.agency.id), status.status, *cells, _reason(status))


def _reason(status: DirectiveStatus) -> str:
    """Return the reasons for an agency's status, the most urgent first."""
    in_order = sorted(status.fulfillments, key=lambda fulfillment: fulfillment.status.rank)
    reasons = (join_messages((item.obligation.name, item.reason), ": ") for item in in_order)
    return status.reason or join_messages(reasons)


def _shown(status: DirectiveStatus) -> Appointment | None:
    """Return the appointment in force, else that of the letter received."""
    return _appointment(_fulfillment(status, "appoint")) or _appointment(_fulfillment(status, "submit-letter"))


def _fulfillment(status: DirectiveStatus, action: str) -> Fulfillment | None:
    return next((item for item in status.fulfillments if item.obligation.action == action), None)


def _appointment(fulfillment: Fulfillment | None) -> Appointment | None:
    return fulfillment.term.appointment if fulfillment and fulfillment.term else None


def _by(statuses: Iterable[DirectiveStatus], group_of: Callable[[Agency], str | None]) -> dict[str, Value]:
    def key(status: DirectiveStatus) -> str:
        return group_of(status.agency_status.agency) or ""

    return {name: {**_counts(group)} for name, group in groupby(sorted(statuses, key=key), key=key)}


def _counts(statuses: Iterable[DirectiveStatus]) -> Mapping[str, Value]:
    counts = Counter(status.status for status in statuses)
    return {status: counts[status] for status in ObligationStatus}


def _notes(subject: Directive) -> Iterator[str]:
    """Yield notes on odd deadlines and on obligations that can't be assessed."""
    date = subject.record.text("date") or ""
    for obligation in subject.assessable:
        if obligation.deadline and obligation.deadline < date:
            yield _(
                "{obligation}: the deadline, {deadline}, is before the directive's own date, {day}; "
                "it is recorded as issued",
                obligation=obligation.name,
                deadline=date_or_text(obligation.deadline),
                day=date_or_text(date),
            )
    for obligation in subject.not_assessable:
        unknown = _("the register can't check compliance with this")
        text = [str(next(iter(obligation.text.values())))] if obligation.text else []
        yield join_messages((obligation.name, unknown, *text), ": ")


def _gaps(statuses: Iterable[DirectiveStatus], calendars: Calendars) -> Iterator[str]:
    """Yield notes on jurisdictions with unknown public holidays."""
    jurisdictions = {
        status.agency_status.agency.jurisdiction or ""
        for status in statuses
        if any(fulfillment.days for fulfillment in status.fulfillments)
    }
    for jurisdiction in sorted(jurisdictions):
        yield from calendars.of(jurisdiction).notes
