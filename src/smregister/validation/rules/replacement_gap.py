"""Days between an appointment and the one that replaces it."""

from smregister.model import Problem, Severity
from smregister.records.views import Appointment
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(
    Severity.ERROR, KeyType.RECORD, ("appointment",), needs_fields=("effective_from", "effective_to", "acting")
)
def replacement_gap(group: ReferenceGroup) -> Problems:
    """There are days between an appointment and its replacement.

    On these days no officer is responsible for the accounts. Let the replacement begin on the day after the old
    appointment or the acting ends. If there was a real vacancy, remove `replaces` and explain it in `notes`.
    """
    before = group.record
    due = Appointment(before).replacement_day if before and before.valid else None
    if before is None or due is None:
        return
    for record in group.followers():
        begin = Appointment(record).effective_from
        if begin and begin > due:
            end = Appointment(before).last_day
            message = f"this begins on {begin}, but the replaced appointment ended on {end}; it should begin on {due}"
            yield Problem(record.path, ("effective_from",), message)
