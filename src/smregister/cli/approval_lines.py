"""Messages on who must approve a change, and why."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.cli.console import print_message
from smregister.model import Authorization, Denial
from smregister.output.phrases import NO_APPROVER, approver_names
from smregister.pointers import format_dotted
from smregister.text import escape_hidden

_LINES_SHOWN = 10


def print_approval(authorization: Authorization) -> None:
    """Print whether the desk must approve a change, why, and who can."""
    if authorization.denials:
        print_message("The desk must approve this change:", tone="warn")
        print_denials(authorization.denials)
        names = ", ".join(approver_names(authorization.approvers)) or NO_APPROVER
        print_message(escape_hidden(f"It can be approved by: {names}"))
    for reason in authorization.authority if not authorization.denials else ():
        print_message(escape_hidden(f"This change needs no approval by the desk: {reason}"))


def print_denials(denials: Sequence[Denial]) -> None:
    """Print a line for each change that needs the desk; a reason that several files have once."""
    by_reason = {denial.reason: denial for denial in reversed(denials)}
    lines = [f"  {_position(denial)}: {reason}" for reason, denial in reversed(by_reason.items())]
    for line in lines[:_LINES_SHOWN]:
        print_message(escape_hidden(line))
    if len(lines) > _LINES_SHOWN:
        print_message(f"  … and {len(lines) - _LINES_SHOWN:,} more")


def _position(denial: Denial) -> str:
    return f"{denial.path} {format_dotted(denial.pointer)}".strip()
