"""Lines, tables, texts and messages as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smregister.output.styled_line import Style, StyledLine, join_paragraphs, paint
from smregister.output.terminal_table import align_rows, style_rows
from smregister.output.text_table import TextTable
from smregister.text import escape_hidden

# A name with its kind or severity, in the heading of an explanation or a list.
_NAME = re.compile(r"( *(?:[*+] )?)([\w.*-]+(?: \([^()]*\))?)(?=:|$)")


def render(lines: Iterable[str], width: int | None, *, colored: bool) -> Iterator[str]:
    """Yield tables and lines for people wrapped and in color; other lines as they are.

    Without a width, nothing is wrapped.
    """
    if isinstance(lines, TextTable):
        if width is None:
            yield from ("\t".join(paint(cell, None, colored=colored) for cell in row) for row in style_rows(lines))
            return
        lines = align_rows(lines, width) if lines.rows else ()
    for line in lines:
        yield paint(line, width, colored=colored) if isinstance(line, StyledLine) else line


def render_text(text: str, width: int, *, colored: bool) -> Iterator[str]:
    """Yield a safe text in paragraphs, the names that begin its lines marked."""
    for line in join_paragraphs(text):
        name = _NAME.match(line)
        marked = StyledLine(name[1], (name[2], Style.STRONG), line[name.end() :]) if name else line
        yield paint(marked, width, colored=colored)


def render_message(message: str, width: int | None, label: str, tone: str, *, colored: bool) -> str:
    """Return a wrapped and colored message; the tone is the label's, if it has one."""
    lines = [message] if isinstance(message, StyledLine) else [*map(escape_hidden, message.split("\n"))]
    if label:
        lines[0] = StyledLine((label, Style(tone)), " ", lines[0])
    elif tone != Style.PLAIN:
        lines = [StyledLine((line, Style(tone))) for line in lines]
    return "\n".join(paint(line, width, colored=colored) for line in lines)
