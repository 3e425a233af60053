"""How each agency that a directive binds stands to it: met, late, outstanding, not due yet, or not applicable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from smregister.appointments.agency_status import situations
from smregister.appointments.directives import Directive, DirectiveStatus
from smregister.appointments.obligations import Fulfilment, Status
from smregister.model import Record, Table, Value
from smregister.records.views import Agency, Appointment
from smregister.register.calendars import Calendars
from smregister.register.register import Register

_WHO = ("agency", "status", "appointment", "name", "type", "level", "letter")
_HOW = ("submitted", "received", "working_days_late", "reason", "path")


def directive(register: Register, record: Record) -> Table:
    """Return how the agencies that a directive binds stand to it on the register's day; one row an agency.

    `status` is the most urgent of all that the agency owes, and of each obligation there is a column, too.
    `appointment`, `letter` and `path` are of the appointment in force, or, where there is none, of the one whose letter
    was received; `submitted` names the appointment whose letter counts as handed in.
    """
    asked, calendars = Directive(register, record), Calendars(register)
    bound = [asked.standing(each, calendars) for each in situations(register) if asked.binds(each.agency)]
    obligations = tuple(f"obligations.{each.id}" for each in asked.judged)
    return Table(
        "directive",
        f"{record.text('number')}: {record.text('title')}",
        register.day.isoformat(),
        (*_WHO, *obligations, *_HOW),
        tuple(_row(each, len(obligations)) for each in bound),
        _summary(bound),
        ("Agency", "Status", "Appointment", "Letter", "Reason"),
        tuple(_line(each) for each in bound),
        (*_notes(asked), *_gaps(bound, calendars)),
    )


def _row(standing: DirectiveStatus, width: int) -> tuple[Value, ...]:
    agency, about, submitted = standing.situation.agency, _shown(standing), _answer(standing, "submit-letter")
    received = submitted.done if submitted else ""
    return (
        agency.id,
        standing.status,
        about.id if about else None,
        agency.name,
        agency.type,
        agency.level,
        about.letter.number if about else None,
        *([each.status for each in standing.answers] or [standing.status] * width),
        handed_in.id if received and (handed_in := _record(submitted)) else None,
        received or None,
        max((each.days for each in standing.answers if each.days is not None), default=None),
        _reason(standing),
        about.path if about else None,
    )


def _line(standing: DirectiveStatus) -> tuple[Value, ...]:
    about = _shown(standing)
    facts = (about.record.name, about.letter.number) if about else (None, None)
    return (standing.situation.agency.id, standing.status, *facts, _reason(standing))


def _reason(standing: DirectiveStatus) -> str:
    """Tell why an agency stands as it does, the most urgent first."""
    urgent = sorted(standing.answers, key=lambda each: [*Status].index(each.status))
    return standing.reason or "; ".join(f"{each.obligation.name}: {each.reason}" for each in urgent)


def _shown(standing: DirectiveStatus) -> Appointment | None:
    """Return the appointment in force, or else the one whose letter was received, if only in part."""
    return _record(_answer(standing, "appoint")) or _record(_answer(standing, "submit-letter"))


def _answer(standing: DirectiveStatus, action: str) -> Fulfilment | None:
    return next((each for each in standing.answers if each.obligation.action == action), None)


def _record(answer: Fulfilment | None) -> Appointment | None:
    return answer.term.appointment if answer and answer.term else None


def _summary(bound: Sequence[DirectiveStatus]) -> Mapping[str, Value]:
    types, levels = _by(bound, lambda agency: agency.type), _by(bound, lambda agency: agency.level)
    return {**_counts(bound), "types": types, "levels": levels}


def _by(bound: Iterable[DirectiveStatus], group_of: Callable[[Agency], str | None]) -> dict[str, Value]:
    groups: dict[str, list[DirectiveStatus]] = {}
    for standing in bound:
        groups.setdefault(group_of(standing.situation.agency) or "", []).append(standing)
    return {group: {**_counts(some)} for group, some in sorted(groups.items())}


def _counts(bound: Iterable[DirectiveStatus]) -> Mapping[str, Value]:
    counts = Counter(standing.status for standing in bound)
    return {status: counts[status] for status in Status}


def _notes(asked: Directive) -> Iterator[str]:
    """Return what of the document is odd, and what of it the register can't tell."""
    written = asked.record.text("date") or ""
    for each in asked.judged:
        if each.deadline and each.deadline < written:
            odd = f"the deadline, {each.deadline}, lies before the directive's own date, {written}"
            yield f"{each.name}: {odd}; that is what it says"
    for each in asked.others:
        words = f": {next(iter(each.text.values()))}" if each.text else ""
        yield f"{each.name}: the register can't tell whether this was followed{words}"


def _gaps(bound: Iterable[DirectiveStatus], calendars: Calendars) -> Iterator[str]:
    """Return where working days were counted without knowing all public holidays."""
    counted = {each.situation.agency.jurisdiction or "" for each in bound if any(a.days for a in each.answers)}
    for jurisdiction in sorted(counted):
        yield from calendars.of(jurisdiction).notes
