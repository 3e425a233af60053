"""Deleted records."""

from collections.abc import Sequence

from smregister.model import Change, ChangeType, Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def removed_record(_before: Register, _after: Register, changes: Sequence[Change]) -> Problems:
    """A change deletes a record.

    What was official once stays on record: a freed handle may be taken over by strangers, and the
    register must be able to say so. Bring the file back; `smregister close ID` ends the life of what
    it describes, `smregister rename ID NAME` gives it another name. Where it was renamed, its file under the
    new name must be in the same change.
    """
    for change in changes:
        if change.type is ChangeType.REMOVED:
            record = f"{change.record.kind} `{change.record.id}`"
            message = f"{record} is deleted; close it instead or, where it was renamed, bring its new file along"
            yield Problem(change.record.path, (), message)
