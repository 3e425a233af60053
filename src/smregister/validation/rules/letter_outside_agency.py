"""Letters of one agency about another."""

from smregister.dates import shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule

_OWN_KINDS = ("account", "appointment")


@rule(Severity.ERROR)
def letter_outside_agency(register: Register) -> Problems:
    """An appointment names an account or an appointment of another agency.

    A head of agency appoints officers for the own agency only: a letter covers and replaces nothing elsewhere, and
    reports ignore the name. Let the other agency write a letter of its own. If an account has moved to another
    agency, end this appointment and replace it by one without the account.
    """
    for appointment in register.appointments:
        # An ended letter keeps the name of an account that has moved since.
        until = (shift_day(appointment.last_day, 1) or "") if appointment.last_day else ""
        for field, pointer, name in register.references(appointment.record):
            agency, slash, _ = name.partition("/")
            if slash and agency != appointment.agency and field.reference in _OWN_KINDS:
                message = f"`{name}` belongs to {agency}, but this letter is of {appointment.agency}; remove the name"
                yield Problem(appointment.path, pointer, message, until=until if field.reference == "account" else "")
