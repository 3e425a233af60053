"""Markdown of the reference: escaped prose, code, tables and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from smregister.text import code_span, escape_hidden

# Only where a parser would see markup, so that the files can be read as they are.
_SPECIAL = re.compile(r"[\\`*{|]|<(?=[\w/!?-])|&(?=#?\w+;)|\](?=[(\[:])|(?<![^\W_])[_~]|[_~](?![^\W_])")
_LINE_START = re.compile(r"\A(\d+)?((?(1)[.)](?=\s)|[-+#>=:!?]))")
_CODE = re.compile(r"`([^`\n]+)`")


def prose(text: str) -> str:
    """Return text with its code spans in one line; nothing else in it is markup."""
    parts = _CODE.split(" ".join(text.split()))
    shown = "".join(code(part) if number % 2 else _plain(part) for number, part in enumerate(parts))
    return _LINE_START.sub(lambda match: f"{match[1] or ''}&#{ord(match[2])};", shown)


def _plain(text: str) -> str:
    return _SPECIAL.sub(lambda match: _escape(match[0]), escape_hidden(text))


def _escape(character: str) -> str:
    return f"&{_NAMES[character]};" if character in _NAMES else f"\\{character}"


_NAMES = {"<": "lt", "&": "amp", "|": "#124"}


def code(text: str) -> str:
    """Return text as code; as HTML where a table would end the cell at a `|`."""
    if "|" not in text:
        return code_span(text)
    return f"<code>{escape(escape_hidden(text), quote=False).replace('|', '&#124;')}</code>"


def codes(values: Iterable[str]) -> str:
    """Return values as code, separated by commas."""
    return ", ".join(map(code, values))


def block(text: str, language: str = "") -> Iterator[str]:
    """Yield a block of code between blank lines."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 0)
    yield from ("", f"{fence}{language}", *map(escape_hidden, text.split("\n")), fence, "")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table between blank lines; nothing without rows. Cells are Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from ("", f"| {' | '.join(headings)} |", "|---" * len(headings) + "|", *lines, "")


def anchor(name: str) -> str:
    """Return the anchor that a heading with this name has in the site and on a forge."""
    return re.sub(r"[^\w -]", "", name.lower()).strip().replace(" ", "-")


def target(name: str) -> str:
    """Return an anchor of its own, for the row of a table."""
    return f'<a id="{escape(name)}"></a>'


def link(text: str, name: str, page: str = "") -> str:
    """Return a link to a heading, of this page by default; `text` is Markdown."""
    return f"[{text}]({page}#{anchor(name)})"


def tidy(lines: Iterable[str]) -> str:
    """Return lines as a file, without repeated blank lines."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
