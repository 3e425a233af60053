"""Waivers that have run out."""

from smregister.dates import shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def expired_waiver(register: Register) -> Problems:
    """A waiver has expired but is not closed.

    The account must comply with the clause again. Check that it does, then close the waiver (`smregister close`, with a
    reason). If the waiver is still needed, ask the desk for a new one.
    """
    for record in register.valid("waiver"):
        until = record.text("until") or ""
        following = shift_day(until, 1)
        if following and record.text("ended") is None:
            yield Problem(record.path, ("until",), f"the waiver expired on {until}", since=following)
