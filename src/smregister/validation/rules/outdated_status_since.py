"""Changes of a status that keep the first day of the former one."""

from collections.abc import Sequence

from smregister.model import Change, Problem, Severity
from smregister.register.register import Register
from smregister.validation.rule import Problems, change_rule


@change_rule(Severity.WARNING)
def outdated_status_since(_before: Register, register: Register, changes: Sequence[Change]) -> Problems:
    """A change of the status keeps `status_since`.

    Standards count the days since then, and would count those of the former status. `smregister status ID STATUS`
    changes both. The day stays only if the status before was wrong.
    """
    today = register.day.isoformat()
    for change in changes:
        before, after = change.before, change.after
        if before and after and before.value("status") != after.value("status") and not _have_ended(register, change):
            since = after.text("status_since")
            if since and since == before.text("status_since") and since < today:
                message = (
                    f"`status_since` is still {since}, the first day of the status {before.text('status')}; "
                    f"`smregister status {after.id} {after.text('status')} --on DATE` corrects it"
                )
                yield Problem(after.path, ("status_since",), message)


def _have_ended(register: Register, change: Change) -> bool:
    """Return whether the record had ended before and after, on the day of its end."""
    closing = register.kinds[change.record.kind].closing
    return closing is not None and all(closing.has_ended(side) for side in (change.before, change.after) if side)
