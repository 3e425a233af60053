"""Whom a directive binds, and how each agency stands to it on a day, by what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from smregister.appointments.agency_status import AgencyStatus, situations
from smregister.appointments.mandates import Term
from smregister.appointments.obligations import Fulfilment, Obligation, Status, can_be_judged, evaluate, obligations
from smregister.dates import parse_day
from smregister.model import Record
from smregister.records.views import Agency
from smregister.register.calendars import Calendar, Calendars
from smregister.register.register import Register, jurisdiction_and_above


class DirectiveStatus(NamedTuple):
    """How an agency stands to a directive: the most urgent status of all it owes, and each answer.

    Where nothing applies to it there are no answers, and `reason` says why.
    """

    situation: AgencyStatus
    status: Status
    answers: Sequence[Fulfilment]
    reason: str = ""


class Directive:
    """A directive as it was issued, its faults included.

    An appointment answers it if it names it, or names no directive and had not ended when this one began to bind; so
    letters of replacement answer it, too. What it asks for stands as follows, by what had happened by the day:

    - `appoint` is met by an appointment in force whose letter had been written, whoever was appointed first.
    - `submit-letter` is met by the first letter that came in every form asked for, and through the channel asked for
      or one that nobody wrote down, even if that appointment has ended or been replaced since.
    - Either is late if it was first done after the deadline. An agency that was not set up by then was not late; nor,
      where only those with an account are bound, was one that has had its first account since.
    - What has not been done is not yet due before the directive is in force and until its deadline; from then on it
      is outstanding.
    """

    def __init__(self, register: Register, record: Record) -> None:
        self.record = record
        self.in_force_from = record.text("in_force_from") or record.text("date") or ""
        self.only_with_accounts = record.value("only_with_accounts") is True
        every = obligations(record)
        self.judged = [each for each in every if can_be_judged(each)]
        self.others = [each for each in every if not can_be_judged(each)]
        self._classes = range(len(record.items("binds")))
        self._register = register

    def binds(self, agency: Agency) -> bool:
        """Return whether it binds an agency: one of a class it names, there or below, or one that it names itself."""
        excepted = any(agency.id in self.record.texts("binds", number, "except") for number in self._classes)
        return not excepted and any(self._fits(agency, number) for number in self._classes)

    def standing(self, situation: AgencyStatus, calendars: Calendars) -> DirectiveStatus:
        """Return how an agency that is bound stands to it."""
        why_not = self._why_not(situation)
        if why_not:
            return DirectiveStatus(situation, Status.NOT_APPLICABLE, (), why_not)
        answers = [self._answer(each, situation, calendars) for each in self.judged]
        return DirectiveStatus(situation, min((each.status for each in answers), key=[*Status].index), answers)

    def _fits(self, agency: Agency, number: int) -> bool:
        types, levels, named = (self.record.texts("binds", number, name) for name in ("types", "levels", "agencies"))
        if agency.id in named or (named and not types and not levels):
            return agency.id in named
        is_of_class = all(own in some for own, some in ((agency.type, types), (agency.level, levels)) if some)
        return is_of_class and self._is_within(agency)

    def _is_within(self, agency: Agency) -> bool:
        above = jurisdiction_and_above(self._register, agency.jurisdiction)
        return any(each.id == self.record.text("jurisdiction") for each in above)

    def _why_not(self, situation: AgencyStatus) -> str:
        """Return why an agency that is bound owes nothing that can be judged; empty where it does."""
        if situation.absence:
            return situation.absence
        if self.only_with_accounts and not situation.present_accounts:
            return "the agency has no account"
        return "" if self.judged else "the register can't tell whether it was followed"

    def _answer(self, obligation: Obligation, situation: AgencyStatus, calendars: Calendars) -> Fulfilment:
        found = evaluate(obligation, situation, [term for term in situation.terms if self._is_answered_by(term)])
        day, deadline = found.done or situation.day, obligation.deadline
        if not found.done and day < self.in_force_from:
            return _not_yet_due(found, f"in force from {self.in_force_from}")
        if not deadline or day <= deadline:
            return found if found.done or not deadline else _not_yet_due(found, f"due by {deadline}")
        excuse = self._excuse(deadline, day, situation)
        return found._replace(reason=f"{found.reason}; {excuse}") if excuse else _timed(found, situation, calendars)

    def _is_answered_by(self, term: Term) -> bool:
        named = term.appointment.directive
        return named == self.record.id or (not named and not term.dates.ended_before(self.in_force_from))

    def _excuse(self, deadline: str, day: str, situation: AgencyStatus) -> str:
        """Return why a deadline does not count against an agency by a later day; empty where it does."""
        if deadline < (situation.agency.opened or ""):
            return f"the agency was set up after the deadline, {deadline}"
        by_then, now = (replace(situation, day=each).present_accounts for each in (deadline, day))
        if self.only_with_accounts and now and not by_then:
            return f"the agency had no account by the deadline, {deadline}"
        return ""


def late_letters(register: Register, day: str) -> frozenset[str]:
    """Name the appointments by whose letters agencies gave a directive, by a day, an answer that was late.

    Whether it was late is told by the register alone; it takes no public holidays.
    """
    directives = [Directive(register, each) for each in register.valid("directive")]
    known = situations(register) if directives else []
    calendars = Calendars(register, recorded_only=True)
    answers = (
        answer
        for situation in (replace(each, day=day) for each in known)
        for directive in directives
        if directive.binds(situation.agency)
        for answer in directive.standing(situation, calendars).answers
    )
    return frozenset(each.term.record.id for each in answers if _was_sent_late(each) and each.term)


def _was_sent_late(answer: Fulfilment) -> bool:
    return answer.status is Status.LATE and answer.obligation.action == "submit-letter"


def _not_yet_due(found: Fulfilment, why: str) -> Fulfilment:
    return found._replace(status=Status.NOT_YET_DUE, reason=f"{found.reason}; {why}")


def _timed(found: Fulfilment, situation: AgencyStatus, calendars: Calendars) -> Fulfilment:
    """Return how long after its deadline something was done, or has not been done."""
    calendar = calendars.of(situation.agency.jurisdiction or "")
    deadline = found.obligation.deadline
    days, words = _working_days(calendar, deadline, found.done or situation.day)
    status = Status.LATE if found.done else found.status
    return found._replace(status=status, days=days, reason=f"{found.reason}, {words} after {deadline}")


def _working_days(calendar: Calendar, after: str, until: str) -> tuple[int | None, str]:
    first, last = parse_day(after), parse_day(until)
    if first is None or last is None:
        return None, "some days"
    days = calendar.working_days(first, last)
    about = "about " if calendar.is_estimated(first, last) else ""
    return days, f"{about}{days:,} working {'day' if days == 1 else 'days'}"
