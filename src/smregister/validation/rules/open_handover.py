"""Officers who have left, and whose access nobody says was taken away."""

from __future__ import annotations

from smregister.appointments.handovers import handovers
from smregister.dates import shift_day
from smregister.model import Pointer, Problem, Record, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.WARNING)
def open_handover(register: Register) -> Problems:
    """An appointment has ended, and a working day later nothing says that the officer's access was taken away.

    Whoever has left could still speak in the government's name, or be tricked out of the access. Take it away,
    and let `smregister handover ID --access-removed --recovery-changed --tools-removed` say so. Nothing is
    owed for an account that has been closed since, nor where another letter keeps the same officer in charge.
    """
    for each in handovers(register):
        since = shift_day(each.due, 1)
        if since and (not each.settled_on or since < each.settled_on):
            record = each.appointment
            left = ", ".join(name.replace("_", " ") for name in each.missing)
            message = (
                f"this ended on {each.ended}, and was to be handed over by {each.due}; not yet: {left}; "
                f"`smregister handover {record.id}` records it"
            )
            yield Problem(record.path, _place(record), message, since, each.settled_on or "")


def _place(record: Record) -> Pointer:
    return next((place for place in (("handover",), ("effective_to",)) if record.value(*place)), ("acting", "until"))
