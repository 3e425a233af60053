"""One account, one record."""

from smregister.model import Problem, Record, Severity
from smregister.records.views import Account
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.register import reference_id
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.ACCOUNT, needs_fields=("status", "replaced_by"))
def duplicate_account(group: ReferenceGroup) -> Problems:
    """Two records describe the same account.

    Handles are compared as the platform compares them: case does not count, nor do full stops on Facebook. Platform ids
    and former handles are compared, too. Keep one record. For a transferred account, write the status `transferred` and
    `replaced_by` into the old record.
    """
    _, form, value = group.key.words
    records = {reference.record.path: reference.record for reference in group.references}
    for reference in group.references if len(records) > 1 else ():
        others = [other for path, other in records.items() if path != reference.record.path]
        twins = sorted(f"`{other.id}`" for other in others if not _hands_over(group, reference.record, other))
        if twins:
            what = "platform id" if form == "id" else "handle"
            message = f"the {what} `{value}` is already registered as {', '.join(twins)}"
            yield Problem(reference.record.path, reference.pointer, message)


def _hands_over(group: ReferenceGroup, one: Record, other: Record) -> bool:
    return any(
        Account(before).has_ended
        and reference_id(group.kinds["account"], Account(before).replaced_by or "", before.agency) == after.id
        for before, after in ((one, other), (other, one))
    )
