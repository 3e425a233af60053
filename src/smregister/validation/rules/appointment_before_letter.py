"""Appointments that begin before their letter."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.NOTE)
def appointment_before_letter(register: Register) -> Problems:
    """An appointment is in force before the date of its letter.

    Nothing in writing gave the officer the right on those days. Correct `effective_from` or `letter.date` if one is
    mistyped. Letters of former years may have been signed late; then leave it.
    """
    for appointment in register.appointments:
        begin, day = appointment.effective_from, appointment.letter.date
        if begin and day and begin < day:
            yield Problem(appointment.path, ("effective_from",), f"{begin} is before the date of the letter, {day}")
