"""Revoked letters that come back in force."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule

_REVOKED = "revoked"


@change_rule(Severity.ERROR)
def restored_letter(_before: Register, _after: Register, changes: Sequence[Change]) -> Problems:
    """A change puts a revoked letter back in force: its end is removed or postponed, or has another reason.

    Its bearer must not use the letter again, and others rely on its end. Keep `end_reason: revoked` and
    the last day. An officer who is to return needs a new letter.
    """
    for change in changes:
        if change.before and change.after and change.after.kind == "appointment":
            yield from _find_restored(Appointment(change.before), Appointment(change.after))


def _find_restored(old: Appointment, new: Appointment) -> Problems:
    if old.end_reason == _REVOKED and new.end_reason != _REVOKED:
        yield Problem(new.path, _pointer(new, "end_reason"), "this letter was revoked; keep `end_reason: revoked`")
    if old.end_reason == _REVOKED and old.effective_to and (new.effective_to or "9999") > old.effective_to:
        message = f"this letter was revoked; its last day stays {old.effective_to}"
        yield Problem(new.path, _pointer(new, "effective_to"), message)


def _pointer(appointment: Appointment, name: str) -> tuple[str, ...]:
    return (name,) if name in appointment.data else ()
