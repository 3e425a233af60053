"""Days that can't have come yet."""

from functools import cache

from smregister.model import Problem, Severity
from smregister.records.kinds import NOT_PUBLISHED, Field, Kind, values_at
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def date_in_future(register: Register) -> Problems:
    """A record has something that has happened on a day that has not come.

    The day is mistyped, or a plan is recorded as if it were done. Correct it. "Today" is the
    real day, or the one given with `--as-of`.
    """
    today = register.day.isoformat()
    for kind in register.kinds.values():
        for record in register.valid(kind.name):
            for field in _fields(kind):
                for pointer, value in values_at(record.data, field.route) if field.route[0] in record.data else ():
                    if isinstance(value, str) and value > today:
                        shown = NOT_PUBLISHED if field.private else value
                        message = f"`{field.title}` is {shown}, and that day is still to come"
                        yield Problem(record.path, pointer, message, until=value)


@cache
def _fields(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for field in kind.fields.values() if field.not_future)
