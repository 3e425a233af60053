"""Rejections, omitted values and quotations of foreign text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from smregister.editing.lists.rows import Row
from smregister.model import Value
from smregister.text import character_name, escape_hidden, hidden_character, may_have_hidden

LONGEST_QUOTATION = 60
_HALF_CHARACTER = "half a character (a lone surrogate)"
_SURROGATE = re.compile("[\ud800-\udfff]")


class RowError(ValueError):
    """A row or an answer is invalid; the message says why and what is valid."""


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """A row or answer that is not recorded: line, label (empty: all), reason."""

    line: int
    label: str
    reason: str
    row: Row | None = field(default=None, compare=False)
    """The row of a list; None for an answer."""


class OmittedValue(NamedTuple):
    """A value of a row that differs from another row or the record."""

    line: int
    record: str
    field: str
    value: Value
    source: str = ""


def reject_rows(rows: Iterable[Row], reasons: Mapping[int, str]) -> list[Rejection]:
    """Return a rejection for each row that has a reason by its number."""
    return [Rejection(row.line, "", reasons[row.number], row) for row in rows if row.number in reasons]


def require_readable(row: Row) -> None:
    """Raise RowError if a row has more cells than columns, or a lone surrogate."""
    require_no_surplus(row)
    if any(map(has_surrogate, _iterate_texts(dict(row.data)))):
        raise RowError(f"it has {_HALF_CHARACTER}; type the text again")


def require_no_surplus(row: Row) -> None:
    """Raise RowError if a row has more cells than columns."""
    if row.surplus:
        surplus = ", ".join(row.surplus)
        raise RowError(f"it has more cells than the list has columns: {surplus}; put texts in quotes")


def find_bad_character(value: Value) -> str | None:
    """Describe the first character of a value that no record can have; None if there is none."""
    if any(map(has_surrogate, _iterate_texts(value))):
        return _HALF_CHARACTER
    hidden = (hidden_character().search(text) for text in _iterate_texts(value) if may_have_hidden(text))
    match = next(filter(None, hidden), None)
    return f"a hidden character, {character_name(match[0])}" if match else None


def has_surrogate(text: str) -> bool:
    """Return whether a text has half a character, which UTF-8 can't write."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def _iterate_texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _iterate_texts(member)


def quote(text: str) -> str:
    """Quote foreign text in a message, on one line and cut to a fitting length."""
    shown = escape_hidden(text if len(text) <= LONGEST_QUOTATION else f"{text[: LONGEST_QUOTATION - 1]}…")
    return f"`{shown}`"
