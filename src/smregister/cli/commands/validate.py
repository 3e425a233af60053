"""`validate`: the errors in the register."""

from __future__ import annotations

import json
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
from smregister.errors import FatalError
from smregister.model import Judgement
from smregister.output.words import summary_line
from smregister.output.writers import FINDING_WRITERS
from smregister.trees import find_root, open_tree
from smregister.validation import shards
from smregister.validation.changing import validate_change
from smregister.validation.judging import validate as judged
from smregister.validation.run import Run
from smregister.work.executors import executor_at
from smregister.work.workers import done_by


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
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Judge one share of N of the register; answers with what --join wants."),
    ] = None,
    join: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Put shares together that were judged elsewhere; once for each of them."),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Let others do the work: dask://HOST:PORT, where the register lies too."),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find every error in the register.

    A register too large for one machine is judged in shares, whose answers are put together.

    \b
    Examples:
      smregister validate
      smregister validate registry/agencies/my-japen
      smregister validate --base main --format github
      smregister validate --format gitlab > gl-code-quality-report.json
      smregister validate --ref : --as-of 2018-03-28
      smregister validate --shard 1/2 > 1.json
      smregister validate --join 1.json --join 2.json
    """
    if base is not None and (shard is not None or join):
        raise FatalError("--base judges a change, --shard and --join a whole register; give one or the other")
    context = open_context(ctx, ref, as_of)
    if shard is not None:
        print_result(_shard(context, shard))
        return
    with _using(executor):
        judgement = _joined(context, join) if join else _validate(context, base)
    judgement = _select(judgement, ctx.obj, paths or [])
    chosen = "json" if json else format_.value
    print_result(FINDING_WRITERS[chosen](judgement))
    if chosen in ("text", "github", "gitlab"):
        print_message(summary_line(judgement))
    exit_with(judgement.sound)


def _shard(context: Context, share: str) -> str:
    number, of = shards.read_share(share)
    run = Run(context.tree, context.as_of)
    document = shards.shard(run, number, of)
    run.save()
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def _joined(context: Context, files: list[Path]) -> Judgement:
    documents = shards.read_shards(file.read_text("utf-8", "backslashreplace") for file in files)
    run = Run(context.tree, context.as_of)
    shards.join(run, documents)
    return run.judgement(context.as_of)


@contextmanager
def _using(address: str | None) -> Iterator[None]:
    """Use the executor at an address, if one is given."""
    if address is None:
        yield
        return
    with executor_at(address) as executor, done_by(executor):
        yield


def _validate(context: Context, base: str | None) -> Judgement:
    if base is None:
        return judged(context.tree, context.as_of)
    return validate_change(context.root, open_tree(context.root, base), context.tree, context.as_of)


def _select(judgement: Judgement, folder: Path, paths: list[str]) -> Judgement:
    """Return the result with the findings below some paths."""
    if not paths:
        return judgement
    wanted = to_register_paths(folder, find_root(folder), paths)
    selected = (
        each
        for each in judgement.findings
        if any(path in (".", each.path) or each.path.startswith(f"{path}/") for path in wanted)
    )
    return judgement._replace(findings=tuple(selected))
