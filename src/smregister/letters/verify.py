"""The appointment whose registered letter is a given file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.appointments.agency_status import Term, terms
from smregister.dates import DateRange
from smregister.letters.check_code import compute_check_code
from smregister.register.register import Register


class LetterState(StrEnum):
    """State of the appointment of a letter."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    ENDED = "ended"
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
    return Verification([*_find_claims(register, digest)])


def verify_code(register: Register, appointment_id: str, code: str) -> Verification:
    """Look a letter up by the record id and the check code that are printed on it."""
    return Verification(
        [
            _describe_letter(register, term)
            for term in terms(register.of_kind("appointment").values())
            if term.appointment.id == appointment_id and compute_check_code(term.appointment.record) == code
        ]
    )


def _find_claims(register: Register, digest: str) -> Iterator[RegisteredLetter]:
    for term in terms(register.of_kind("appointment").values()):
        if term.appointment.letter.softcopy.sha256 == digest:
            yield _describe_letter(register, term)


def _describe_letter(register: Register, term: Term) -> RegisteredLetter:
    record, letter = term.appointment.record, term.appointment.letter
    state = _find_state(register.day.isoformat(), term.dates) if record.valid else LetterState.UNRELIABLE
    return RegisteredLetter(record.id, letter.number or "", letter.date or "", state, term.dates)


def _find_state(day: str, dates: DateRange) -> LetterState:
    if day < (dates.start or ""):
        return LetterState.NOT_YET
    return LetterState.ENDED if dates.ended_before(day) else LetterState.IN_FORCE
