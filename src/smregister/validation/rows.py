"""Findings written in the plainest form, and read again; only for what this program keeps for itself."""

from __future__ import annotations

from typing import Any

from smregister.model import DatedFinding, Finding, Severity


def row_of(told: DatedFinding) -> tuple[str | int, ...]:
    """Give a finding as plain values."""
    found = told.finding
    place = (found.path, found.line, found.column, found.rule, found.pointer)
    return (*place, str(found.severity), found.message, told.since, told.until)


def finding_of(*row: Any) -> DatedFinding:
    """Give the finding that was written so."""
    path, line, column, rule, pointer, severity, message, since, until = row
    return DatedFinding(Finding(path, line, column, rule, pointer, Severity(severity), message), since, until)
