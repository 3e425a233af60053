"""`validate`: the errors in the register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context
from smregister.cli.options import OUTPUT, SELECTION, AsOf, Json, Ref
from smregister.cli.paths import to_register_paths
from smregister.model import ValidationResult
from smregister.output.formats import FINDING_WRITERS
from smregister.output.phrases import format_summary
from smregister.parallel import open_executor, using_executor
from smregister.records.reader_rules import READER_RULES
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.open import find_root, open_tree
from smregister.validation.rules import load_rules
from smregister.validation.validate import validate as validate_register

FindingFormat: TypeAlias = Literal["text", "json", "github", "gitlab", "sarif", "markdown"]


PANELS = {SELECTION: ("base",), OUTPUT: ("format_",), "Parallel execution": ("executor",)}


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="Show only findings in these files or folders.")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Validate the change since this commit. Older errors do not count."),
    ] = None,
    format_: Annotated[FindingFormat, typer.Option("--format", help="The format of the findings.")] = "text",
    executor: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Run on a Dask cluster whose workers have the register at the same path: dask://HOST:PORT.",
        ),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find every error in the register.

    Each finding has its file, line and rule; `smregister explain RULE` gives the reason. Ends with 1 if there is an
    error. Very large registers can be validated on several machines, with --executor.

    \b
    Examples:
      smregister validate
      smregister validate --base main
      smregister validate --format gitlab > gl-code-quality-report.json
      smregister validate --ref : --as-of 2018-03-28
    """
    context = open_context(ctx, ref, as_of)
    if executor:
        ctx.with_resource(using_executor(ctx.with_resource(open_executor(executor))))
    result = _select(_validate(context, base), ctx.obj, paths or [])
    chosen = "json" if json else format_
    # Only SARIF describes the rules.
    print_result(FINDING_WRITERS[chosen](result, lambda: (*READER_RULES, *load_rules().all)))
    if chosen in ("text", "github", "gitlab"):
        print_message(format_summary(result))
    exit_with(result.is_valid)


def _validate(context: Context, base: str | None) -> ValidationResult:
    if base is None:
        return validate_register(context.snapshot)
    # A stored result needs no rule.
    from smregister.validation.validate_change import validate_change

    return validate_change(RegisterSnapshot(open_tree(context.root, base), context.as_of), context.snapshot)


def _select(result: ValidationResult, folder: Path, paths: list[str]) -> ValidationResult:
    if not paths:
        return result
    wanted = to_register_paths(folder, find_root(folder), paths)
    selected = tuple(
        finding
        for finding in result.findings
        if any(path in (".", finding.path) or finding.path.startswith(f"{path}/") for path in wanted)
    )
    return result._replace(findings=selected)
