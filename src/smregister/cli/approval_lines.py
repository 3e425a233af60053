"""Lines on who must approve a change, and why."""

from __future__ import annotations

from collections.abc import Iterator

from smregister.cli.console import print_message
from smregister.model import Authorization, Denial
from smregister.output.phrases import NO_APPROVER, approver_names
from smregister.pointers import format_dotted
from smregister.text import escape_hidden

_LINES_SHOWN = 10


def print_approval(authorization: Authorization) -> None:
    """Print whether the desk must approve a change, why, and who can."""
    for line in approval_lines(authorization):
        print_message(line)
    for reason in authorization.authority if not authorization.denials else ():
        print_message(escape_hidden(f"This change needs no approval by the desk: {reason}"))


def approval_lines(authorization: Authorization) -> Iterator[str]:
    """Yield what the desk must approve, and who can; nothing if it need not."""
    if not authorization.denials:
        return
    yield "The desk must approve this change:"
    # Once for each reason: a renamed agency has many files.
    by_reason = {denial.reason: denial for denial in reversed(authorization.denials)}
    lines = [f"  {_position(denial)}: {reason}" for reason, denial in reversed(by_reason.items())]
    yield from map(escape_hidden, lines[:_LINES_SHOWN])
    if len(lines) > _LINES_SHOWN:
        yield f"  … and {len(lines) - _LINES_SHOWN:,} more"
    names = ", ".join(approver_names(authorization.approvers)) or NO_APPROVER
    yield escape_hidden(f"It can be approved by: {names}")


def _position(denial: Denial) -> str:
    return f"{denial.path} {format_dotted(denial.pointer)}".strip()
