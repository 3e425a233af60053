"""The quick lane: data from texts written in the plain form, which is what `fmt` writes; None for all others.

It never says what is wrong. It knows a small part of YAML and knows it wholly: block mappings and
lists two spaces a level, values on the line of their field, literal blocks. Whatever is written
otherwise, sound or not, is left to the exact lane.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from smregister.characters import may_hide_something
from smregister.documents.exact import MAXIMUM_BYTES
from smregister.scalars import MAY_BE_OTHER_THAN_TEXT, plain_value

if TYPE_CHECKING:
    from smregister.model import Value

# The widest margin of a collection, in spaces; what lies deeper, the exact lane takes.
_DEEPEST = 16

# A line, or a field with the lines of its literal block: how far in, a dash, a key, a value. A value
# without quotes begins with no indicator of YAML 1.2 (section 5.3) and has no colon before a space and
# no `#` after one. The lines of a block are neither empty nor further in than the first, and what
# follows it is no comment and no empty line.
_LINES = re.compile(
    r"""
    ^([ ]*)
    (?:
        (-[ ])?
        (?:([A-Za-z_][A-Za-z0-9_-]{0,63}):(?=[ \n])[ ]?)?
        (
            [^\x20\n\-?:,\[\]{}\#&*!|>'"%@`][^:\#\n]*(?:(?::(?=[^\x20\n])|(?<=[^\x20])\#)[^:\#\n]*)*(?<![ ])
          | '(?:[^'\n]|'')*'
          | "[^"\\\n]*"
          | (?<=:[ ])\|(?:\n\1(?(2)[ ]{4}|[ ]{2})[^ \n][^\n]*)+(?!\n[ ]*[\#\n])(?!\n\1(?(2)[ ]{3}|[ ])[ ])
          |
        )
        (?:[ ]+\#[^\n]*)?
      | \#[^\n]*
    )$
    """,
    re.VERBOSE | re.MULTILINE,
)

_EXACT_ONLY = os.environ.get("SMREGISTER_LANES") == "exact"


_Row: TypeAlias = tuple[str, str, str, str]
"""Margin, dash, key and value of a line."""

# What ends every collection.
_END: _Row = ("no margin", "", "", "")
_WANTS_READING = MAY_BE_OTHER_THAN_TEXT | frozenset("'\"|")


class _NotPlainError(Exception):
    """The text is not in the plain form."""


def read_plainly(content: bytes) -> dict[str, Value] | None:
    """Give the data of a text in the plain form; None where the exact lane must read it."""
    if _EXACT_ONLY or len(content) > MAXIMUM_BYTES or not content.endswith(b"\n"):
        return None
    try:
        text = content.decode("utf-8")
        return None if may_hide_something(text) else _data(text)
    except (_NotPlainError, ValueError):
        return None


def _data(text: str) -> dict[str, Value]:
    found: list[_Row] = _LINES.findall(text)
    blocks = sum(row[3].count("\n") for row in found if row[3][:1] == "|")
    # A line that is not in the form is passed over by the search, and shows in the count.
    if len(found) + blocks != text.count("\n") + 1:
        raise _NotPlainError
    rows = [row for row in found if row[1] or row[2] or row[3]]
    rows.append(_END)
    data, end = _mapping(rows, 0, "")
    if end != len(rows) - 1 or not data:
        raise _NotPlainError
    return data


def _mapping(rows: list[_Row], at: int, margin: str) -> tuple[dict[str, Value], int]:
    """Read the fields that stand at a margin; gives them and the row after them."""
    members: dict[str, Value] = {}
    there, dash, key, value = rows[at]
    while there == margin and not dash:
        if key in members or not _is_text(key):
            raise _NotPlainError
        at += 1
        if value:
            members[key] = value if value[0] not in _WANTS_READING else _read(value)
        else:
            members[key], at = _below(rows, at, margin)
        there, dash, key, value = rows[at]
    return members, at


def _below(rows: list[_Row], at: int, margin: str) -> tuple[Value, int]:
    """Read the list or mapping that is the value of a field at a margin."""
    deeper = margin + "  "
    if len(deeper) > _DEEPEST or rows[at][0] != deeper:
        raise _NotPlainError
    return _items(rows, at, deeper) if rows[at][1] else _mapping(rows, at, deeper)


def _items(rows: list[_Row], at: int, margin: str) -> tuple[list[Value], int]:
    """Read the items of the list at a margin; gives them and the row after them."""
    items: list[Value] = []
    there, dash, key, value = rows[at]
    while there == margin and dash:
        if key:
            rows[at] = (margin + "  ", "", key, value)
            item, at = _mapping(rows, at, margin + "  ")
            items.append(item)
        elif value:
            items.append(value if value[0] not in _WANTS_READING else _read(value))
            at += 1
        else:
            raise _NotPlainError
        there, dash, key, value = rows[at]
    return items, at


def _read(written: str) -> Value:
    """Read a value as it is written: in quotes, as a block, or without either.

    Raises ValueError where programs would disagree on what it means.
    """
    first = written[0]
    if first == "'":
        return written[1:-1].replace("''", "'")
    if first == '"':
        return written[1:-1]
    if first == "|":
        return "".join(line.lstrip(" ") + "\n" for line in written.split("\n")[1:])
    return plain_value(written)


@cache
def _is_text(key: str) -> bool:
    """Say whether a key is one; what has none lies where no field can be."""
    return plain_value(key) == key if key else False
