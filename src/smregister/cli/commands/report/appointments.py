"""`report appointments`: accounts and their officers."""

from __future__ import annotations

import typer

from smregister.cli.commands.report import Format, print_report
from smregister.cli.options import AsOf, Json, Language, Ref
from smregister.reports.appointments import appointments as report_of


def appointments(
    ctx: typer.Context,
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List accounts with no officer, one officer or several.

    An account has an officer while an appointment that covers it is in force.

    \b
    Examples:
      smregister report appointments
      smregister report appointments --as-of 2019-12-31 --format csv
    """
    print_report(ctx, report_of, ref, as_of, format_, json, language)
