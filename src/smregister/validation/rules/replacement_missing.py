"""Appointments that end as replaced without a replacement."""

from smregister.model import Problem, Severity
from smregister.register.register import Register, reference_id
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def replacement_missing(register: Register) -> Problems:
    """An appointment ended as replaced, but no appointment of its agency replaces it.

    The accounts may have no officer. Add the replacement, with this appointment in `replaces`. Without a successor,
    write the real reason in `end_reason`.
    """
    ended = [old for old in register.appointments if old.end_reason == "replaced" and not old.replaced_by]
    kind = register.kinds.get("appointment")
    replaced = {reference_id(kind, new.replaces or "", new.agency) for new in register.appointments if ended}
    for appointment in ended:
        if appointment.id not in replaced:
            message = f"`{appointment.id}` ended as replaced, but no appointment replaces it"
            yield Problem(appointment.path, ("end_reason",), message)
