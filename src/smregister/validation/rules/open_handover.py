"""Ended appointments without a record that the access was removed."""

from smregister.appointments.handovers import handovers
from smregister.dates import shift_day
from smregister.model import Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def open_handover(register: Register) -> Problems:
    """An appointment has ended, and a working day later nothing says that the officer's access was taken away.

    The former officer could still speak in the government's name, or be tricked out of the access. Remove it,
    and record that: `smregister handover ID --access-removed --recovery-changed --tools-removed`. Nothing is
    owed for an account that has been closed since, nor where another letter keeps the same officer in charge.
    """
    for handover in handovers(register):
        since = shift_day(handover.due, 1)
        if since and (not handover.settled_on or since < handover.settled_on):
            record = handover.appointment
            left = ", ".join(name.replace("_", " ") for name in handover.missing)
            message = (
                f"this ended on {handover.ended}, and was to be handed over by {handover.due}; not yet: {left}; "
                f"`smregister handover {record.id}` records it"
            )
            pointers = (pointer for pointer in (("handover",), ("effective_to",)) if record.value(*pointer))
            yield Problem(record.path, next(pointers, ("acting", "until")), message, since, handover.settled_on or "")
