"""`docs`: the documentation, from the installed program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smregister.cli.console import print_message, print_result, supports_color, text_width
from smregister.errors import FatalError
from smregister.output.manual import command_sections, find_page, page_name, page_title
from smregister.output.text_table import TextTable
from smregister.repository.shared_files import load_shared_files
from smregister.text import did_you_mean


def complete_page(incomplete: str) -> list[str]:
    """Return the names of commands and pages that begin with a text."""
    return [name for name in _names(_load_pages()) if name.startswith(incomplete)]


def docs(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND-OR-PAGE", help="A command or a page.", autocompletion=complete_page),
    ] = None,
) -> None:
    """Read the documentation, without a network.

    Without a name, lists the pages. In a pipe, a page is printed as Markdown.

    \b
    Examples:
      smregister docs
      smregister docs tutorial
      smregister docs appoint
      smregister docs report compliance
    """
    pages = _load_pages()
    if name is None:
        print_result(TextTable(("Page", "Title"), [(page, page_title(text)) for page, text in pages.items()]))
        print_message("Read a page with `smregister docs PAGE`, and about a command with `smregister docs COMMAND`.")
        return
    wanted = " ".join(name)
    text = find_page(pages, wanted)
    if text is None:
        suggestion = _suggest(wanted, _names(pages))
        raise FatalError(f"there is no page `{wanted}`{suggestion or '; `smregister docs` lists the pages'}")
    print_result(_render(text))


def _suggest(wanted: str, names: list[str]) -> str:
    """Return a suggestion: the command that the words begin with, or the most similar name."""
    begun = max((name for name in names if f"{wanted} ".startswith(f"{name} ")), key=len, default="")
    return f"; did you mean `smregister docs {begun}`?" if begun else did_you_mean(wanted, names)


def _load_pages() -> dict[str, str]:
    return {page_name(path): content.decode() for path, content in load_shared_files("docs", ".md").items()}


def _names(pages: dict[str, str]) -> list[str]:
    return [*command_sections(pages), *pages]


def _render(text: str) -> str:
    width = text_width(sys.stdout)
    if width is None:
        return text.rstrip()
    from smregister.output.terminal_page import render_page

    return render_page(text, width, colored=supports_color(sys.stdout))
