"""Findings, changes and authorizations as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.model import Approver, Authorization, Change, ChangeType, Denial, Finding
from smregister.output.phrases import NEEDS, NO_APPROVER, approver_names, format_before_after
from smregister.pointers import format_pointer
from smregister.text import escape_hidden

SIGNS = {ChangeType.ADDED: "+", ChangeType.REMOVED: "-", ChangeType.CHANGED: "~", ChangeType.RENAMED: ">"}
# Green, red, yellow, cyan (ECMA-48, Select Graphic Rendition).
_COLORS = {ChangeType.ADDED: 32, ChangeType.REMOVED: 31, ChangeType.CHANGED: 33, ChangeType.RENAMED: 36}


def format_finding(finding: Finding) -> str:
    """Return a finding as `path:line:column: severity rule: message`."""
    position = f"{finding.path}:{finding.line}:{finding.column}"
    return escape_hidden(f"{position}: {finding.severity} {finding.rule}: {finding.message}")


def format_changes(changes: Iterable[Change], *, colored: bool = False) -> Iterator[str]:
    """Yield the changed records, in color for a terminal, with their fields."""
    for change in changes:
        heading = escape_hidden(f"{SIGNS[change.type]} {_heading(change)}")
        yield f"\x1b[{_COLORS[change.type]}m{heading}\x1b[0m" if colored else heading
        yield from format_field_changes(change)


def _heading(change: Change) -> str:
    record = change.record
    if change.type is ChangeType.RENAMED and change.before:
        return f"{record.kind} {change.before.id} renamed to {record.id}"
    return f"{record.kind} {record.id} {change.type}"


def format_field_changes(change: Change) -> Iterator[str]:
    """Yield a line for each field that differs between two versions of a record."""
    for field in change.fields if change.before and change.after else ():
        yield escape_hidden(f"    {format_pointer(field.pointer)}: {format_before_after(field.before, field.after)}")


def format_authorization(authorization: Authorization) -> Iterator[str]:
    """Yield whether a change is allowed, under which authority, and the denials."""
    yield "allowed" if authorization.allowed else "not allowed"
    yield from (escape_hidden(f"    {authority}") for authority in authorization.authority)
    yield from map(_denial_line, authorization.denials)


def _denial_line(denial: Denial) -> str:
    location = f"{denial.path} {format_pointer(denial.pointer)}".strip()
    return f"{escape_hidden(location)}: {escape_hidden(denial.reason)} (needs {NEEDS[denial.needs]})"


def format_approvers(approvers: Iterable[Approver]) -> str:
    """Return who can approve what needs the desk."""
    return f"what needs the desk, one of these may approve: {', '.join(approver_names(approvers)) or NO_APPROVER}"
