"""Desks that lose their last member."""

from collections.abc import Sequence

from smregister.appointments.mandates import desk_mandates
from smregister.model import Change, Problem, Record, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def desk_emptied(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change leaves the desk without a member in force.

    Then no person can approve a change, not even one that adds a member. Add the successor to `desk` first, with
    the numeric id of the account on the server (`forge.user_id`) and a first day that has come.
    """
    day = register.day.isoformat()
    for change in changes:
        if change.record.kind == "register" and _has_member(change.before, day) and not _has_member(change.after, day):
            pointer = ("desk",) if change.after and "desk" in change.after.data else ()
            yield Problem(change.record.path, pointer, f"the desk has no member on {day}; add the successor first")


def _has_member(record: Record | None, day: str) -> bool:
    return any(mandate.dates.contains(day) for mandate in desk_mandates(record)) if record else False
