"""Appointments that end as replaced, and nobody comes after."""

from __future__ import annotations

from smregister.model import Problem, Severity
from smregister.register.register import Register, reference_id
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def replacement_missing(register: Register) -> Problems:
    """An appointment ends as replaced, and no appointment of its agency replaces it.

    The accounts would be without anybody whom a letter names. Add the replacement letter, which
    names this appointment in `replaces`; if nobody follows, say in `end_reason` what really happened.
    """
    ended = [
        appointment
        for appointment in register.appointments
        if appointment.end_reason == "replaced" and not appointment.replaced_by
    ]
    if ended:
        kind = register.kinds["appointment"]
        followed = {reference_id(kind, each.replaces or "", each.agency) for each in register.appointments}
        for record in ended:
            if record.id not in followed:
                message = f"`{record.id}` ended as replaced, but no appointment replaces it"
                yield Problem(record.path, ("end_reason",), message)
