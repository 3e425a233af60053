"""`report coverage`: agencies without accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.commands.report import Format, print_report
from smregister.cli.options import SELECTION, AsOf, Json, Language, Ref
from smregister.reports.coverage import coverage as coverage_table
from smregister.reports.coverage import platforms_by_level


def coverage(
    ctx: typer.Context,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Count accounts by platform and level instead.", rich_help_panel=SELECTION)
    ] = False,
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List agencies that lack an account.

    An agency lacks an account if it has none and gives no reason, or if a required account is missing.

    \b
    Examples:
      smregister report coverage
      smregister report coverage --matrix --format markdown
    """
    print_report(ctx, platforms_by_level if matrix else coverage_table, ref, as_of, format_, json, language)
