"""Records that come to be about another subject."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.privacy import Redaction
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def changed_identity(base: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change makes a record describe something else: another platform, officer or letter.

    The history would mix two subjects under one name. Close the record and add a new one. A new officer needs a letter
    of replacement (`replaces`).
    """
    renamed = {change.before.id: change.record.id for change in changes if change.before}
    for change in changes:
        if change.before and change.after and change.after.kind in register.kinds:
            for name in register.kinds[change.after.kind].identity:
                route = tuple(name.split("."))
                before, after = change.before.value(*route), change.after.value(*route)
                if before is not None and after is not None and after not in (before, renamed.get(str(before))):
                    redaction = Redaction(change.after.kind, [base.kinds, register.kinds])
                    old, new = (redaction.redact(value, route) for value in (before, after))
                    message = f"`{name}` must not change from `{old}` to `{new}`; close this record and add a new one"
                    yield Problem(change.after.path, route, message)
