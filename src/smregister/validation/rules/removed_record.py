"""Deleted records."""

from collections.abc import Sequence

from smregister.model import Change, ChangeType, Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def removed_record(_before: Register, _after: Register, changes: Sequence[Change]) -> Problems:
    """A change deletes a record.

    The register must show what was official in the past, because strangers can take over a former handle. Restore the
    file; use `smregister close ID` to close the record, or `smregister rename ID NAME` to rename it. A renamed file
    must be in the same change.
    """
    for change in changes:
        if change.type is ChangeType.REMOVED:
            record = f"{change.record.kind} `{change.record.id}`"
            message = f"{record} is deleted; close it instead, or add its new file if it was renamed"
            yield Problem(change.record.path, (), message)
