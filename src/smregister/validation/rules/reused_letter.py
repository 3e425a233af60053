"""Revoked letters with a second record."""

from smregister.appointments.officers import is_same_officer
from smregister.model import Problem, Severity
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.text import normalize_text
from smregister.validation.rule import Problems, rule

_REVOKED = "revoked"


@rule(Severity.ERROR)
def reused_letter(register: Register) -> Problems:
    """An appointment has the number of a letter that was revoked, for the same officer, and lasts longer.

    A second record would put the revoked letter back in force. Remove the record. An officer who is to return needs a
    new letter with a number of its own.
    """
    revoked: dict[str, list[Appointment]] = {}
    for appointment in register.appointments:
        if appointment.end_reason == _REVOKED:
            revoked.setdefault(_number(appointment), []).append(appointment)
    for appointment in register.appointments if revoked else ():
        for other in revoked.get(_number(appointment), ()):
            if _lasts_longer(appointment, other) and is_same_officer(appointment.record, other.record):
                message = f"this is the letter of `{other.id}`, which was revoked on {other.effective_to}"
                yield Problem(appointment.path, ("letter", "number"), message)


def _number(appointment: Appointment) -> str:
    return normalize_text(appointment.letter.number or "")


def _lasts_longer(appointment: Appointment, revoked: Appointment) -> bool:
    return bool(revoked.effective_to) and (appointment.last_day or "9999") > (revoked.effective_to or "")
