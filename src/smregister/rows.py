"""Findings as they are kept: with the days on which they hold, in the plainest form and back."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from smregister.model import Finding, Severity

Row: TypeAlias = tuple[str, int, int, str, str, str, str]
DatedRow: TypeAlias = tuple[Row, str, str]


class DatedFinding(NamedTuple):
    """A finding, and the days of its problem: from `since` on, and no more from `until` on; empty where open."""

    finding: Finding
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        """Say whether it is one on a day."""
        return self.since <= day and (not self.until or day < self.until)


def row_of(found: Finding) -> Row:
    """Give a finding as plain values."""
    return found.path, found.line, found.column, found.rule, found.pointer, str(found.severity), found.message


def finding_of(row: Row) -> Finding:
    """Give the finding that was written so."""
    path, line, column, rule, pointer, severity, message = row
    return Finding(path, line, column, rule, pointer, Severity(severity), message)


def dated_row_of(told: DatedFinding) -> DatedRow:
    """Give a finding and its days as plain values."""
    return row_of(told.finding), told.since, told.until


def dated_finding_of(row: DatedRow) -> DatedFinding:
    """Give the finding that was written so, with its days."""
    found, since, until = row
    return DatedFinding(finding_of(found), since, until)
