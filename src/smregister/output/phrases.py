"""Counts, values and names as one line of text."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable

from smregister.model import Approver, Change, Finding, Severity, ValidationResult, Value
from smregister.output.styled_line import Piece, Style, StyledLine
from smregister.repository.tree import AGENCIES
from smregister.text import escape_hidden

LONGEST_VALUE = 80
LONGEST_CELL = 300
"""Enough for the sentences and commands in the cells of a report."""
SEVERITY_STYLES = {Severity.ERROR: Style.BAD, Severity.WARNING: Style.WARN, Severity.NOTE: Style.INFO}
_AGENCIES = f"{AGENCIES}/"
_YES_OR_NO = {True: "yes", False: "no"}
NEEDS = {"desk": "the desk", "signature": "a signature"}
"""The approval that a denied change needs."""
ADD_TO_DESK = "smregister edit register --set 'desk+={post: Officer, forge: {user_id: 1234}}'"
"""The command that adds a member of the desk."""
NO_APPROVER = f"no one; add a member of the desk, with the numeric id on the server: `{ADD_TO_DESK}`"


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, then agency, the desk's first, then path."""
    return sorted(findings, key=_finding_rank)


def _finding_rank(finding: Finding) -> tuple[int, str, str]:
    return finding.severity.rank, _agency_of(finding.path), finding.path


def _agency_of(path: str) -> str:
    return path.split("/", 3)[2] if path.startswith(_AGENCIES) else ""


def format_summary(result: ValidationResult) -> StyledLine:
    """Return counts like `7 records: 1 error, 0 warnings, 0 notes`."""
    pieces: list[Piece] = [format_count(result.records, "record")]
    for number, severity in enumerate(Severity):
        count = result.count(severity)
        style = SEVERITY_STYLES[severity] if count else Style.PLAIN
        pieces += [", " if number else ": ", (format_count(count, severity), style)]
    debt = f" ({format_count(result.debt, 'older error')} not from this change)" if result.debt else ""
    return StyledLine(*pieces, debt)


def format_cell(value: Value) -> str:
    """Return a whole value for programs; an empty text for None."""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def format_words(value: Value) -> str:
    """Return a whole value without JSON syntax; an empty text for None."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_member_words(member)}" for key, member in value.items())
    if isinstance(value, list):
        separator = "; " if any(isinstance(item, (dict, list)) for item in value) else ", "
        return separator.join(map(format_words, value))
    return "" if value is None else _YES_OR_NO[value] if isinstance(value, bool) else str(value)


def _member_words(value: Value) -> str:
    words = format_words(value)
    return f"({words})" if isinstance(value, (dict, list)) else words


def format_value(value: Value, longest: int | None = LONGEST_VALUE) -> str:
    """Return a value on one line, cut to a length."""
    if value is None:
        return "(nothing)"
    text = format_cell(value)
    return text if longest is None else cut(text, longest)


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 record`, `2 records`, `0 entries`."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"


def format_before_after(before: Value, after: Value) -> str:
    """Return a change of a value; of a list, the items that were removed and added."""
    if isinstance(before, list) and isinstance(after, list) and sorted(map(str, before)) != sorted(map(str, after)):
        removed = [f"- {format_value(item)}" for item in before if item not in after]
        added = [f"+ {format_value(item)}" for item in after if item not in before]
        if removed or added:
            return ", ".join([*removed, *added])
    return " → ".join(format_pair(before, after))


def format_renaming(change: Change, moves: Collection[tuple[str, str]], quote: Callable[[str], str] = str) -> str:
    """Return that a record was renamed, or moved to another agency, and the id it had before, both quoted."""
    record, former = change.record, change.before or change.record
    has_moved = (record.kind, record.id) in moves
    verb = f"moved to agency {quote(record.agency or '')}" if has_moved else "renamed"
    return f"{verb} from {quote(former.id)}"


def approver_names(approvers: Iterable[Approver]) -> list[str]:
    """Return the post and the login of each approver."""
    return [f"{approver.post} ({approver.login or approver.user_id})" for approver in approvers]


def format_pair(before: Value, after: Value) -> tuple[str, str]:
    """Return two values on a line each; of long ones, the parts that differ."""
    texts = [format_value(value, None) for value in (before, after)]
    start = next((n for n, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    start = max(start - LONGEST_VALUE // 2, 0) if max(map(len, texts)) > LONGEST_VALUE else 0
    first, second = ((f"…{text[start:]}" if start else text) for text in texts)
    return cut(first), cut(second)


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """Cut a text to a length; an ellipsis marks the cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def escape_markup(text: str) -> str:
    """Escape hidden characters and the markup of XML and HTML (XML 1.0, section 2.2)."""
    from html import escape

    return escape(escape_hidden(text))
