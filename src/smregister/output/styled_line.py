"""Lines for people: safe, styled, and wrapped at words for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import TypeAlias

from smregister.text import escape_hidden


class Style(StrEnum):
    """Meaning of a piece of a line; the first three are tones of verdicts."""

    BAD = "bad"
    WARN = "warn"
    GOOD = "good"
    PLAIN = "plain"
    INFO = "info"
    CODE = "code"
    DIM = "dim"
    STRONG = "strong"


# ECMA-48, Select Graphic Rendition.
_SGR = {
    Style.BAD: "1;31",
    Style.WARN: "33",
    Style.GOOD: "32",
    Style.INFO: "36",
    Style.CODE: "36",
    Style.DIM: "2",
    Style.STRONG: "1",
}
_RESET = "\x1b[0m"

Piece: TypeAlias = "str | tuple[str, Style]"

_HANG = 2
# A shorter line with an end of sentence was meant to end there.
_SHORTEST_WRAPPED = 60
_CODE = re.compile("`[^`]+`")
# A bullet stays with the word after it, and code in one piece if it fits in a line.
_UNIT = re.compile(r"^ *- \S+|[^\s`]*`[^`]+`\S*|\S+")
_WORD = re.compile(r"\S+")
_ITEM = re.compile(r"\s|[-*] |[0-9]+\. ")


class StyledLine(str):
    """A line without hidden characters; as a text it has no styles.

    A piece may be a line itself, which keeps its styles.
    """

    __slots__ = ("_pieces",)
    _pieces: tuple[Piece, ...]

    def __new__(cls, *pieces: Piece) -> StyledLine:
        """Create a line from pieces; escape their hidden characters."""
        texts = [piece[0] if type(piece) is tuple else piece for piece in pieces]
        self = super().__new__(cls, escape_hidden("".join(texts)))  # type: ignore[arg-type]
        self._pieces = pieces
        return self

    @property
    def pieces(self) -> list[tuple[str, Style]]:
        """Return the escaped pieces with their styles."""
        return [*_flatten(self._pieces)]


def _flatten(pieces: Iterable[Piece]) -> Iterator[tuple[str, Style]]:
    for piece in pieces:
        if isinstance(piece, StyledLine):
            yield from piece.pieces
        else:
            text, style = (piece, Style.PLAIN) if isinstance(piece, str) else piece
            yield escape_hidden(text), style


def cell_width(text: str) -> int:
    """Return the number of cells in which a terminal shows a text."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int, hang: int = 0) -> list[tuple[int, int]]:
    """Return start and end of each line of a text wrapped at words.

    A word wider than the width is not broken. Lines but the first are to be indented by `hang`.
    """
    lines, start, end, used = [], 0, 0, 0
    for first, last, size in _units(text, width - hang):
        gap = first - end
        if end > 0 and used + gap + size > width:
            lines.append((start, end))
            start, used, gap = first, hang, 0
        used += gap + size
        end = last
    return [*lines, (start, max(end, start))]


def _units(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and width of each piece that is not broken."""
    for unit in _UNIT.finditer(text):
        size = cell_width(unit[0])
        if size <= width:
            yield *unit.span(), size
        else:
            yield from ((*word.span(), cell_width(word[0])) for word in _WORD.finditer(text, *unit.span()))


def paint(line: str, width: int | None, *, colored: bool) -> str:
    """Return a safe line as a terminal shows it; without a width, not wrapped."""
    hang = _hanging_indent(line)
    ranges = [(0, len(line))] if width is None or cell_width(line) <= width else wrap(line, width, hang)
    separator = "\n" + " " * hang
    if not colored:
        return separator.join(line[start:end] for start, end in ranges)
    styles = _character_styles(line)
    return separator.join(_paint_range(line, styles, start, end) for start, end in ranges)


def _hanging_indent(line: str) -> int:
    indent = len(line) - len(line.lstrip(" "))
    return indent + _HANG if indent or isinstance(line, StyledLine) or _ITEM.match(line) else 0


def _character_styles(line: str) -> list[Style]:
    """Return the style of each character; code in backticks has one of its own."""
    pieces = line.pieces if isinstance(line, StyledLine) else [(line, Style.PLAIN)]
    styles = [style for text, style in pieces for _ in text]
    for match in _CODE.finditer(line):
        if set(styles[match.start() : match.end()]) == {Style.PLAIN}:
            styles[match.start() : match.end()] = [Style.CODE] * len(match[0])
    return styles


def _paint_range(line: str, styles: list[Style], start: int, end: int) -> str:
    painted = []
    for style, numbers in groupby(range(start, end), key=styles.__getitem__):
        text = "".join(map(line.__getitem__, numbers))
        painted.append(f"\x1b[{_SGR[style]}m{text}{_RESET}" if style in _SGR and text.strip() else text)
    return "".join(painted)


def join_paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a text with paragraphs joined that were wrapped before."""
    joined: list[str] = []
    for line in text.split("\n"):
        if joined and not (line and _goes_on(joined[-1], line)):
            yield " ".join(joined)
            joined.clear()
        joined.append(line)
    yield " ".join(joined)


def _goes_on(above: str, line: str) -> bool:
    return len(above) >= _SHORTEST_WRAPPED and not above.startswith(" ") and _ITEM.match(line) is None
