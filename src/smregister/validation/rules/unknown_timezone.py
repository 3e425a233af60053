"""Time zones that do not exist."""

from smregister.dates import timezone_error
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def unknown_timezone(register: Register) -> Problems:
    """The register's time zone does not exist.

    Without it, the program uses UTC, so deadlines may end a day early or late. Write Area/City, such as
    `Asia/Kuala_Lumpur`.
    """
    for record in register.valid("register"):
        name = record.text("timezone")
        if name and (error := timezone_error(name)):
            yield Problem(record.path, ("timezone",), error)
