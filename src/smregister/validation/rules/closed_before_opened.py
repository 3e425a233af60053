"""Ends that come before their beginnings."""

from functools import cache

from smregister.model import Problem, Severity, resolve_pointer
from smregister.records.kinds import Kind, Route, values_at
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule

_PAIRS = (
    ("opened", "closed"),
    ("effective_from", "effective_to"),
    ("in_force_from", "in_force_to"),
    ("from", "to"),
    ("from", "until"),
)


@rule(Severity.ERROR)
def closed_before_opened(register: Register) -> Problems:
    """A record has an end before its beginning, such as an appointment, a standard or a former handle.

    One of the two dates is wrong, and reports that count days are wrong with it. Correct the date.
    """
    for kind in register.kinds.values():
        for record in register.valid(kind.name):
            for above, first, last in _spans(kind):
                for pointer, value in values_at(record.data, above):
                    begin, end = resolve_pointer(value, (first,)), resolve_pointer(value, (last,))
                    if isinstance(begin, str) and isinstance(end, str) and end < begin:
                        yield Problem(
                            record.path, (*pointer, last), f"`{last}` is {end}, which is before `{first}`, {begin}"
                        )


@cache
def _spans(kind: Kind) -> tuple[tuple[Route, str, str], ...]:
    """Return the pairs of days of a kind, at any depth: the route to both, the name of the first and the last."""
    dates = {field.route for field in kind.fields.values() if field.format == "date"}
    pairs = [(route[:-1], first, last) for route in dates for first, last in _PAIRS if route[-1] == first]
    return tuple((above, first, last) for above, first, last in pairs if (*above, last) in dates)
