"""Replacements that begin before the old appointment ends."""

from smregister.model import Problem, Severity
from smregister.records.views import Appointment
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(
    Severity.ERROR, KeyType.RECORD, ("appointment",), needs_fields=("effective_from", "effective_to", "acting")
)
def overlapping_appointments(group: ReferenceGroup) -> Problems:
    """An appointment is still in force when the one that replaces it begins.

    For those days two officers are responsible for the same task, and it is unclear who decides. End the
    old one on the day before the new one begins (`effective_to`).
    """
    before = group.record
    if before is None or not before.valid:
        return
    for record in group.referring_by("replaces"):
        begin, due = Appointment(record).effective_from or "", Appointment(before).replacement_day
        if due is None or begin < due:
            end = Appointment(before).last_day
            still = f"runs to {end}" if end else "has no end"
            message = f"this begins on {begin}, but `{before.id}`, which it replaces, {still}"
            yield Problem(record.path, ("effective_from",), message)
