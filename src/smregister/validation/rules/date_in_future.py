"""Days that can't have come yet."""

from functools import cache

from smregister.model import Problem, Severity
from smregister.records.kinds import ANY_ITEM, NOT_PUBLISHED, Field, Kind, values_at
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def date_in_future(register: Register) -> Problems:
    """A date of a past event is in the future.

    The date is mistyped, or a plan is recorded as done. Correct it. `today` is the real date, or that of `--as-of`.
    """
    today = register.day.isoformat()
    for kind in register.kinds.values():
        for record in register.valid(kind.name):
            for field in _fields(kind):
                for pointer, value in values_at(record.data, field.route) if field.route[0] in record.data else ():
                    if isinstance(value, str) and value > today:
                        shown = NOT_PUBLISHED if field.private else value
                        name = field.route[-1] if field.private or field.route[-1] != ANY_ITEM else pointer[-1]
                        message = f"`{name}` is {shown}, which is in the future"
                        yield Problem(record.path, pointer, message, until=value)


@cache
def _fields(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for field in kind.fields.values() if field.not_future)
