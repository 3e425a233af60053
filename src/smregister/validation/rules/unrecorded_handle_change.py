"""Handles that change without a former handle."""

import shlex
from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.views import Account
from smregister.records.yaml.scalars import write_flow
from smregister.register.account_names import present_handle
from smregister.register.platforms import AccountKey, Platform
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.ERROR)
def unrecorded_handle_change(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change replaces the handle of an account and drops the old one.

    Old links lead to the old handle, and its next owner can pose as the agency. `smregister handle ID NEW` changes the
    handle and keeps the old one in `former_handles`; after an edit by hand, add it there.
    """
    for change in changes:
        if change.before and change.after and change.after.kind == "account":
            before, account = Account(change.before), Account(change.after)
            platform = register.platforms.get(account.platform)
            old = present_handle(platform, before) if platform else None
            if platform is None or old is None or platform.key(old) in _keys(platform, account):
                continue
            yield Problem(account.path, ("handle",) if account.handle else (), _describe(account, old))


def _keys(platform: Platform, account: Account) -> set[AccountKey]:
    """Return the keys of an account's present and former handles."""
    handles = [present_handle(platform, account), *(former.handle for former in account.former_handles)]
    return {platform.key(handle) for handle in handles if handle}


def _describe(account: Account, old: str) -> str:
    """Return what is missing, and the commands that add it."""
    item = shlex.quote(write_flow({"handle": old}))
    commands = [f"handle {account.id} {shlex.quote(account.handle)}"] if account.handle else []
    commands.append(f"edit {account.id} --set former_handles+={item}")
    named = ", or after an edit by hand ".join(f"`smregister {command}`" for command in commands)
    return f"the handle was `{old}`; keep it in `former_handles`: {named}"
