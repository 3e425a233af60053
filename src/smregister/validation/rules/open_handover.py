"""Ended appointments without a record that the access was removed."""

from smregister.appointments.handovers import handovers
from smregister.dates import shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def open_handover(register: Register) -> Problems:
    """An appointment has ended, and one working day later the handover is not complete.

    The former officer could still post for the government, or lose the access to a stranger. Remove the access and
    record it: `smregister handover ID --access-removed --recovery-changed --tools-removed`. No handover is needed for
    an account that was closed, or if another letter keeps the same officer.
    """
    for handover in handovers(register):
        since = shift_day(handover.due, 1)
        if since and (not handover.settled_on or since < handover.settled_on):
            record = handover.appointment
            left = ", ".join(name.replace("_", " ") for name in handover.missing)
            message = (
                f"this ended on {handover.ended}, and the handover was due by {handover.due}; missing: {left}; "
                f"record it with `smregister handover {record.id}`"
            )
            pointers = (pointer for pointer in (("handover",), ("effective_to",)) if record.value(*pointer))
            yield Problem(record.path, next(pointers, ("acting", "until")), message, since, handover.settled_on or "")
