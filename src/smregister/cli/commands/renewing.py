"""report freshness, report guidance: what is old, what is to be looked at again, what platforms changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.frame import Format, Language, ReportFormat, ReportLanguage, days_of, tell
from smregister.cli.options import AsOf, Json, Ref
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Collection

    from smregister.model import Table
    from smregister.register import Register

_WITHIN = "90d"


def register_with(reports: typer.Typer) -> None:
    """Add a command for each report."""
    reports.command()(freshness)
    reports.command()(guidance)


def freshness(
    ctx: typer.Context,
    due_within: Annotated[
        str, typer.Option("--due-within", metavar="DAYS", help="How soon a review is called due.")
    ] = _WITHIN,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell how long ago accounts posted and were reviewed, and which reviews are due.

    The account that has been silent longest comes first; of those at the end nobody knows. Observations tell of posts,
    and the account's record of reviews; where that names no day for the next one, it is due a year after the last.
    Standards and guidance follow with the days of their own reviews.

    \b
    Examples:
      smregister report freshness
      smregister report freshness --due-within 30d --format csv
    """
    from smregister.reports.freshness import freshness as report_of

    days = days_of(due_within)
    tell(ctx, lambda register: report_of(register, days), ref, as_of, format_, json)


def guidance(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only on this topic.")] = None,
    due_within: Annotated[
        str | None,
        typer.Option("--due-within", metavar="DAYS", help="Only what is to be looked at again that soon, or was."),
    ] = None,
    platforms: Annotated[
        bool, typer.Option("--platforms", help="Tell what platforms changed in their rules instead.")
    ] = False,
    language: Language = ReportLanguage.en,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell what guidance the desk gives, by topic, and when it is to be looked at again.

    Guidance counts from the day it was published until it is withdrawn.

    \b
    Examples:
      smregister report guidance
      smregister report guidance --due-within 365d
      smregister report guidance --platforms
    """
    days = days_of(due_within or _WITHIN)

    def told(register: Register) -> Table:
        from smregister.reports.guidance import guidance as report_of
        from smregister.reports.guidance import platform_changes

        if platforms:
            return platform_changes(register)
        _demand_topic(register, topic)
        return report_of(register, days, topic, language, due_only=due_within is not None)

    tell(ctx, told, ref, as_of, format_, json)


def _demand_topic(register: Register, topic: str | None) -> None:
    """Raise FatalError if nothing is said on a topic."""
    from smregister.reports.guidance import guidance_in_effect
    from smregister.suggestions import did_you_mean

    known = {each.text("topic") or "" for each in guidance_in_effect(register)}
    if topic is not None and topic not in known:
        message = f"there is no guidance on `{topic}`{did_you_mean(topic, known) or _topics(known)}"
        raise FatalError(message)


def _topics(known: Collection[str]) -> str:
    return f"; there is some on {', '.join(sorted(known))}" if known else ""
