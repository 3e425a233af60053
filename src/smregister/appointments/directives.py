"""Directives, their obligations, and how agencies fulfill them by a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import AgencyStatus, Term, agency_statuses
from smregister.dates import date_or_text, parse_day
from smregister.model import Record
from smregister.records.views import Agency, Fields, Texts, ValueField
from smregister.register.calendars import Calendars
from smregister.register.register import Register, jurisdiction_and_above
from smregister.text import Message, join_messages, ngettext
from smregister.text import Message as _


class ObligationStatus(StrEnum):
    """The status of an obligation for an agency, the most urgent first."""

    OUTSTANDING = "outstanding"
    LATE = "late"
    NOT_YET_DUE = "not-yet-due"
    MET = "met"
    NOT_APPLICABLE = "not-applicable"

    @property
    def rank(self) -> int:
        """Return the position in the order of urgency, 0 first."""
        return [*ObligationStatus].index(self)


class Obligation(Fields):
    """One obligation of a directive, with its text by language."""

    __slots__ = ()
    id = ValueField(str)
    action = ValueField(str)
    clause = ValueField(str)
    deadline = ValueField(str)
    channel = ValueField(str)
    forms = Texts()
    text = ValueField(dict)

    @property
    def name(self) -> str:
        """Return its number in the document, or its id."""
        return self.clause or self.id or ""


class Fulfillment(NamedTuple):
    """The status of an obligation, the appointment that shows it, the day met.

    `days` are the working days after the deadline; for an outstanding obligation, those until today.
    """

    obligation: Obligation
    status: ObligationStatus
    reason: str
    term: Term | None = None
    done: str = ""
    days: int | None = None


class DirectiveStatus(NamedTuple):
    """The status of an agency under a directive: that of its most urgent obligation.

    If nothing applies to the agency, there are no fulfillments, and `reason` is why.
    """

    agency_status: AgencyStatus
    status: ObligationStatus
    fulfillments: Sequence[Fulfillment]
    reason: str = ""


class Directive:
    """A directive as it was issued, its errors included.

    An appointment fulfills it if it names it, or names no directive and had not ended when this one came into force;
    so letters of replacement fulfill it, too. By what had happened on the day:

    - `appoint` is met by an appointment in force whose letter had been written, by any officer.
    - `submit-letter` is met by the first letter received in every form required, and through the channel required
      or an unrecorded one, even if that appointment has ended or been replaced since.
    - Either is late if first met after the deadline. It is not late for an agency set up after the deadline; nor,
      if only agencies with an account are bound, for one whose first account was opened after it.
    - An unmet obligation is not yet due before the directive is in force and until its deadline; then it is
      outstanding.
    """

    def __init__(self, register: Register, record: Record) -> None:
        self.record = record
        self.in_force_from = record.text("in_force_from") or record.text("date") or ""
        self.only_with_accounts = record.value("only_with_accounts") is True
        obligations = [Obligation(item if isinstance(item, dict) else {}) for item in record.items("obligations")]
        self.assessable = [obligation for obligation in obligations if obligation.action in _ASSESSMENTS]
        self.not_assessable = [obligation for obligation in obligations if obligation.action not in _ASSESSMENTS]
        self._classes = range(len(record.items("binds")))
        self._register = register

    def binds(self, agency: Agency) -> bool:
        """Check whether it binds an agency, by name or by class and jurisdiction."""
        excepted = any(agency.id in self.record.texts("binds", number, "except") for number in self._classes)
        return not excepted and any(self._binds_by_class(agency, number) for number in self._classes)

    def status_of(self, agency_status: AgencyStatus, calendars: Calendars) -> DirectiveStatus:
        """Return the status of an agency that is bound."""
        if reason := self._not_applicable_reason(agency_status):
            return DirectiveStatus(agency_status, ObligationStatus.NOT_APPLICABLE, (), reason)
        fulfillments = [self._fulfillment(obligation, agency_status, calendars) for obligation in self.assessable]
        most_urgent = min((fulfillment.status for fulfillment in fulfillments), key=lambda status: status.rank)
        return DirectiveStatus(agency_status, most_urgent, fulfillments)

    def _binds_by_class(self, agency: Agency, number: int) -> bool:
        types, levels, named = (self.record.texts("binds", number, name) for name in ("types", "levels", "agencies"))
        if agency.id in named or (named and not types and not levels):
            return agency.id in named
        if (types and agency.type not in types) or (levels and agency.level not in levels):
            return False
        jurisdictions = jurisdiction_and_above(self._register, agency.jurisdiction)
        return any(jurisdiction.id == self.record.text("jurisdiction") for jurisdiction in jurisdictions)

    def _not_applicable_reason(self, agency_status: AgencyStatus) -> str:
        """Return why a bound agency has no assessable obligation, or empty."""
        if agency_status.absence:
            return agency_status.absence
        if self.only_with_accounts and not agency_status.present_accounts:
            return _("the agency has no account")
        return "" if self.assessable else _("the register can't check compliance")

    def _fulfillment(self, obligation: Obligation, agency_status: AgencyStatus, calendars: Calendars) -> Fulfillment:
        candidates = [term for term in agency_status.terms if self._is_fulfilled_by(term)]
        result = _ASSESSMENTS[obligation.action or ""](obligation, agency_status, candidates)
        day, deadline = result.done or agency_status.day, obligation.deadline
        if not result.done and day < self.in_force_from:
            return _not_yet_due(result, _("in force from {day}", day=date_or_text(self.in_force_from)))
        if not deadline or (result.done and day <= deadline):
            return result
        if day <= deadline:
            return _not_yet_due(result, _("due by {day}", day=date_or_text(deadline)))
        if excuse := self._excuse(deadline, day, agency_status):
            return result._replace(reason=join_messages([result.reason, excuse]))
        return _after_deadline(result, agency_status, calendars)

    def _is_fulfilled_by(self, term: Term) -> bool:
        named = term.appointment.directive
        return named == self.record.id or (not named and not term.dates.ended_before(self.in_force_from))

    def _excuse(self, deadline: str, day: str, agency_status: AgencyStatus) -> str:
        """Return why a deadline does not count by a later day; empty if it does."""
        if deadline < (agency_status.agency.opened or ""):
            return _("the agency was set up after the deadline, {day}", day=date_or_text(deadline))
        then, later = (replace(agency_status, day=date).present_accounts for date in (deadline, day))
        if self.only_with_accounts and later and not then:
            return _("the agency had no account by the deadline, {day}", day=date_or_text(deadline))
        return ""


def late_letters(register: Register, day: str) -> frozenset[str]:
    """Return the appointments whose letters were late by a day, by days off."""
    directives = [Directive(register, record) for record in register.valid("directive")]
    calendars = Calendars(register, recorded_only=True)
    fulfillments = (
        fulfillment
        for agency_status in (agency_statuses(register) if directives else ())
        for directive in directives
        if directive.binds(agency_status.agency)
        for fulfillment in directive.status_of(replace(agency_status, day=day), calendars).fulfillments
    )
    return frozenset(
        fulfillment.term.appointment.id
        for fulfillment in fulfillments
        if fulfillment.term
        and fulfillment.status is ObligationStatus.LATE
        and fulfillment.obligation.action == "submit-letter"
    )


def _not_yet_due(fulfillment: Fulfillment, reason: str) -> Fulfillment:
    return fulfillment._replace(status=ObligationStatus.NOT_YET_DUE, reason=join_messages([fulfillment.reason, reason]))


def _after_deadline(fulfillment: Fulfillment, agency_status: AgencyStatus, calendars: Calendars) -> Fulfillment:
    """Return a fulfillment with its working days after the deadline."""
    deadline, days, phrase = fulfillment.obligation.deadline or "", None, _("some days")
    first, last = parse_day(deadline), parse_day(fulfillment.done or agency_status.day)
    if first and last:
        calendar = calendars.of(agency_status.agency.jurisdiction or "")
        days = calendar.working_days(first, last)
        phrase = ngettext("{number} working day", "{number} working days", days)
        if calendar.is_estimated(first, last):
            phrase = _("about {number}", number=phrase)
    status = ObligationStatus.LATE if fulfillment.done else fulfillment.status
    reason = _("{reason}, {days} after {day}", reason=fulfillment.reason, days=phrase, day=date_or_text(deadline))
    return fulfillment._replace(status=status, days=days, reason=reason)


def _assess_appoint(obligation: Obligation, agency_status: AgencyStatus, candidates: Sequence[Term]) -> Fulfillment:
    present = [term for term in agency_status.present_terms if term in candidates]
    if not present:
        return Fulfillment(obligation, ObligationStatus.OUTSTANDING, _no_officer_reason(agency_status.day, candidates))
    shown = next((term for term in present if term.appointment.directive), present[0])
    first = min(term.start for term in candidates)
    reason = _("in force since {day}", day=date_or_text(shown.start))
    return Fulfillment(obligation, ObligationStatus.MET, reason, shown, first)


def _no_officer_reason(day: str, candidates: Sequence[Term]) -> Message:
    begins = min((term.start for term in candidates if term.letter_day <= day < term.start), default="")
    if begins:
        return _("no officer in force before {day}", day=date_or_text(begins))
    ended = max((term.dates.end or "" for term in candidates if term.dates.ended_before(day)), default="")
    return _("no officer in force after {day}", day=date_or_text(ended)) if ended else _("no appointment")


def _assess_letter(obligation: Obligation, agency_status: AgencyStatus, candidates: Sequence[Term]) -> Fulfillment:
    day = agency_status.day
    in_order = sorted(candidates, key=lambda term: (term.start, term.appointment.id))
    complete = [(date, term) for term in in_order if (date := _completion_day(obligation, term, day))]
    if complete:
        date, term = min(complete, key=lambda pair: pair[0])
        reason = _("received on {day}", day=date_or_text(date))
        return Fulfillment(obligation, ObligationStatus.MET, reason, term, date)
    partial = next((term for term in in_order if _receipts(term, day)), None)
    reason = join_messages(_gaps(obligation, partial, day)) if partial else _("no letter")
    return Fulfillment(obligation, ObligationStatus.OUTSTANDING, reason, partial)


def _completion_day(obligation: Obligation, term: Term, day: str) -> str:
    """Return the day when a letter had arrived in the required forms, or empty."""
    receipts = _receipts(term, day)
    if not receipts or _wrong_channel(obligation, term):
        return ""
    if not obligation.forms:
        return min(receipts.values())
    return max(receipts.values()) if receipts.keys() >= {*obligation.forms} else ""


def _receipts(term: Term, day: str) -> dict[str, str]:
    """Return the days on which a letter was received until a day, by form."""
    letter = term.appointment.letter
    days = {"softcopy": letter.softcopy.received, "hardcopy": letter.hardcopy.received}
    return {form: received for form, received in days.items() if received and received <= day}


def _wrong_channel(obligation: Obligation, term: Term) -> str:
    """Return the channel of a letter's file if it differs from the required one."""
    channel = term.appointment.letter.softcopy.channel or ""
    return channel if obligation.channel and channel.casefold() != obligation.channel.casefold() else ""


def _gaps(obligation: Obligation, term: Term, day: str) -> Iterator[str]:
    receipts = _receipts(term, day)
    names = {"softcopy": _("softcopy"), "hardcopy": _("hardcopy")}
    for form, received in receipts.items():
        yield _("{form} received on {day}", form=names[form], day=date_or_text(received))
    for form in obligation.forms:
        if form not in receipts:
            yield _("{form} not received", form=names.get(form, form))
    if channel := _wrong_channel(obligation, term):
        yield _("it came by {channel}, not by {required}", channel=channel, required=obligation.channel)


_ASSESSMENTS: Mapping[str, Callable[[Obligation, AgencyStatus, Sequence[Term]], Fulfillment]] = {
    "appoint": _assess_appoint,
    "submit-letter": _assess_letter,
}
