"""Action items: expiring appointments and unmet obligations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import AgencyStatus, agency_statuses
from smregister.appointments.directives import Directive, DirectiveStatus, ObligationStatus
from smregister.dates import DateRange, shift_day
from smregister.model import Record
from smregister.records.views import Account, Agency, Appointment
from smregister.register.calendars import Calendars
from smregister.register.register import Register


class ActionType(StrEnum):
    """The reason to write to an agency."""

    TERM = "term-ends"
    ACTING = "acting-ends"
    TRAINING = "training-ends"
    NO_OFFICER = "no-officer"
    DIRECTIVE = "directive-outstanding"


class ActionItem(NamedTuple):
    """An action item of an agency: an appointment, a directive or accounts.

    `day` is the day on which something ends or ended, of a directive its deadline; `course` is to be taken again.
    If a directive is outstanding, `appointment` is in force and only its letter has not arrived as required.
    `answered` is the directive that a new letter fulfills.
    """

    agency: Agency
    type: ActionType
    day: str = ""
    appointment: Appointment | None = None
    directive: Record | None = None
    course: str = ""
    accounts: Sequence[Account] = ()
    answered: Record | None = None

    @property
    def replaced(self) -> Appointment | None:
        """Return the appointment that a new letter replaces, if any."""
        return self.appointment if self.type in (ActionType.TERM, ActionType.ACTING) else None

    @property
    def is_settled_by_letter(self) -> bool:
        """Check whether a new letter settles the item, which may only have to arrive."""
        is_unmet = self.type is ActionType.NO_OFFICER or (self.type is ActionType.DIRECTIVE and not self.appointment)
        return is_unmet or self.replaced is not None

    def command(self, file: str = "draft.docx") -> str:
        """Return the command that drafts the letter; empty if no letter settles the item."""
        if not self.is_settled_by_letter:
            return ""
        subject = f"--replace {self.replaced.id}" if self.replaced else f"--agency {self.agency.id}"
        directive = f" --directive {self.answered.id}" if self.answered else ""
        return f"smregister letter --blank {subject}{directive} -o {file}"


def find_action_items(register: Register, within: int) -> list[ActionItem]:
    """Find what ends within some days or is outstanding, by agency.

    A term with a replacement is settled. A course is valid until the last day of the last time that it was taken;
    that day may have passed for an officer in force.
    """
    period = DateRange(end=shift_day(register.day.isoformat(), within))
    directives = [Directive(register, record) for record in register.valid("directive")]
    calendars = Calendars(register)
    return [
        item
        for agency_status in agency_statuses(register)
        if agency_status.absence is None
        for item in (*_expiring(agency_status, period), *_outstanding(agency_status, directives, calendars))
    ]


def _expiring(agency_status: AgencyStatus, period: DateRange) -> Iterator[ActionItem]:
    agency, replaced = agency_status.agency, {term.appointment.replaced_id for term in agency_status.terms}
    for term in agency_status.present_terms:
        if term.appointment.id not in replaced and term.dates.end and period.contains(term.dates.end):
            type_ = ActionType.ACTING if term.dates.end == term.appointment.acting.until else ActionType.TERM
            yield ActionItem(agency, type_, term.dates.end, term.appointment)
        for course, day in sorted(_course_ends(term.appointment).items()):
            if day and period.contains(day):
                yield ActionItem(agency, ActionType.TRAINING, day, term.appointment, course=course)


def _course_ends(appointment: Appointment) -> dict[str, str]:
    """Return the last valid day of each course; empty if it has none."""
    ends: dict[str, str] = {}
    for training in appointment.training:
        course, end = str(training.course), training.valid_until or ""
        ends[course] = max(ends.get(course, end), end) if end and ends.get(course, end) else ""
    return ends


def _outstanding(
    agency_status: AgencyStatus, directives: Sequence[Directive], calendars: Calendars
) -> Iterator[ActionItem]:
    agency = agency_status.agency
    binding = (directive for directive in directives if directive.binds(agency))
    bound = [(directive.record, directive.status_of(agency_status, calendars)) for directive in binding]
    outstanding = [
        (record, _in_force(status), _deadline(status))
        for record, status in bound
        if status.status is ObligationStatus.OUTSTANDING
    ]
    answered = next((record for record, appointment, _ in outstanding if not appointment), None)
    without = [account for account in agency_status.present_accounts if not agency_status.officers_of(account)]
    if without:
        ended = (term.dates.end or "" for term in agency_status.terms if term.dates.ended_before(agency_status.day))
        yield ActionItem(agency, ActionType.NO_OFFICER, max(ended, default=""), accounts=without, answered=answered)
    for record, appointment, day in outstanding:
        answered = None if appointment else record
        yield ActionItem(agency, ActionType.DIRECTIVE, day, appointment, record, answered=answered)


def _in_force(status: DirectiveStatus) -> Appointment | None:
    """Return the appointment of which only the letter is outstanding."""
    done = (item for item in status.fulfillments if item.obligation.action == "appoint" and item.done)
    return next((item.term.appointment for item in done if item.term), None)


def _deadline(status: DirectiveStatus) -> str:
    """Return the earliest missed deadline that counts; empty if none does."""
    unmet = (item for item in status.fulfillments if item.days is not None and not item.done)
    return min((item.obligation.deadline or "" for item in unmet), default="")
