"""Approvals of an account that is another one now."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.register.account_identity import find_outdated_approvals
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def outdated_approval(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change gives an account another handle, address or platform id, but keeps its approval or verification badge.

    They were given for the account as it was, and would vouch for any other. Remove `approval` and `verification`
    (`smregister edit` does it), and let the desk write them again after its check.
    """
    for change in changes:
        if change.before and change.after:
            for name in find_outdated_approvals(register.platforms, change.before, change.after):
                message = f"`{name}` was given for the former handle or address; remove it, or let the desk renew it"
                yield Problem(change.after.path, (name,), message)
