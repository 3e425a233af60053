"""`diff`: changes between two trees, field by field."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import typer

from smregister.changes.diff import diff_trees
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.options import OUTPUT, Json
from smregister.output.formats import CHANGE_WRITERS
from smregister.output.plain_text import format_finding
from smregister.repository.open import find_root, open_trees

PANELS = {OUTPUT: ("format_",)}

ChangeFormat: TypeAlias = Literal["text", "json", "markdown"]


def diff(
    ctx: typer.Context,
    before: Annotated[str, typer.Argument(metavar="[A]", help="A commit, tag or branch; `:` is git's index.")] = "HEAD",
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one. Default: the files on disk.")] = None,
    format_: Annotated[ChangeFormat, typer.Option("--format", help="The format of the changes.")] = "text",
    json: Json = False,
) -> None:
    """Show what changed, record by record and field by field.

    Changes of layout, of comments and of the order of fields are left out.

    \b
    Examples:
      smregister diff
      smregister diff main
      smregister diff v1 v2 --format markdown
    """
    root = find_root(ctx.obj, after and before)
    old, new = open_trees(root, before, after)
    difference = diff_trees(root, old, new)
    chosen = "json" if json else format_
    print_result(CHANGE_WRITERS[chosen](difference, old.name, new.name))
    for finding in difference.findings:
        print_message(f"not compared: {format_finding(finding)}")
    exit_with(success=not difference.findings)
