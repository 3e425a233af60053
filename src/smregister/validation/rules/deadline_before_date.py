"""Deadlines that had passed when they were set."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def deadline_before_date(register: Register) -> Problems:
    """A directive sets a deadline that lies before its own date.

    No agency could have met it, and reports would show all of them as late. If the document really says so,
    leave it as it is: the register holds what was written, and this warning stays to say so.
    """
    for record in register.valid("directive"):
        written = record.text("date") or ""
        for number in range(len(record.items("obligations"))):
            deadline = record.text("obligations", number, "deadline")
            if deadline and deadline < written:
                message = f"the deadline {deadline} lies before the directive's own date, {written}"
                yield Problem(record.path, ("obligations", number, "deadline"), message)
