"""Findings, changes and authorizations as lines of plain text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from smregister.model import Approver, Authorization, Change, ChangeType, Denial, Finding, TextChange
from smregister.output.phrases import (
    NEEDS,
    NO_APPROVER,
    SEVERITY_STYLES,
    approver_names,
    format_before_after,
    sort_findings,
)
from smregister.output.styled_line import Style, StyledLine
from smregister.pointers import format_dotted
from smregister.records.moves import find_moves

_SIGNS = {ChangeType.ADDED: "+", ChangeType.REMOVED: "-", ChangeType.CHANGED: "~", ChangeType.RENAMED: ">"}
_STYLES = {
    ChangeType.ADDED: Style.GOOD,
    ChangeType.REMOVED: Style.BAD,
    ChangeType.CHANGED: Style.WARN,
    ChangeType.RENAMED: Style.INFO,
}


def format_finding(finding: Finding, place: str = "") -> StyledLine:
    """Return a finding as `path:line:column: severity rule: message`, or after the name of a place without a file."""
    position = place or f"{finding.path}:{finding.line}:{finding.column}"
    name = f"{finding.severity} {finding.rule}"
    return StyledLine((position, Style.STRONG), ": ", (name, SEVERITY_STYLES[finding.severity]), f": {finding.message}")


def format_findings(findings: Iterable[Finding], places: Mapping[str, str] | None = None) -> Iterator[StyledLine]:
    """Yield a line for each finding, the worst first; `places` has the names of files that do not exist, by path."""
    for finding in sort_findings(findings):
        yield format_finding(finding, (places or {}).get(finding.path, ""))


def format_changes(changes: Iterable[Change]) -> Iterator[StyledLine]:
    """Yield the changed records with their fields."""
    changes = list(changes)
    moves = find_moves(changes)
    for change in changes:
        yield format_change_heading(change.type, _heading(change, moves))
        yield from format_field_changes(change)


def format_change_heading(type_: ChangeType, heading: str) -> StyledLine:
    """Return a heading after the sign of a change, in its color."""
    return StyledLine((f"{_SIGNS[type_]} {heading}", _STYLES[type_]))


def _heading(change: Change, moves: Collection[tuple[str, str]]) -> str:
    record = change.record
    if change.before and (record.kind, record.id) in moves:
        return f"{record.kind} {change.before.id} moved to agency {record.agency} as {record.id}"
    if change.type is ChangeType.RENAMED and change.before:
        return f"{record.kind} {change.before.id} renamed to {record.id}"
    return f"{record.kind} {record.id} {change.type}"


def format_field_changes(change: Change) -> Iterator[StyledLine]:
    """Yield a line for each field that differs between two versions of a record."""
    for field in change.fields if change.before and change.after else ():
        name, values = format_dotted(field.pointer), format_before_after(field.before, field.after)
        yield StyledLine("    ", (f"{name}:", Style.DIM), f" {values}")


def format_text_changes(changes: Iterable[TextChange]) -> Iterator[StyledLine]:
    """Yield the changed lines that only people read."""
    for change in changes:
        yield StyledLine((f"~ text of {change.path}", Style.WARN))
        yield from (StyledLine("    ", (f"- {line}", Style.BAD)) for line in change.removed)
        yield from (StyledLine("    ", (f"+ {line}", Style.GOOD)) for line in change.added)


def format_authorization(authorization: Authorization) -> Iterator[StyledLine]:
    """Yield whether a change is allowed, under which authority, and the denials."""
    yield StyledLine(("allowed", Style.GOOD) if authorization.allowed else ("not allowed", Style.BAD))
    yield from (StyledLine(f"    {authority}") for authority in authorization.authority)
    yield from map(format_denial, authorization.denials)


def format_denial(denial: Denial) -> StyledLine:
    """Return where a change is denied, why, and what it needs."""
    location = f"{denial.path} {format_dotted(denial.pointer)}".strip()
    return StyledLine((location, Style.STRONG), f": {denial.reason} (needs {NEEDS[denial.needs]})")


def format_approvers(approvers: Iterable[Approver]) -> str:
    """Return who can approve what needs the desk."""
    return f"changes that need the desk can be approved by: {', '.join(approver_names(approvers)) or NO_APPROVER}"
