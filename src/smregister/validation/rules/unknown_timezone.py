"""Time zones that do not exist."""

from smregister.dates import timezone_error
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def unknown_timezone(register: Register) -> Problems:
    """The register names a time zone that does not exist.

    It says when the desk's day begins and ends; until it is put right, the day of UTC counts, and what
    ends today may end a day early or late. Write it as Area/City, like Asia/Kuala_Lumpur.
    """
    for record in register.valid("register"):
        name = record.text("timezone")
        if name and (error := timezone_error(name)):
            yield Problem(record.path, ("timezone",), error)
