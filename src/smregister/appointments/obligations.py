"""What one obligation of a directive asks for, and how an agency's appointments answer it on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import AgencyStatus, letter_day
from smregister.appointments.mandates import Term
from smregister.model import Record


class Status(StrEnum):
    """How an agency stands to what it owes, the most urgent first."""

    OUTSTANDING = "outstanding"
    LATE = "late"
    NOT_YET_DUE = "not-yet-due"
    MET = "met"
    NOT_APPLICABLE = "not-applicable"


class Obligation(NamedTuple):
    """One thing that a directive asks for, in its words by language; what is not on record is empty."""

    id: str
    action: str
    clause: str
    deadline: str
    channel: str
    forms: Sequence[str]
    text: Mapping[str, str]

    @property
    def name(self) -> str:
        """Name it as the document does, or else by its id."""
        return self.clause or self.id


class Fulfilment(NamedTuple):
    """How one obligation stands: the appointment that shows it, the day on which it was done, and how late that was.

    `days` are working days after the deadline; of what is outstanding, those that have gone by so far.
    """

    obligation: Obligation
    status: Status
    reason: str
    term: Term | None = None
    done: str = ""
    days: int | None = None


def obligations(directive: Record) -> list[Obligation]:
    """Return what a directive asks for, in its order."""
    return [_obligation(directive, number) for number in range(len(directive.items("obligations")))]


def _obligation(directive: Record, number: int) -> Obligation:
    def said(name: str) -> str:
        return directive.text("obligations", number, name) or ""

    words = directive.value("obligations", number, "text")
    text = {language: str(each) for language, each in words.items()} if isinstance(words, dict) else {}
    forms = directive.texts("obligations", number, "forms")
    return Obligation(said("id"), said("action"), said("clause"), said("deadline"), said("channel"), forms, text)


def can_be_judged(obligation: Obligation) -> bool:
    """Return whether the register can tell if an obligation was followed."""
    return obligation.action in _JUDGES


def evaluate(obligation: Obligation, situation: AgencyStatus, answering: Sequence[Term]) -> Fulfilment:
    """Return whether an obligation is met by some of an agency's appointments, or outstanding; deadlines apart."""
    return _JUDGES[obligation.action](obligation, situation, answering)


def _appointed(obligation: Obligation, situation: AgencyStatus, answering: Sequence[Term]) -> Fulfilment:
    present = [term for term in situation.present_terms if term in answering]
    if not present:
        return Fulfilment(obligation, Status.OUTSTANDING, _without_officer(situation.day, answering))
    shown = next((term for term in present if term.appointment.directive), present[0])
    first = min(term.start for term in answering)
    return Fulfilment(obligation, Status.MET, f"in force since {shown.start}", shown, first)


def _without_officer(day: str, answering: Sequence[Term]) -> str:
    begins = min((term.start for term in answering if letter_day(term) <= day < term.start), default="")
    if begins:
        return f"nobody in force before {begins}"
    ended = max((term.end for term in answering if term.end and term.end < day), default=None)
    return f"nobody in force after {ended}" if ended else "no appointment"


def _submitted(obligation: Obligation, situation: AgencyStatus, answering: Sequence[Term]) -> Fulfilment:
    known = sorted(answering, key=lambda term: (term.start, term.record.id))
    whole = [(day, term) for term in known if (day := _received_whole(obligation, term, situation.day))]
    if whole:
        day, term = min(whole, key=lambda each: each[0])
        return Fulfilment(obligation, Status.MET, f"received on {day}", term, day)
    begun = next((term for term in known if _receipts(term, situation.day)), None)
    reason = _missing(obligation, begun, situation.day) if begun else "no letter"
    return Fulfilment(obligation, Status.OUTSTANDING, reason, begun)


def _received_whole(obligation: Obligation, term: Term, day: str) -> str:
    """Return the day on which a letter had come in every form asked for, or in any if none is; empty if it had not."""
    received = _receipts(term, day)
    if not received or _wrong_channel(obligation, term):
        return ""
    if not obligation.forms:
        return min(received.values())
    return max(received.values()) if received.keys() >= {*obligation.forms} else ""


def _receipts(term: Term, day: str) -> dict[str, str]:
    """Return the forms in which a letter had been received by a day, each with its own day."""
    letter = term.appointment.letter
    days = {"softcopy": letter.softcopy.received, "hardcopy": letter.hardcopy.received}
    return {form: received for form, received in days.items() if received and received <= day}


def _wrong_channel(obligation: Obligation, term: Term) -> str:
    """Return the channel by which a letter's file came, if not the one asked for; empty where it is not on record."""
    channel = term.appointment.letter.softcopy.channel or ""
    return channel if obligation.channel and channel.casefold() != obligation.channel.casefold() else ""


def _missing(obligation: Obligation, term: Term, day: str) -> str:
    return "; ".join(_shortcomings(obligation, term, _receipts(term, day)))


def _shortcomings(obligation: Obligation, term: Term, received: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{form} received on {day}" for form, day in received.items())
    yield from (f"{form} not received" for form in obligation.forms if form not in received)
    channel = _wrong_channel(obligation, term)
    if channel:
        yield f"it came by {channel}, not by {obligation.channel}"


_JUDGES: dict[str, Callable[[Obligation, AgencyStatus, Sequence[Term]], Fulfilment]] = {
    "appoint": _appointed,
    "submit-letter": _submitted,
}
