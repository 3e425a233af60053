"""Fast parser of texts in the plain form, which `fmt` writes.

It returns None for every other text, valid or not, and finds no errors. The plain form has block mappings and lists
with two spaces a level, values on the line of their field, literal blocks, and empty lists.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

from smregister.model import Value
from smregister.records.yaml.scalars import NotPlainError, parse_plain
from smregister.text import may_have_hidden

MAXIMUM_BYTES = 64 * 1024
_MAXIMUM_MARGIN = 16
"""The largest margin of a collection, in spaces."""

# A line, or a field with the lines of its literal block: margin, dash, key, value. A value without quotes begins with
# no indicator of YAML 1.2 (section 5.3) and has no colon before a space and no `#` after one.
_LINE = re.compile(
    r"""
    ([ ]*)
    (?:
        (-[ ])?
        (?:([A-Za-z_][A-Za-z0-9_-]{0,63}):(?=[ \n]|\Z)[ ]?)?
        (
            [^\x20\n\-?:,\[\]{}\#&*!|>'"%@`][^:\#\n]*(?:(?::(?=[^\x20\n])|(?<=[^\x20])\#)[^:\#\n]*)*(?<![ ])
          | '(?:[^'\n]|'')*'
          | "[^"\\\n]*"
          | (?<=:[ ])\|(?:\n[^\n]+)+
          | (?<=:[ ])\[\]
          |
        )
        (?:[ ]+\#[^\n]*)?
      | \#[^\n]*
    )
    """,
    re.VERBOSE,
)

_STRICT_ONLY = os.environ.get("SMREGISTER_LANES") == "exact"

# Lines recur in a register, but the lines of a long file could fill the memory.
_LINES_CACHED = 8192
_LONGEST_CACHED = 4096

_BLOCK = ": |"

_Row: TypeAlias = "tuple[int, bool, str, Value | _Nothing]"
"""Margin, whether there is a dash, key and value of a line."""


class _Nothing(Enum):
    """A value on the lines below its key, or an empty list, new for each field."""

    NESTED = 0
    NO_ITEMS = 1


_NESTED: Final = _Nothing.NESTED
_NO_ITEMS: Final = _Nothing.NO_ITEMS

# The row after the last line, which ends every collection.
_END: _Row = (-1, False, "", None)


def parse_fast(content: bytes) -> dict[str, Value] | None:
    """Return the data of a text in the plain form, or None for another text."""
    if _STRICT_ONLY or len(content) > MAXIMUM_BYTES or not content.endswith(b"\n"):
        return None
    try:
        return _parse(content.decode("utf-8"))
    except (NotPlainError, ValueError):
        return None


def _parse(text: str) -> dict[str, Value]:
    lines = text.split("\n")
    if f"{_BLOCK}\n" in text:
        lines = [*_join_blocks(lines)]
    parse_row = _row if len(text) <= _LONGEST_CACHED else _row.__wrapped__
    rows = [row for row in map(parse_row, lines) if row]
    rows.append(_END)
    data, end = _mapping(rows, 0, 0)
    if end != len(rows) - 1 or not data:
        raise NotPlainError
    return data


def _join_blocks(lines: list[str]) -> Iterator[str]:
    """Yield the lines, with each literal block and its key as one line.

    The lines of a block are neither empty nor further in than the first, and neither a comment nor an empty line
    follows it.
    """
    next_line = 0
    for begin in [number for number, line in enumerate(lines) if line.endswith(_BLOCK)]:
        # A line in a block begins no other block.
        if begin >= next_line:
            yield from lines[next_line:begin]
            next_line = _end_of_block(lines, begin)
            yield "\n".join(lines[begin:next_line])
    yield from lines[next_line:]


def _end_of_block(lines: list[str], begin: int) -> int:
    key = lines[begin].lstrip(" ")
    margin = " " * (len(lines[begin]) - len(key) + (4 if key.startswith("- ") else 2))
    end = begin + 1
    while lines[end].startswith(margin) and lines[end][len(margin) :].lstrip(" ") == lines[end][len(margin) :] != "":
        end += 1
    is_last = end == len(lines) - 1
    if lines[end].startswith(margin) or (not is_last and lines[end].lstrip(" ")[:1] in ("", "#")):
        raise NotPlainError
    return end


@lru_cache(_LINES_CACHED)
def _row(line: str) -> _Row | None:
    """Parse a line; return None for an empty line or a comment.

    Raises ValueError if programs read its value differently.
    """
    match = _LINE.fullmatch(line)
    if match is None or may_have_hidden(line):
        raise NotPlainError
    margin, dash, key, value = match.groups("")
    if key and parse_plain(key) != key:
        raise NotPlainError
    if not key and not value:
        if dash:
            raise NotPlainError
        return None
    if not key and not dash:
        raise NotPlainError
    return len(margin), bool(dash), key, _scalar(value) if value else _NESTED


def _mapping(rows: list[_Row], row: int, margin: int) -> tuple[dict[str, Value], int]:
    """Return the fields at a margin and the number of the row after them."""
    members: dict[str, Value] = {}
    row_margin, dash, key, value = rows[row]
    while row_margin == margin and not dash:
        if key in members:
            raise NotPlainError
        row += 1
        if value is _NESTED:
            members[key], row = _nested(rows, row, margin)
        else:
            members[key] = [] if value is _NO_ITEMS else value
        row_margin, dash, key, value = rows[row]
    return members, row


def _nested(rows: list[_Row], row: int, margin: int) -> tuple[Value, int]:
    """Return the list or mapping at a margin, and the number of the row after it."""
    deeper = margin + 2
    if deeper > _MAXIMUM_MARGIN or rows[row][0] != deeper:
        raise NotPlainError
    return _items(rows, row, deeper) if rows[row][1] else _mapping(rows, row, deeper)


def _items(rows: list[_Row], row: int, margin: int) -> tuple[list[Value], int]:
    """Return the items of the list at a margin and the number of the row after them."""
    items: list[Value] = []
    row_margin, dash, key, value = rows[row]
    while row_margin == margin and dash:
        if key:
            rows[row] = (margin + 2, False, key, value)
            item, row = _mapping(rows, row, margin + 2)
            items.append(item)
        elif value is not _NESTED:
            items.append([] if value is _NO_ITEMS else value)
            row += 1
        row_margin, dash, key, value = rows[row]
    return items, row


def _scalar(text: str) -> Value | _Nothing:
    """Parse a value in quotes, as a block, or without either.

    Raises ValueError if programs read it differently.
    """
    first = text[0]
    if first == "'":
        return text[1:-1].replace("''", "'")
    if first == '"':
        return text[1:-1]
    if first == "[":
        return _NO_ITEMS
    if first == "|":
        return "".join(line.lstrip(" ") + "\n" for line in text.split("\n")[1:])
    return parse_plain(text)
