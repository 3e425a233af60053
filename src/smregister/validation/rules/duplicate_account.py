"""One account, one record."""

from smregister.model import Problem, Severity
from smregister.register.references import KeyType, ReferenceGroup
from smregister.register.twins import KeyUse, group_twins
from smregister.text import join_few
from smregister.validation.rule import Problems, cross_agency_rule


@cross_agency_rule(Severity.ERROR, KeyType.ACCOUNT, needs_fields=("status", "replaced_by", "opened", "closed"))
def duplicate_account(group: ReferenceGroup) -> Problems:
    """Two records describe the same account.

    Handles are compared as the platform compares them: case does not count, nor do full stops on Facebook. Platform
    ids, former handles and the accounts that addresses name are compared, too. Keep one record. For a transferred
    account, write the status `transferred` and `replaced_by` into the old record. A handle that another account has
    now needs days in both records that don't overlap: `closed`, or `to` of the former handle, in the old one, and
    `opened` in the new one.
    """
    key = group.key.words
    uses = [KeyUse((key[0], key[1], key[2]), reference.record, reference.pointer) for reference in group.references]
    for use, others in group_twins(group.kinds, uses):
        twins = {other.record.id: other.record for other in others}
        if twins:
            what = "platform id" if key[1] == "id" else "handle"
            names = join_few(f"`{twin}` ({twins[twin].text('status')})" for twin in sorted(twins))
            yield Problem(use.record.path, use.pointer, f"the {what} `{key[2]}` is already registered as {names}")
