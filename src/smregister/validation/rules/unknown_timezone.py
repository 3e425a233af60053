"""Time zones that do not exist."""

from functools import cache

from smregister.dates import timezone_error
from smregister.model import Problem, Severity
from smregister.records.kinds import Field, Kind, values_at
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def unknown_timezone(register: Register) -> Problems:
    """A time zone does not exist.

    Days then begin and end at another hour, so deadlines may end a day early or late. Write Area/City, such as
    `Asia/Kuala_Lumpur`.
    """
    for kind in register.kinds.values():
        for field in _timezone_fields(kind):
            for record in register.valid(kind.name):
                for pointer, value in values_at(record.data, field.route):
                    if isinstance(value, str) and (error := timezone_error(value)):
                        yield Problem(record.path, pointer, error)


@cache
def _timezone_fields(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for field in kind.fields.values() if field.route[-1] == "timezone" and not field.private)
