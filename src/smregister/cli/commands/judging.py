"""validate, explain: what is wrong, and why it matters."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.completion import complete_rule
from smregister.cli.moment import moment
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.paths import below
from smregister.cli.showing import answer, leave, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smregister.cli.moment import Moment
    from smregister.model import Judgement


class FindingFormat(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"
    gitlab = "gitlab"
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
    format_: Annotated[FindingFormat, typer.Option("--format", help="How findings are written.")] = FindingFormat.text,
    executor: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Let others do the work: dask://HOST:PORT, where the register lies too."),
    ] = None,
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
      smregister validate --format gitlab > gl-code-quality-report.json
      smregister validate --ref : --as-of 2018-03-28
    """
    from smregister.output.words import summary_line
    from smregister.output.writers import FINDING_WRITERS

    now = moment(ctx, ref, as_of)
    with _working(executor):
        judgement = _judgement(now, base)
    judgement = _only(judgement, ctx.obj, paths or [])
    chosen = "json" if json else format_.value
    answer(FINDING_WRITERS[chosen](judgement))
    if chosen in ("text", "github", "gitlab"):
        say(summary_line(judgement))
    leave(judgement.sound)


@contextmanager
def _working(address: str | None) -> Iterator[None]:
    """Let the work be done at an address, if there is one."""
    if address is None:
        yield
        return
    from smregister.parallel import open_executor, using_executor

    with open_executor(address) as executor, using_executor(executor):
        yield


def _judgement(now: Moment, base: str | None) -> Judgement:
    if base is None:
        from smregister.validation.judging import validate as judged

        return judged(now.tree, now.day)
    from smregister.trees import open_tree
    from smregister.validation.changing import validate_change

    return validate_change(now.root, open_tree(now.root, base), now.tree, now.day)


def _only(judgement: Judgement, folder: Path, paths: list[str]) -> Judgement:
    """Keep the findings below some paths."""
    if not paths:
        return judgement
    from smregister.trees import find_root

    wanted = below(folder, find_root(folder), paths)
    kept = [
        found
        for found in judgement.findings
        if any(place in (".", found.path) or found.path.startswith(f"{place}/") for place in wanted)
    ]
    return judgement._replace(findings=tuple(kept))


def explain(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="RULE-OR-FIELD",
            help="A rule, a kind, a field, a fact, or the code of a clause.",
            autocompletion=complete_rule,
        ),
    ],
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Explain a rule, a kind, a field, a fact or a clause.

    Of a rule: what it finds, why it matters and what to do. Of a kind: its fields. Facts are what the
    clauses of standards speak of. Of a clause, by its code: what it asks, what is to be done, how it is judged.

    \b
    Examples:
      smregister explain dangling-reference
      smregister explain account
      smregister explain account.handle
      smregister explain facts
      smregister explain facts.days_since_last_post
      smregister explain PUB-03
    """
    from smregister.explanations import explanation
    from smregister.output.json_text import document

    found = explanation(moment(ctx, ref, as_of).tree, name)
    answer(document({"name": found.name, "text": found.text}) if json else found.text)
