"""`docs`: the documentation, from the installed program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from smregister.cli.console import fits_screen, print_message, print_result, supports_color, text_width
from smregister.errors import FatalError
from smregister.output.manual import command_sections, find_page, page_name, page_title, without_comments
from smregister.output.text_table import TextTable
from smregister.repository.shared_files import load_shared_files
from smregister.text import did_you_mean

_SECTIONS = ("tutorial", "index", "how-to/", "reference/", "explanation/")


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

    Without a name, lists the pages. At a terminal, a long page opens in the pager (PAGER). In a pipe, a page is
    printed as Markdown.

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
    if text is None and (schema := load_shared_files("docs", f"/{wanted}.schema.json")):
        print_result(next(iter(schema.values())).decode().rstrip())
        return
    if text is None:
        suggestion = _suggest(wanted, _names(pages))
        raise FatalError(f"there is no page `{wanted}`{suggestion or '; `smregister docs` lists the pages'}")
    _print_page(text)


def _suggest(wanted: str, names: list[str]) -> str:
    """Return a suggestion: the command that the words begin with, or the most similar name."""
    begun = max((name for name in names if f"{wanted} ".startswith(f"{name} ")), key=len, default="")
    return f"; did you mean `smregister docs {begun}`?" if begun else did_you_mean(wanted, names)


def _load_pages() -> dict[str, str]:
    """Return the pages by name, in the order in which people read them."""
    files = load_shared_files("docs", ".md")
    pages = {page_name(path): without_comments(content.decode()) for path, content in files.items()}
    return dict(sorted(pages.items(), key=lambda item: (_rank(item[0]), not item[0].endswith("/index"), item[0])))


def _rank(name: str) -> int:
    return next((rank for rank, section in enumerate(_SECTIONS) if name.startswith(section)), len(_SECTIONS))


def _names(pages: dict[str, str]) -> list[str]:
    return [*command_sections(pages), *pages]


def _print_page(text: str) -> None:
    """Print a page; a page longer than the screen opens in the pager."""
    width = text_width(sys.stdout)
    if width is None:
        print_result(text.rstrip())
        return
    from smregister.output.terminal_page import open_pager, render_markdown

    page = render_markdown(text, width, colored=supports_color(sys.stdout))
    if fits_screen(page):
        print_result(page)
    else:
        open_pager(page)
