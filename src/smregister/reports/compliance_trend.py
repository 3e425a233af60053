"""Scores month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smregister.model import Chart, Table, Value
from smregister.standards.history import MonthlyScore


def compliance_trend(scores: Sequence[MonthlyScore], since: date) -> Table:
    """Return a row and a point of the chart for each month; the last is today."""
    last = scores[-1]
    columns = ("month", "day", "commit", *last.counts)
    rows = tuple(_row(score) for score in scores)
    summary: dict[str, Value] = {"months": len(scores), **last.counts}
    percents = [(str(score.day), score.counts["percent"]) for score in scores]
    values = tuple((day, percent if isinstance(percent, int) else None) for day, percent in percents)
    title = f"Accounts and the standard since {since}"
    headings = tuple(name.replace("-", " ").capitalize() for name in columns)
    notes = tuple(dict.fromkeys(note for score in scores for note in score.notes))
    chart = Chart("Score in percent, month by month", values, 100)
    return Table("compliance", title, str(last.day), columns, rows, summary, headings, rows, notes, chart)


def _row(score: MonthlyScore) -> tuple[Value, ...]:
    return (f"{score.day:%Y-%m}", str(score.day), score.commit or None, *score.counts.values())
