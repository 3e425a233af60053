"""Appointments that end as replaced without a replacement."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, reference_id
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def replacement_missing(register: Register) -> Problems:
    """An appointment ends as replaced, and no appointment of its agency replaces it.

    The accounts would have no officer whom a letter names. Add the replacement letter, which
    names this appointment in `replaces`; without a successor, write in `end_reason` what really happened.
    """
    ended = [old for old in register.appointments if old.end_reason == "replaced" and not old.replaced_by]
    kind = register.kinds.get("appointment")
    replaced = {reference_id(kind, new.replaces or "", new.agency) for new in register.appointments if ended}
    for appointment in ended:
        if appointment.id not in replaced:
            message = f"`{appointment.id}` ended as replaced, but no appointment replaces it"
            yield Problem(appointment.path, ("end_reason",), message)
