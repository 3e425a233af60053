"""Help that fits the width of a terminal, from 40 columns on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import typer
from typer._click.formatting import HelpFormatter

from smregister.cli.console import help_width

_NARROW = 70
"""Below this width, options and commands have a line of their own above their description."""
# An option stays with its value, and a quoted value in one piece: a line break would change it.
_WORD = re.compile(r"""(?:--?[\w-]+ (?=[^-\s]))?(?:"[^"]*"|'[^']*'|\S)+""")
_UNWRAPPED = "\b\n"
_CONTINUATION = " \\\n"


class WrappedHelp(HelpFormatter):
    """A help text whose columns and examples fit the width of a terminal."""

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names with their descriptions; in a narrow text the names get less room."""
        super().write_dl(rows, col_max if self.width >= _NARROW else self.width * 3 // 8, col_spacing)

    def write_text(self, text: str) -> None:
        """Write paragraphs; at a terminal, continue long commands in another line."""
        if help_width() is not None:
            paragraphs = text.split("\n\n")
            text = "\n\n".join(self._fold(part) if part.startswith(_UNWRAPPED) else part for part in paragraphs)
        super().write_text(text)

    def _fold(self, paragraph: str) -> str:
        width = self.width - self.current_indent
        return "\n".join(fold_command(line, width) for line in paragraph.split("\n"))


class HelpContext(typer.Context):
    """The context of a command, with help that fits a terminal."""

    formatter_class = WrappedHelp


def fold_command(line: str, width: int) -> str:
    """Return a command in lines that a shell reads as one; other lines as they are."""
    if len(line) <= width or not line.lstrip().startswith("smregister "):
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return _CONTINUATION.join(_fold_words(_WORD.findall(line), indent, width - len(_CONTINUATION)))


def _fold_words(words: Sequence[str], indent: str, width: int) -> Iterator[str]:
    line = indent + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = f"{indent}    {word}"
        else:
            line += f" {word}"
    yield line
