"""Waivers for longer than a year."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.standards.waivers import length_error
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def waiver_too_long(register: Register) -> Problems:
    """A waiver lasts for more than a year.

    A permanent waiver is no exception any more, and a waiver without a review is soon
    forgotten. End it after a year at most; it can be granted again then.
    """
    for record in register.valid("waiver"):
        if error := length_error(record):
            yield Problem(record.path, ("until",), error)
