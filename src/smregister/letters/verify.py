"""The appointment whose registered letter is a given file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import Term, terms
from smregister.appointments.mandates import is_active_agency
from smregister.dates import DateRange
from smregister.letters.check_code import compute_check_code
from smregister.model import Record
from smregister.records.views import Appointment
from smregister.register.register import Register


class LetterState(StrEnum):
    """State of the appointment of a letter."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    ENDED = "ended"
    AGENCY_NOT_ACTIVE = "agency-not-active"
    UNRELIABLE = "unreliable"


class RegisteredLetter(NamedTuple):
    """An appointment, the number and date of its letter, its state and its term."""

    appointment: str
    number: str
    date: str
    state: LetterState
    dates: DateRange


class Verification(NamedTuple):
    """The records that claim a letter's SHA-256; only a single claim proves the letter."""

    claims: Sequence[RegisteredLetter]

    @property
    def letter(self) -> RegisteredLetter | None:
        """Return the registered letter; None if no record claims the file, or several do."""
        return self.claims[0] if len(self.claims) == 1 else None

    @property
    def is_in_force(self) -> bool:
        """Return whether the letter is registered and its appointment in force."""
        return self.letter is not None and self.letter.state is LetterState.IN_FORCE


def verify(register: Register, digest: str) -> Verification:
    """Look a letter up by its SHA-256, also in invalid records."""
    return _describe_claims(register, lambda record: Appointment(record).letter.softcopy.sha256 == digest)


def verify_code(register: Register, appointment_id: str, code: str) -> Verification:
    """Look a letter up by the record id and the check code that are printed on it."""
    return _describe_claims(register, lambda record: record.id == appointment_id and compute_check_code(record) == code)


def _describe_claims(register: Register, is_claim: Callable[[Record], bool]) -> Verification:
    """Describe the letters of some records. Like mandates, they end by valid replacements only."""
    records = register.of_kind("appointment").values()
    claims = {record.id for record in records if is_claim(record)}
    relevant = (record for record in records if record.valid or record.id in claims)
    return Verification([_describe_letter(register, term) for term in terms(relevant) if term.appointment.id in claims])


def _describe_letter(register: Register, term: Term) -> RegisteredLetter:
    record, letter = term.appointment.record, term.appointment.letter
    state = _find_state(register, term) if record.valid else LetterState.UNRELIABLE
    return RegisteredLetter(record.id, letter.number or "", letter.date or "", state, term.dates)


def _find_state(register: Register, term: Term) -> LetterState:
    day, agency = register.day.isoformat(), register.of_kind("agency").get(term.appointment.agency or "")
    if day < max(term.start, term.letter_day):
        return LetterState.NOT_YET
    if term.dates.ended_before(day):
        return LetterState.ENDED
    is_active = agency is not None and is_active_agency(agency, day)
    return LetterState.IN_FORCE if is_active else LetterState.AGENCY_NOT_ACTIVE
