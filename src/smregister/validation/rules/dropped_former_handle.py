"""Former handles that are taken off the record."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.records.views import Account
from smregister.register.account_identity import find_dropped_handles
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.WARNING)
def dropped_former_handle(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change removes an entry from `former_handles`.

    Old links still lead to the handle, and its next owner can pose as the agency. Only the desk removes an entry, and
    only if the account never had that handle.
    """
    for change in changes:
        if change.before and change.after and change.after.kind == "account":
            former = {former.handle for former in Account(change.before).former_handles}
            dropped = find_dropped_handles(register.platforms, change.before, change.after)
            for handle in (handle for handle in dropped if handle in former):
                pointer = ("former_handles",) if "former_handles" in change.after.data else ()
                message = f"the former handle `{handle}` is removed; keep it unless the account never had it"
                yield Problem(change.after.path, pointer, message)
