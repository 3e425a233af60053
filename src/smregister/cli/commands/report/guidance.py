"""`report guidance`: guidance and changes of platforms."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.commands.report import Format, choose_report_language, parse_days, print_report
from smregister.cli.context import open_context
from smregister.cli.options import SELECTION, AsOf, Json, Language, Ref
from smregister.errors import FatalError
from smregister.model import Table
from smregister.register.register import Register
from smregister.reports.guidance import guidance as report_of
from smregister.reports.guidance import guidance_in_effect, platform_changes
from smregister.text import did_you_mean

PANELS = {SELECTION: ("topic", "due_within", "platforms")}


def guidance(
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only guidance on this topic.")] = None,
    due_within: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Only guidance whose review is overdue, or due within these days."),
    ] = None,
    platforms: Annotated[bool, typer.Option("--platforms", help="Show changes of platforms' rules instead.")] = False,
    language: Language = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List guidance by topic, with the dates of its reviews.

    Guidance is in effect from its publication until it is withdrawn.

    \b
    Examples:
      smregister report guidance
      smregister report guidance --due-within 365d
      smregister report guidance --platforms
    """
    days = parse_days(due_within or "90d")
    language_code = choose_report_language(open_context(ctx, ref, as_of).tree, language, "json" if json else format_)

    def build(register: Register) -> Table:
        if platforms:
            return platform_changes(register)
        _require_topic(register, topic)
        return report_of(register, days, topic, language_code, due_only=due_within is not None)

    print_report(ctx, build, ref, as_of, format_, json, language)


def _require_topic(register: Register, topic: str | None) -> None:
    topics = {record.text("topic") or "" for record in guidance_in_effect(register)}
    if topic is not None and topic not in topics:
        choices = f"; topics are {', '.join(sorted(topics))}" if topics else ""
        raise FatalError(f"there is no guidance on `{topic}`{did_you_mean(topic, topics) or choices}")
