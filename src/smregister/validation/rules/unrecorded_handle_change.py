"""Handles that change without a former handle."""

import json
import shlex
from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.views import Account
from smregister.register.account_names import present_handle
from smregister.register.platforms import AccountKey, Platform
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
            before, account = Account(change.before), Account(change.after)
            platform = register.platforms.get(account.platform)
            old = present_handle(platform, before) if platform else None
            if platform is None or old is None or platform.key(old) in _keys(platform, account):
                continue
            pointer = ("handle",) if account.handle else ()
            command = _write_command(platform, account, old)
            yield Problem(account.path, pointer, f"the handle was `{old}`; add it to `former_handles`: `{command}`")


def _keys(platform: Platform, account: Account) -> set[AccountKey]:
    """Return the keys of an account's present and former handles."""
    handles = [present_handle(platform, account), *(former.handle for former in account.former_handles)]
    return {platform.key(handle) for handle in handles if handle}


def _write_command(platform: Platform, account: Account, old: str) -> str:
    """Return the command that changes the handle, the address and the former handles together."""
    address = platform.address(account.handle, account.platform_id) if account.url else None
    values = [f"handle={account.handle}"] if account.handle else []
    values += [f"url={address}"] if address else []
    values.append(f"former_handles+={{handle: {json.dumps(old, ensure_ascii=False)}}}")
    return " ".join(["smregister edit", account.id, *(f"--set {shlex.quote(value)}" for value in values)])
