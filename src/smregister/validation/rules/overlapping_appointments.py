"""Replacements that begin before the old appointment ends."""

from smregister.model import Problem, Severity
from smregister.records.views import Appointment
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(
    Severity.ERROR, KeyType.RECORD, ("appointment",), needs_fields=("effective_from", "effective_to", "acting")
)
def overlapping_appointments(group: ReferenceGroup) -> Problems:
    """An appointment is still in force when its replacement begins.

    For some days two officers have the same task, and it is unclear who decides. End the old appointment on the day
    before the new one begins (`effective_to`).
    """
    before = group.record
    if before is None or not before.valid:
        return
    for record in group.followers():
        begin, due = Appointment(record).effective_from or "", Appointment(before).replacement_day
        if due is None or begin < due:
            end = Appointment(before).last_day
            still = f"ends on {end}" if end else "has no end"
            message = f"this begins on {begin}, but it replaces `{before.id}`, which {still}"
            yield Problem(record.path, ("effective_from",), message)
