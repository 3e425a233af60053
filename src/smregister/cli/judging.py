"""validate, explain: what is wrong, and why it matters."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.completion import complete_rule
from smregister.cli.moment import moment
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.showing import answer, leave, say

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.cli.moment import Moment
    from smregister.validation import Judgement


class FindingFormat(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"
    markdown = "markdown"


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(validate)
    app.command()(explain)


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Show only what is wrong in these files or folders."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Judge the change since this commit: what it may not do, and only what it touches.",
        ),
    ] = None,
    format_: Annotated[
        FindingFormat, typer.Option("--format", help="How findings are written.")
    ] = FindingFormat.text,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find every fault of the register.

    \b
    Examples:
      smregister validate
      smregister validate registry/agencies/my-japen
      smregister validate --base main --format github
      smregister validate --ref : --as-of 2018-03-28
    """
    from smregister.output import FINDING_WRITERS
    from smregister.output.text import summary_line

    judgement = _only(_judgement(moment(ctx, ref, as_of), base), ctx.obj, paths or [])
    chosen = "json" if json else format_.value
    answer(FINDING_WRITERS[chosen](judgement))
    if chosen in ("text", "github"):
        say(summary_line(judgement))
    leave(judgement.sound)


def _judgement(now: Moment, base: str | None) -> Judgement:
    from smregister.trees import open_tree
    from smregister.validation import validate, validate_change

    if base is None:
        return validate(now.tree, now.day)
    return validate_change(now.root, open_tree(now.root, base), now.tree, now.day)


def _only(judgement: Judgement, folder: Path, paths: list[str]) -> Judgement:
    """Keep the findings below some paths, given from the folder the command works in or from the checkout."""
    if not paths:
        return judgement
    from dataclasses import replace

    from smregister.errors import FatalError
    from smregister.trees import find_root

    root = find_root(folder)
    wanted = []
    for path in paths:
        place = next(
            (p for p in ((folder / path).resolve(), (root / path).resolve()) if p.is_relative_to(root)), None
        )
        if place is None:
            message = f"{path} is outside the register in {root}"
            raise FatalError(message)
        wanted.append(place.relative_to(root).as_posix())
    kept = tuple(
        f
        for f in judgement.findings
        if any(f.path == w or w == "." or f.path.startswith(f"{w}/") for w in wanted)
    )
    return replace(judgement, findings=kept)


def explain(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="RULE-OR-FIELD", help="A rule, a kind, or a field.", autocompletion=complete_rule
        ),
    ],
    ref: Ref = None,
    json: Json = False,
) -> None:
    """Tell what a rule, a kind or a field means, and what to do about it.

    \b
    Examples:
      smregister explain dangling-reference
      smregister explain account
      smregister explain account.handle
    """
    from smregister.explanations import explanation
    from smregister.output import jsons

    found = explanation(moment(ctx, ref).tree, name)
    answer(jsons.document({"name": found.name, "text": found.text}) if json else found.text)
