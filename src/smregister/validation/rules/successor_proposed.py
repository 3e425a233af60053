"""Successors that are not approved."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.WARNING, KeyType.RECORD, ("account",), needs_fields=("replaced_by", "status"))
def successor_proposed(group: ReferenceGroup) -> Problems:
    """An account is replaced by one that is only proposed.

    Readers would be sent to an account that the desk has not approved. `check` names it once it is official. Let the
    desk approve it, or remove `replaced_by` until then.
    """
    successor = group.record
    if successor and successor.text("status") == "proposed":
        for record in group.referring_by("replaced_by"):
            yield Problem(record.path, ("replaced_by",), f"`{successor.id}` is proposed, not yet approved")
