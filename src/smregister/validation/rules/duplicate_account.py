"""One account, one record."""

from smregister.model import Problem, Record, Severity
from smregister.records.views import Account
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.register import reference_id
from smregister.text import join_few
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.ACCOUNT, needs_fields=("status", "replaced_by"))
def duplicate_account(group: ReferenceGroup) -> Problems:
    """Two records describe the same account.

    Handles are compared as the platform compares them: case does not count, nor do full stops on Facebook. Platform ids
    and former handles are compared, too. Keep one record. For a transferred account, write the status `transferred` and
    `replaced_by` into the old record.
    """
    _, form, value = group.key.words
    by_path = {reference.record.path: reference.record for reference in group.references}
    records = sorted(by_path.values(), key=lambda record: f"`{record.id}`")
    for reference in group.references if len(records) > 1 else ():
        twins = join_few(f"`{other.id}`" for other in records if _is_twin(group, reference.record, other))
        if twins:
            what = "platform id" if form == "id" else "handle"
            message = f"the {what} `{value}` is already registered as {twins}"
            yield Problem(reference.record.path, reference.pointer, message)


def _is_twin(group: ReferenceGroup, one: Record, other: Record) -> bool:
    return other.path != one.path and not _hands_over(group, one, other)


def _hands_over(group: ReferenceGroup, one: Record, other: Record) -> bool:
    return any(
        Account(before).has_ended
        and reference_id(group.kinds["account"], Account(before).replaced_by or "", before.agency) == after.id
        for before, after in ((one, other), (other, one))
    )
