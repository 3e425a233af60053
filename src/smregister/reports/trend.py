"""How scores went month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Chart, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smregister.changes.standing import Point
    from smregister.model import Value


def trend(points: Sequence[Point], since: date) -> Table:
    """Tell what accounts came to at the end of each month, each time by the standard of that day; the last is today."""
    last = points[-1]
    counted = tuple(last.counts)
    columns = ("month", "day", "commit", *counted)
    rows = tuple(_row(each) for each in points)
    summary: dict[str, Value] = {"months": len(points), **last.counts}
    shown = [(str(each.day), each.counts["percent"]) for each in points]
    values = tuple((day, percent if isinstance(percent, int) else None) for day, percent in shown)
    title = f"Accounts and the standard since {since}"
    headings = tuple(name.replace("-", " ").capitalize() for name in columns)
    notes = tuple(dict.fromkeys(note for each in points for note in each.notes))
    chart = Chart("Score in percent, month by month", values, 100)
    return Table("compliance", title, str(last.day), columns, rows, summary, headings, rows, notes, chart)


def _row(point: Point) -> tuple[Value, ...]:
    return (f"{point.day:%Y-%m}", str(point.day), point.commit or None, *point.counts.values())
