"""Markdown pages at a terminal."""

from __future__ import annotations

import os
from pydoc import pager
from typing import Literal

from rich.console import Console
from rich.markdown import Markdown
from rich.theme import Theme

_THEME = Theme({"markdown.code": "cyan", "markdown.h1": "bold underline", "markdown.h2": "bold underline"})


def render_markdown(text: str, width: int, *, colored: bool) -> str:
    """Return a Markdown page as text for a terminal, with the targets of links."""
    # Without a height, Rich takes 80 columns at a dumb terminal.
    color_system: Literal["standard"] | None = "standard" if colored else None
    console = Console(theme=_THEME, width=width, height=1, force_terminal=True, color_system=color_system)
    with console.capture() as captured:
        console.print(Markdown(text, hyperlinks=False, code_theme="ansi_light"))
    return captured.get().rstrip("\n")


def open_pager(page: str) -> None:
    """Show a page in the user's pager (PAGER)."""
    # Without this, less shows colors as codes.
    os.environ.setdefault("LESS", "-R")
    pager(f"{page}\n")
