"""Waivers for longer than a year."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.standards.waivers import length_error
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def waiver_too_long(register: Register) -> Problems:
    """A waiver lasts longer than one year.

    A waiver is an exception that must be reviewed. End it after one year at most; the desk can grant it again then.
    """
    for record in register.valid("waiver"):
        if error := length_error(record):
            yield Problem(record.path, ("until",), error)
