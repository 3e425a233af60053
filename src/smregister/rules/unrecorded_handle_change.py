"""Handles that disappear without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Problem, Severity
from smregister.rule import change_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smregister.model import Change
    from smregister.register import Register


@change_rule(Severity.ERROR)
def unrecorded_handle_change(_before: Register, register: Register, changes: Sequence[Change]) -> Iterator[Problem]:
    """A change gives an account another handle and drops the old one.

    Old links lead to the old handle, and whoever takes it next can pose as the agency. Put the old
    one under `former_handles`; it stays watched from then on.
    """
    for change in changes:
        if change.before and change.after and change.after.kind == "account":
            platform = register.platforms.get(change.after.text("platform"))
            old, new = change.before.text("handle"), change.after.text("handle")
            if platform is None or old is None or (new and platform.key(old) == platform.key(new)):
                continue
            former = (item.get("handle") for item in change.after.items("former_handles") if isinstance(item, dict))
            if platform.key(old) not in {platform.key(str(handle)) for handle in former}:
                place = ("handle",) if new else ()
                yield Problem(change.after.path, place, f"the handle was `{old}`; add it to `former_handles`")
