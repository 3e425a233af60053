"""Deleted records."""

from collections.abc import Sequence

from smregister.model import Change, ChangeType, Problem, Severity
from smregister.register.account_identity import is_same_account
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def removed_record(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change deletes a record.

    The register must show what was official in the past, because strangers can take over a former handle. Restore the
    file; use `smregister close ID` to close the record, or `smregister rename ID NAME` to rename it. A renamed file
    must be in the same change. A new handle must not: a file with another name and another handle may be any account.
    """
    for change in changes:
        record = f"{change.record.kind} `{change.record.id}`"
        if change.type is ChangeType.REMOVED:
            message = f"{record} is deleted; close it instead, or add its new file if it was renamed"
            yield Problem(change.record.path, (), message)
        elif change.type is ChangeType.RENAMED and change.before and not _is_proven(register, change):
            message = (
                f"{change.before.kind} `{change.before.id}` is deleted, and {record} has another handle; "
                "rename the file in one change, and change the handle in the next"
            )
            yield Problem(change.before.path, (), message)


def _is_proven(register: Register, change: Change) -> bool:
    """Check whether a handle or an id shows that a renamed account is the same."""
    if change.before is None or change.after is None or change.after.kind != "account":
        return True
    return is_same_account(register.platforms, change.before, change.after)
