"""diff: what changed between two moments, by meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from smregister.cli.options import Json
from smregister.cli.showing import answer, leave, say, wants_colour


class ChangeFormat(StrEnum):
    """How changes are written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(diff)


def diff(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="[A]", help="A commit, tag or branch; `:` is git's index.")] = "HEAD",
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one. Default: the files on disk.")] = None,
    format_: Annotated[ChangeFormat, typer.Option("--format", help="How changes are written.")] = ChangeFormat.text,
    json: Json = False,
) -> None:
    """Show what changed, by meaning.

    Record by record and field by field; layout, comments and the order of fields are no change.

    \b
    Examples:
      smregister diff
      smregister diff main
      smregister diff v1 v2 --format markdown
    """
    from smregister.changes.diff import compare
    from smregister.output import CHANGE_WRITERS
    from smregister.output.text import change_lines, finding_line
    from smregister.trees import find_root, open_tree

    root = find_root(ctx.obj)
    old, new = open_tree(root, before), open_tree(root, after)
    difference = compare(root, old, new)
    chosen = "json" if json else format_.value
    if chosen == "text":
        answer(change_lines(difference.changes, coloured=wants_colour()))
    else:
        answer(CHANGE_WRITERS[chosen](difference, old.name, new.name))
    for found in difference.findings:
        say(f"not compared: {finding_line(found)}")
    leave(sound=not difference.findings)
