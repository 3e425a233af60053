"""The quick lane: data from texts written in the plain form, which is what `fmt` writes; None for all others.

It never says what is wrong. It knows a small part of YAML and knows it wholly: block mappings and
lists two spaces a level, values on the line of their field, literal blocks, lists of nothing. Whatever
is written otherwise, sound or not, is left to the exact lane.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

from smregister.model import Value
from smregister.records.yaml.limits import MAXIMUM_BYTES
from smregister.records.yaml.scalars import plain_value
from smregister.text import may_have_hidden

# The widest margin of a collection, in spaces; what lies deeper, the exact lane takes.
_DEEPEST = 16

# A line, or a field with the lines of its literal block: how far in, a dash, a key, a value. A value
# without quotes begins with no indicator of YAML 1.2 (section 5.3) and has no colon before a space and
# no `#` after one.
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

_EXACT_ONLY = os.environ.get("SMREGISTER_LANES") == "exact"

# Lines recur in a register, but those of a long file may be anything and would fill the memory.
_LINES_KEPT = 8192
_LONGEST_KEPT = 4096

_BLOCK = ": |"

_Row: TypeAlias = "tuple[int, bool, str, Value | _Nothing]"
"""Margin, whether there is a dash, key and value of a line."""


class _Nothing(Enum):
    """What stands in the place of a value that is below its key, or of a list that must be a new one each time."""

    NOTHING = 0
    NO_ITEMS = 1


_BELOW: Final = _Nothing.NOTHING
_NO_ITEMS: Final = _Nothing.NO_ITEMS

# What ends every collection.
_END: _Row = (-1, False, "", None)


class _NotPlainError(Exception):
    """The text is not in the plain form."""


def parse_fast(content: bytes) -> dict[str, Value] | None:
    """Return the data of a text in the plain form; None where the exact lane must read it."""
    if _EXACT_ONLY or len(content) > MAXIMUM_BYTES or not content.endswith(b"\n"):
        return None
    try:
        return _data(content.decode("utf-8"))
    except (_NotPlainError, ValueError):
        return None


def _data(text: str) -> dict[str, Value]:
    lines = text.split("\n")
    if f"{_BLOCK}\n" in text:
        lines = [*_with_blocks(lines)]
    read = _row if len(text) <= _LONGEST_KEPT else _row.__wrapped__
    rows = [row for row in map(read, lines) if row]
    rows.append(_END)
    data, end = _mapping(rows, 0, 0)
    if end != len(rows) - 1 or not data:
        raise _NotPlainError
    return data


def _with_blocks(lines: list[str]) -> Iterator[str]:
    """Put literal blocks and their keys into one line each.

    The lines of a block are neither empty nor further in than the first, and what follows it is no
    comment and no empty line.
    """
    at = 0
    for begin in [number for number, line in enumerate(lines) if line.endswith(_BLOCK)]:
        # Within a block nothing begins another.
        if begin >= at:
            yield from lines[at:begin]
            at = _end_of_block(lines, begin)
            yield "\n".join(lines[begin:at])
    yield from lines[at:]


def _end_of_block(lines: list[str], begin: int) -> int:
    key = lines[begin].lstrip(" ")
    margin = " " * (len(lines[begin]) - len(key) + (4 if key.startswith("- ") else 2))
    end = begin + 1
    while lines[end].startswith(margin) and lines[end][len(margin) :].lstrip(" ") == lines[end][len(margin) :] != "":
        end += 1
    is_last = end == len(lines) - 1
    if lines[end].startswith(margin) or (not is_last and lines[end].lstrip(" ")[:1] in ("", "#")):
        raise _NotPlainError
    return end


@lru_cache(_LINES_KEPT)
def _row(line: str) -> _Row | None:
    """Read a line; None for an empty one or a comment.

    Raises ValueError where programs would disagree on what a value means.
    """
    found = _LINE.fullmatch(line)
    if found is None or may_have_hidden(line):
        raise _NotPlainError
    margin, dash, key, value = found.groups("")
    if key and plain_value(key) != key:
        raise _NotPlainError
    if not key and not value:
        if dash:
            raise _NotPlainError
        return None
    if not key and not dash:
        raise _NotPlainError
    return len(margin), bool(dash), key, _read(value) if value else _BELOW


def _mapping(rows: list[_Row], at: int, margin: int) -> tuple[dict[str, Value], int]:
    """Read the fields that stand at a margin; gives them and the row after them."""
    members: dict[str, Value] = {}
    there, dash, key, value = rows[at]
    while there == margin and not dash:
        if key in members:
            raise _NotPlainError
        at += 1
        if value is _BELOW:
            members[key], at = _below(rows, at, margin)
        else:
            members[key] = [] if value is _NO_ITEMS else value
        there, dash, key, value = rows[at]
    return members, at


def _below(rows: list[_Row], at: int, margin: int) -> tuple[Value, int]:
    """Read the list or mapping that is the value of a field at a margin."""
    deeper = margin + 2
    if deeper > _DEEPEST or rows[at][0] != deeper:
        raise _NotPlainError
    return _items(rows, at, deeper) if rows[at][1] else _mapping(rows, at, deeper)


def _items(rows: list[_Row], at: int, margin: int) -> tuple[list[Value], int]:
    """Read the items of the list at a margin; gives them and the row after them."""
    items: list[Value] = []
    there, dash, key, value = rows[at]
    while there == margin and dash:
        if key:
            rows[at] = (margin + 2, False, key, value)
            item, at = _mapping(rows, at, margin + 2)
            items.append(item)
        elif value is not _BELOW:
            items.append([] if value is _NO_ITEMS else value)
            at += 1
        there, dash, key, value = rows[at]
    return items, at


def _read(written: str) -> Value | _Nothing:
    """Read a value as it is written: in quotes, as a block, or without either.

    Raises ValueError where programs would disagree on what it means.
    """
    first = written[0]
    if first == "'":
        return written[1:-1].replace("''", "'")
    if first == '"':
        return written[1:-1]
    if first == "[":
        return _NO_ITEMS
    if first == "|":
        return "".join(line.lstrip(" ") + "\n" for line in written.split("\n")[1:])
    return plain_value(written)
