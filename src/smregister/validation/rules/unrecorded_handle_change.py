"""Handles that change without a former handle."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.views import Account
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def unrecorded_handle_change(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change replaces the handle of an account and drops the old one.

    Old links lead to the old handle, and its next owner can pose as the agency. Add the old handle to
    `former_handles`; the register keeps checking it.
    """
    for change in changes:
        if change.before and change.after and change.after.kind == "account":
            account = Account(change.after)
            platform = register.platforms.get(account.platform)
            old, new = Account(change.before).handle, account.handle
            if platform is None or old is None or (new and platform.key(old) == platform.key(new)):
                continue
            if platform.key(old) not in {platform.key(str(former.handle)) for former in account.former_handles}:
                pointer = ("handle",) if new else ()
                yield Problem(account.path, pointer, f"the handle was `{old}`; add it to `former_handles`")
