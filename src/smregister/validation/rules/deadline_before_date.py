"""Deadlines that had passed when they were set."""

from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def deadline_before_date(register: Register) -> Problems:
    """A directive has a deadline before its own date.

    No agency could meet it, so reports show all of them as late. Correct a typing error. If the document really has
    these dates, leave them: the register records what was written.
    """
    for record in register.valid("directive"):
        written = record.text("date") or ""
        for number in range(len(record.items("obligations"))):
            deadline = record.text("obligations", number, "deadline")
            if deadline and deadline < written:
                message = f"the deadline {deadline} is before the directive's own date, {written}"
                yield Problem(record.path, ("obligations", number, "deadline"), message)
