"""`report freshness`: posts, reviews and due dates."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.commands.report import Format, parse_days, print_report
from smregister.cli.options import SELECTION, AsOf, Json, Language, Ref
from smregister.reports.freshness import freshness as report_of


def freshness(
    ctx: typer.Context,
    due_within: Annotated[
        str, typer.Option(metavar="DAYS", help="How many days ahead a review counts as due.", rich_help_panel=SELECTION)
    ] = "90d",
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List when accounts posted, and which reviews are due.

    The account that is silent longest comes first. Accounts with no known date come last. The date of the last post
    comes from observations. A review is due on `next_review`, or a year after the last one. Reviews of standards and
    guidance follow.

    \b
    Examples:
      smregister report freshness
      smregister report freshness --due-within 30d --format csv
    """
    days = parse_days(due_within)
    print_report(ctx, lambda register: report_of(register, days), ref, as_of, format_, json, language)
