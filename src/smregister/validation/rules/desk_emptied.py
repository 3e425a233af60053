"""Desks that lose their last member."""

from collections.abc import Sequence

from smregister.appointments.mandates import desk_mandates
from smregister.model import Change, Problem, Record, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def desk_emptied(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change leaves the desk without a member who can act.

    Then no person can approve a change, not even one that adds a member. Add the successor to `desk` first, with the
    numeric id of the account on the server (`forge.user_id`) and a first day that has come. If commits must be signed
    (`signed_commits`), the member also needs a key in `signing_keys`.
    """
    day = register.day.isoformat()
    for change in changes:
        if change.record.kind == "register" and _has_member(change.before, day) and not _has_member(change.after, day):
            pointer = ("desk",) if change.after and "desk" in change.after.data else ()
            message = f"the desk has no member on {day} who can act; add the successor first"
            yield Problem(change.record.path, pointer, message)


def _has_member(record: Record | None, day: str) -> bool:
    """Check for a member in force on a day, with a key if commits must be signed."""
    members = [mandate for mandate in desk_mandates(record) if mandate.dates.contains(day)] if record else []
    if record and record.value("signed_commits") is True:
        return any(member.keys_on(day) for member in members)
    return bool(members)
