"""`report freshness`: posts, reviews and due dates."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.commands.report import Format, parse_days, print_report
from smregister.cli.options import AsOf, Json, Language, Ref
from smregister.reports.freshness import freshness as report_of


def freshness(
    ctx: typer.Context,
    due_within: Annotated[str, typer.Option(metavar="DAYS", help="How soon a review is called due.")] = "90d",
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List when accounts posted and were reviewed, and which reviews are due.

    The account that has been silent longest comes first; those with no known post come last. Observations
    show posts, and the account's record shows reviews; where that names no day for the next one, it is due a year
    after the last. Standards and guidance follow with the days of their own reviews.

    \b
    Examples:
      smregister report freshness
      smregister report freshness --due-within 30d --format csv
    """
    days = parse_days(due_within)
    print_report(ctx, lambda register: report_of(register, days), ref, as_of, format_, json, language)
