"""Words that several writers use: counts, values and summaries on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.model import Judgement, Value

LONGEST_VALUE = 80
NEEDS = {"desk": "the desk", "signature": "a signature"}
"""Whose word a change needs that its author may not make alone."""


def summary_line(judgement: Judgement) -> str:
    """Say in a line what was judged and what was found."""
    counts = [
        counted(judgement.records, "record"),
        counted(judgement.count(Severity.ERROR), "error"),
        counted(judgement.count(Severity.WARNING), "warning"),
        counted(judgement.count(Severity.NOTE), "note"),
    ]
    debt = f" ({counted(judgement.debt, 'older error')} not of this change)" if judgement.debt else ""
    return f"{counts[0]}: {', '.join(counts[1:])}{debt}"


def cell_text(value: Value) -> str:
    """Write a value whole, for a cell of a table; empty where there is none."""
    if isinstance(value, (dict, list)):
        import json

        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def value_text(value: Value) -> str:
    """Write a value on a line, cut to a length that fits."""
    if value is None:
        return "(nothing)"
    text = cell_text(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 record`, `2 records`, `0 entries`."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"


def summary_words(summary: Mapping[str, Value]) -> str:
    """Say in words what a table comes to: its counts, of which those that are none are left out."""
    counts = [f"{count:,} {name}" for name, count in summary.items() if isinstance(count, int) and count]
    return ", ".join(counts) or "nothing"


def before_and_after(before: Value, after: Value) -> str:
    """Tell two values, of lists only what came and what went."""
    if isinstance(before, list) and isinstance(after, list) and sorted(map(str, before)) != sorted(map(str, after)):
        gone = [f"- {value_text(item)}" for item in before if item not in after]
        come = [f"+ {value_text(item)}" for item in after if item not in before]
        if gone or come:
            return ", ".join([*gone, *come])
    return f"{value_text(before)} → {value_text(after)}"
