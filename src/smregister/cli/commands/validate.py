"""Validation of a register or of a change to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.paths import to_register_paths
from smregister.model import Judgement
from smregister.output.words import summary_line
from smregister.output.writers import FINDING_WRITERS
from smregister.parallel import open_executor, using_executor
from smregister.trees import find_root, open_tree
from smregister.validation.judging import validate as judged
from smregister.validation.snapshot import RegisterSnapshot


class FindingFormat(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    github = "github"
    gitlab = "gitlab"
    sarif = "sarif"
    markdown = "markdown"


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
    context = open_context(ctx, ref, as_of)
    with _working(executor):
        judgement = _judgement(context, base)
    judgement = _only(judgement, ctx.obj, paths or [])
    chosen = "json" if json else format_.value
    print_result(FINDING_WRITERS[chosen](judgement))
    if chosen in ("text", "github", "gitlab"):
        print_message(summary_line(judgement))
    exit_with(judgement.sound)


@contextmanager
def _working(address: str | None) -> Iterator[None]:
    """Let the work be done at an address, if there is one."""
    if address is None:
        yield
        return

    with open_executor(address) as executor, using_executor(executor):
        yield


def _judgement(context: Context, base: str | None) -> Judgement:
    if base is None:
        return judged(context.snapshot)
    # A stored result of a register needs no rule.
    from smregister.validation.changing import validate_change

    return validate_change(RegisterSnapshot(open_tree(context.root, base), context.as_of), context.snapshot)


def _only(judgement: Judgement, folder: Path, paths: list[str]) -> Judgement:
    """Keep the findings below some paths."""
    if not paths:
        return judgement

    wanted = to_register_paths(folder, find_root(folder), paths)
    kept = [
        found
        for found in judgement.findings
        if any(place in (".", found.path) or found.path.startswith(f"{place}/") for place in wanted)
    ]
    return judgement._replace(findings=tuple(kept))
