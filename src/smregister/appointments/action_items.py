"""What is to be done so that no account is without an officer: terms that end soon, and what agencies owe already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import AgencyStatus, situations
from smregister.appointments.directives import Directive, DirectiveStatus
from smregister.appointments.mandates import replaced_id
from smregister.appointments.obligations import Status
from smregister.dates import DateRange, shift_day
from smregister.model import Record
from smregister.records.views import Account, Agency, Appointment
from smregister.register.calendars import Calendars
from smregister.register.register import Register


class ActionType(StrEnum):
    """Why an agency is to be written to."""

    TERM = "term-ends"
    ACTING = "acting-ends"
    TRAINING = "training-ends"
    NO_OFFICER = "no-officer"
    DIRECTIVE = "directive-outstanding"


class ActionItem(NamedTuple):
    """One matter of an agency: the appointment, the directive or the accounts it is about.

    `day` is the one on which something ends or ended, of a directive its deadline; `course` is to be taken again.
    Where a directive is outstanding, `appointment` is in force and only its letter has not come as it should.
    `answered` is the directive that a new letter answers.
    """

    agency: Agency
    matter: ActionType
    day: str = ""
    appointment: Appointment | None = None
    directive: Record | None = None
    course: str = ""
    accounts: Sequence[Account] = ()
    answered: Record | None = None

    @property
    def replaced(self) -> Appointment | None:
        """Return the appointment that a letter has to replace, if one has."""
        return self.appointment if self.matter in (ActionType.TERM, ActionType.ACTING) else None

    @property
    def is_settled_by_letter(self) -> bool:
        """Return whether a new letter settles the matter; where one lacks nothing but its way here, none is needed."""
        is_owed = self.matter is ActionType.NO_OFFICER or (self.matter is ActionType.DIRECTIVE and not self.appointment)
        return is_owed or self.replaced is not None

    def command(self, file: str = "draft.docx") -> str:
        """Name the command that drafts the letter which settles the matter; empty where no letter does."""
        if not self.is_settled_by_letter:
            return ""
        about = f"--replace {self.replaced.id}" if self.replaced else f"--agency {self.agency.id}"
        answers = f" --directive {self.answered.id}" if self.answered else ""
        return f"smregister letter --blank {about}{answers} -o {file}"


def concerns(register: Register, within: int) -> list[ActionItem]:
    """Return what ends within so many days of the register's day, and what is owed on it, agency by agency.

    A term that an appointment replaces already is settled. A course counts until the last day of the last time that
    it was taken; that of an officer in force may lie in the past.
    """
    ahead = DateRange(end=shift_day(register.day.isoformat(), within))
    directives = [Directive(register, record) for record in register.valid("directive")]
    calendars = Calendars(register)
    return [
        concern
        for situation in situations(register)
        if situation.absence is None
        for concern in (*_of_officers(situation, ahead), *_owed(situation, directives, calendars))
    ]


def _of_officers(situation: AgencyStatus, ahead: DateRange) -> Iterator[ActionItem]:
    replaced = {replaced_id(term.record) for term in situation.terms}
    for term in situation.present_terms:
        if term.record.id not in replaced and term.end and ahead.contains(term.end):
            is_acting = term.end == term.appointment.acting.until
            matter = ActionType.ACTING if is_acting else ActionType.TERM
            yield ActionItem(situation.agency, matter, term.end, term.appointment)
        for course, day in sorted(_courses(term.appointment).items()):
            if day and ahead.contains(day):
                yield ActionItem(situation.agency, ActionType.TRAINING, day, term.appointment, course=course)


def _courses(appointment: Appointment) -> dict[str, str]:
    """Return the courses an officer has taken, each with the last day it counts; empty where it counts for good."""
    found: dict[str, str] = {}
    for taken in appointment.training:
        course, until = str(taken.course), taken.valid_until
        known = found.get(course)
        found[course] = "" if known == "" or until is None else max(known or until, until)
    return found


def _owed(situation: AgencyStatus, directives: Sequence[Directive], calendars: Calendars) -> Iterator[ActionItem]:
    bound = [(each, each.standing(situation, calendars)) for each in directives if each.binds(situation.agency)]
    outstanding = [(each.record, standing) for each, standing in bound if standing.status is Status.OUTSTANDING]
    answered = next((record for record, standing in outstanding if not _in_force(standing)), None)
    without = [account for account in situation.present_accounts if not situation.officers_of(account)]
    if without:
        ended = max((term.end for term in situation.terms if term.end and term.end < situation.day), default="")
        yield ActionItem(situation.agency, ActionType.NO_OFFICER, ended, accounts=without, answered=answered)
    for record, standing in outstanding:
        appointment = _in_force(standing)
        day = _deadline(standing)
        yield ActionItem(
            situation.agency, ActionType.DIRECTIVE, day, appointment, record, answered=None if appointment else record
        )


def _in_force(standing: DirectiveStatus) -> Appointment | None:
    """Return the appointment that answers a directive, if only its letter is outstanding."""
    met = (each.term for each in standing.answers if each.obligation.action == "appoint" and each.done)
    return next((term.appointment for term in met if term), None)


def _deadline(standing: DirectiveStatus) -> str:
    """Return the earliest deadline that an agency has missed; empty where none counts against it."""
    missed = (each.obligation.deadline for each in standing.answers if each.days is not None and not each.done)
    return min(missed, default="")
