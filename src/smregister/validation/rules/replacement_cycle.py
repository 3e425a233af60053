"""Cycles of replacements."""

from smregister.model import Problem, Record, Severity
from smregister.records.views import Appointment
from smregister.register.register import Register
from smregister.validation.rule import Problems, rule


@rule(Severity.ERROR)
def replacement_cycle(register: Register) -> Problems:
    """Appointments replace each other in a circle.

    A chain of letters must have a first one. Correct `replaces` in the wrong record; its letter names the appointment
    that it replaces, if any.
    """
    for appointment in register.appointments:
        if appointment.replaces and _comes_back(register, appointment.record):
            yield Problem(appointment.path, ("replaces",), f"following `replaces` leads back to `{appointment.id}`")


def _comes_back(register: Register, record: Record) -> bool:
    seen: set[str] = set()
    before = _find_replaced(register, record)
    while before is not None and before.id not in seen and before is not record:
        seen.add(before.id)
        before = _find_replaced(register, before)
    return before is record and bool(seen)


def _find_replaced(register: Register, record: Record) -> Record | None:
    return register.find("appointment", Appointment(record).replaces or "", record.agency) if record.valid else None
