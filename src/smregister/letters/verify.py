"""Which appointments have a file as their letter, and how they stand on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from smregister.appointments.agency_status import terms
from smregister.dates import DateRange
from smregister.register.register import Register


class State(StrEnum):
    """How an appointment stands."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet-in-force"
    ENDED = "ended"
    UNRELIABLE = "unreliable"


@dataclass(frozen=True, slots=True)
class RegisteredLetter:
    """An appointment with the letter that a file is, and its term."""

    appointment: str
    number: str
    date: str
    state: State
    dates: DateRange


def registered_letters(register: Register, digest: str) -> Iterator[RegisteredLetter]:
    """Return the appointments whose letter is the file with a SHA-256; one letter may appoint several officers."""
    day = register.day.isoformat()
    for appointment, dates in terms(register.of_kind("appointment").values()):
        record, letter = appointment.record, appointment.letter
        if letter.softcopy.sha256 == digest:
            state = _state(day, dates) if record.valid else State.UNRELIABLE
            number, date = letter.number or "", letter.date or ""
            yield RegisteredLetter(record.id, number, date, state, dates)


def _state(day: str, dates: DateRange) -> State:
    if day < (dates.start or ""):
        return State.NOT_YET
    return State.ENDED if dates.ended_before(day) else State.IN_FORCE
