"""Markdown pages at a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown
from rich.theme import Theme

_WIDEST = 100
_THEME = Theme({"markdown.code": "cyan", "markdown.h1": "bold underline", "markdown.h2": "bold underline"})


def render_page(text: str) -> str:
    """Return a Markdown page as text for a terminal, with the targets of links."""
    console = Console(theme=_THEME)
    with console.capture() as captured:
        width = min(console.width, _WIDEST)
        console.print(Markdown(text, hyperlinks=False, code_theme="ansi_light"), width=width)
    return captured.get().rstrip("\n")
