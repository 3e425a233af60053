"""Words that several writers use: counts, values and summaries on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smregister.model import Severity, ValidationResult, Value

# Only the command that makes one of these loads what that takes.
if TYPE_CHECKING:
    from smregister.review.authorization import Authorization

LONGEST_VALUE = 80
LONGEST_CELL = 300
"""A cell of a report holds sentences and commands, which are of use only when they are whole."""
_YES_OR_NO = {True: "yes", False: "no"}
NEEDS = {"desk": "the desk", "signature": "a signature"}
"""Whose word a change needs that its author may not make alone."""
NOBODY = "nobody, as `register.yaml` stands"
_SINGULARS = {
    "accounts": "account",
    "accounts newly fail": "account newly fails",
    "accounts newly pass": "account newly passes",
    "accounts without a standard": "account without a standard",
    "agencies": "agency",
    "appointments in force": "appointment in force",
    "months": "month",
    "rule changes": "rule change",
}
"""What summaries count, of one. What else they count has one form."""


def summary_line(result: ValidationResult) -> str:
    """Say in a line what was judged and what was found."""
    counts = [
        counted(result.records, "record"),
        counted(result.count(Severity.ERROR), "error"),
        counted(result.count(Severity.WARNING), "warning"),
        counted(result.count(Severity.NOTE), "note"),
    ]
    debt = f" ({counted(result.debt, 'older error')} not of this change)" if result.debt else ""
    return f"{counts[0]}: {', '.join(counts[1:])}{debt}"


def cell_text(value: Value) -> str:
    """Write a value whole, for a cell of a table; empty where there is none."""
    if isinstance(value, (dict, list)):
        import json

        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def plain_words(value: Value) -> str:
    """Write a value whole as people read it, with no signs that only programs need; empty where there is none."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_member_words(member)}" for key, member in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(item, (dict, list)) for item in value) else ", "
        return between.join(map(plain_words, value))
    return "" if value is None else _YES_OR_NO[value] if isinstance(value, bool) else str(value)


def _member_words(value: Value) -> str:
    words = plain_words(value)
    return f"({words})" if isinstance(value, (dict, list)) else words


def value_text(value: Value, longest: int | None = LONGEST_VALUE) -> str:
    """Write a value on a line, cut to a length that fits."""
    if value is None:
        return "(nothing)"
    text = cell_text(value)
    return text if longest is None else cut(text, longest)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: `1 record`, `2 records`, `0 entries`."""
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"


def summary_words(summary: Mapping[str, Value]) -> str:
    """Say in words what a table comes to: its counts, of which those that are none are left out, and its scores."""
    counts = [_count_words(name, count) for name, count in summary.items() if isinstance(count, int)]
    return ", ".join(filter(None, counts)) or "nothing"


def _count_words(name: str, count: int) -> str:
    if name.startswith("percent"):
        return f"{count} {name}"
    return f"{count:,} {_SINGULARS.get(name, name) if count == 1 else name}" if count else ""


def before_and_after(before: Value, after: Value) -> str:
    """Tell two values, of lists only what came and what went."""
    if isinstance(before, list) and isinstance(after, list) and sorted(map(str, before)) != sorted(map(str, after)):
        gone = [f"- {value_text(item)}" for item in before if item not in after]
        come = [f"+ {value_text(item)}" for item in after if item not in before]
        if gone or come:
            return ", ".join([*gone, *come])
    return " → ".join(both_texts(before, after))


def approvers(given: Authorization) -> list[str]:
    """Name those of the desk who could approve a change, by post and account."""
    return [f"{mandate.post} ({mandate.login or mandate.user_id})" for mandate in given.desk]


def both_texts(before: Value, after: Value) -> tuple[str, str]:
    """Write two values on a line each, of long ones the parts where they differ."""
    texts = [value_text(value, None) for value in (before, after)]
    start = next((n for n, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    start = max(start - LONGEST_VALUE // 2, 0) if max(map(len, texts)) > LONGEST_VALUE else 0
    first, second = ((f"…{text[start:]}" if start else text) for text in texts)
    return cut(first), cut(second)


def cut(text: str, longest: int = LONGEST_VALUE) -> str:
    """Cut a text to a length, marked where it goes on."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
