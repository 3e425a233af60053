"""Waivers that have run out."""

from smregister.dates import shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def expired_waiver(register: Register) -> Problems:
    """A waiver has run out, and is not closed.

    It counts no more: the account is assessed by the clause again. See that the clause is kept to, then end
    the waiver (`smregister close`, with the reason); if it is still needed, the desk grants a new one.
    """
    for record in register.valid("waiver"):
        until = record.text("until") or ""
        following = shift_day(until, 1)
        if following and record.text("ended") is None:
            yield Problem(record.path, ("until",), f"this ran out on {until} and counts no more", since=following)
