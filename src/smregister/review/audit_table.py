"""Table of an audit: the landed changes, those without authority first."""

from __future__ import annotations

from collections.abc import Sequence

from smregister.model import Code, Table, Value
from smregister.review.audit import AuditEntry, AuditResult
from smregister.text import Message as _

COLUMNS = ("commit", "date", "request", "author", "approved_by", "result", "authority", "reasons", "subject")
HEADINGS = (_("Commit"), _("Date"), _("Pull request"), _("Author"), _("Result"), _("Letter or reason"))
_ORDER = (AuditResult.NOT_ALLOWED, AuditResult.UNKNOWN_AUTHOR, AuditResult.ALLOWED)
_MOST_REASONS = 3


def audit_table(entries: Sequence[AuditEntry], as_of: str) -> Table:
    """Return the table of an audit; people read those that were not allowed first, the newest on top."""
    newest = entries[::-1]
    worst = sorted(newest, key=lambda entry: _ORDER.index(entry.result))
    counts = {result: sum(entry.result is result for entry in entries) for result in _ORDER}
    summary: dict[str, Value] = {"changes": len(entries), **{str(result): count for result, count in counts.items()}}
    rows, lines = tuple(map(_row, newest)), tuple(map(_line, worst))
    return Table("audit", _("Audit of the main line"), as_of, COLUMNS, rows, summary, HEADINGS, lines)


def _row(entry: AuditEntry) -> tuple[Value, ...]:
    author, approvers, request, _ = entry.identity
    approved_by: list[Value] = [*approvers]
    authority: list[Value] = [*entry.authority]
    reasons: list[Value] = [*entry.reasons]
    return (
        *(entry.commit.id, entry.day, request, author, approved_by),
        *(str(entry.result), authority, reasons, entry.commit.subject),
    )


def _line(entry: AuditEntry) -> tuple[Value, ...]:
    author, _, request, _ = entry.identity
    shown = [*entry.reasons[:_MOST_REASONS]] or [*entry.authority]
    left = len(entry.reasons) - _MOST_REASONS
    shown += [f"and {left} more"] if left > 0 else []
    return (Code(entry.commit.short_id), entry.day, request, author, str(entry.result), "; ".join(shown))
