"""Assessment of accounts clause by clause, scores of groups, and scores month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from smregister.model import Chart, Table, Value
from smregister.standards.assessment import AccountScope, Assessment
from smregister.standards.history import MonthlyScore
from smregister.standards.summary import Group, audience_note, summarize, summarize_by

COLUMNS = (*AccountScope._fields, "standard", "clause", "title", "severity", "outcome", "reason", "remedy")
HEADINGS = ("Account", "Clause", "Outcome", "Severity", "Title", "Reason")
_TITLE = "Accounts and the standard"


def compliance(assessments: Sequence[Assessment], day: date, language: str) -> Table:
    """Return a row for each account and clause, and a line for each that needs action.

    `percent` is the weight of the clauses met in percent of those required and not waived.
    """
    cells_of = cache(lambda clause: clause.published_cells(language))
    remedy_of = cache(lambda clause: clause.published_words("remedy", language) or None)
    rows: list[tuple[Value, ...]] = []
    lines: list[tuple[Value, ...]] = []
    for assessment in assessments:
        scope = tuple(part or None for part in assessment.scope)
        standard = assessment.standard.id if assessment.standard else None
        for result in assessment.results:
            code, title, severity = cells = cells_of(result.clause)
            outcome, reason = result.outcome, result.public_reason or None
            remedy = remedy_of(result.clause) if result.is_open else None
            rows.append((*scope, standard, *cells, outcome, reason, remedy))
            if result.is_open:
                lines.append((scope[0], code or "", outcome, severity or "", title or "", reason))
    summary: dict[str, Value] = {
        **summarize(assessments),
        "accounts without a standard": sum(assessment.standard is None for assessment in assessments),
        "scores": {group: {**summarize_by(assessments, group)} for group in Group},
    }
    notes = audience_note(assessments)
    return Table("compliance", _TITLE, day.isoformat(), COLUMNS, tuple(rows), summary, HEADINGS, tuple(lines), notes)


def scores(assessments: Sequence[Assessment], day: date, group: Group) -> Table:
    """Return the outcomes and the score of each group of accounts."""
    total, groups = summarize(assessments), summarize_by(assessments, group)
    rows = tuple((name or None, *counts.values()) for name, counts in groups.items())
    title, columns, notes = f"{_TITLE}, by {group}", (str(group), *total), audience_note(assessments)
    return Table("compliance", title, day.isoformat(), columns, rows, total, _headings(columns), rows, notes)


def compliance_trend(monthly: Sequence[MonthlyScore], since: date) -> Table:
    """Return a row and a point of the chart for each month; the last is today."""
    last = monthly[-1]
    columns = ("month", "day", "commit", *last.counts)
    rows = tuple(
        (f"{score.day:%Y-%m}", str(score.day), score.commit or None, *score.counts.values()) for score in monthly
    )
    summary: dict[str, Value] = {"months": len(monthly), **last.counts}
    percents = [(str(score.day), score.counts["percent"]) for score in monthly]
    points = tuple((day, percent if isinstance(percent, int) else None) for day, percent in percents)
    title, chart = f"{_TITLE} since {since}", Chart("Score in percent, month by month", points, 100)
    notes = tuple(dict.fromkeys(note for score in monthly for note in score.notes))
    return Table("compliance", title, str(last.day), columns, rows, summary, _headings(columns), rows, notes, chart)


def _headings(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(column.replace("-", " ").capitalize() for column in columns)
