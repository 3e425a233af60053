"""Replacements recorded in one of the two appointments only."""

from smregister.model import Problem, Severity
from smregister.records.views import Appointment
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.register import reference_id
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.WARNING, KeyType.RECORD, ("appointment",), needs_fields=("replaces",))
def one_sided_replacement(group: ReferenceGroup) -> Problems:
    """An appointment names its replacement, but the replacement does not name it.

    The chain of appointments is broken in one direction. Write the old appointment into `replaces` of the new one.
    """
    after = group.record
    if after is None or not after.valid:
        return
    for record in group.referring_by("replaced_by"):
        replaced = Appointment(after).replaces or ""
        if reference_id(group.kinds["appointment"], replaced, after.agency) != record.id:
            yield Problem(record.path, ("replaced_by",), f"`replaces` of `{after.id}` does not name this appointment")
