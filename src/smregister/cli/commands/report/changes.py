"""report NAME: what the register comes to, as a table for people, programs and the public."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from smregister.changes.diff import Difference, compare, kinds_of
from smregister.changes.periods import advances_between, public_changes
from smregister.changes.public import Era
from smregister.cli.completion import complete_agency
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import register_settings
from smregister.cli.options import Json
from smregister.cli.period import Period, period
from smregister.errors import FatalError
from smregister.model import Finding, Table
from smregister.output.feeds import atom_lines
from smregister.output.text import finding_line
from smregister.output.words import summary_words
from smregister.output.writers import TABLE_WRITERS
from smregister.reports.changes import changes as report_of
from smregister.reports.feed import feed
from smregister.suggestions import did_you_mean
from smregister.trees import AGENCIES, names_in_folder


class ChangesFormat(StrEnum):
    """How a report of changes is written."""

    text = "text"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"
    atom = "atom"


def changes(
    ctx: typer.Context,
    before: Annotated[
        str,
        typer.Option("--from", metavar="A", help="A commit, tag or branch, or a day: its end, on HEAD's main line."),
    ],
    after: Annotated[str, typer.Option("--to", metavar="B", help="Another one.")] = "HEAD",
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Only what this agency gained or lost.", autocompletion=complete_agency),
    ] = None,
    format_: Annotated[
        ChangesFormat, typer.Option("--format", help="How it is written; atom is a feed, one entry a change.")
    ] = ChangesFormat.text,
    json: Json = False,
) -> None:
    """Tell what the register gained and lost in a period, by agency.

    The period begins after A and ends with B. A day stands for the last commit made on it or before, in the
    register's own time zone and by the clock of the committer, which for a merged request is when it was merged.
    Of fields that a schema calls private it is only said that some changed.

    \b
    Examples:
      smregister report changes --from v1 --to v2
      smregister report changes --from v1 --agency my-japen --format csv
      smregister report changes --from v1 --format atom
    """
    moments = period(ctx, before, after)
    _demand_agency(moments, agency)
    if format_ is ChangesFormat.atom and not json:
        _answer_feed(moments, agency)
    difference = compare(moments.root, moments.before, moments.after)
    table = _table(moments, difference, agency)
    print_result(TABLE_WRITERS["json" if json else format_.value](table))
    print_message(f"from {before} to {after}: {summary_words(table.summary)}")
    _leave(difference.findings)


def _table(moments: Period, difference: Difference, agency: str | None) -> Table:

    after = kinds_of(moments.after)
    changed = public_changes(difference, Era(kinds_of(moments.before), after, after))
    return report_of((each for each in changed if each.concerns(agency)), moments.names, moments.as_of)


def _answer_feed(moments: Period, agency: str | None) -> NoReturn:

    advances = list(advances_between(moments.root, moments.before, moments.after))
    print_result(atom_lines(feed(register_settings(moments.after), advances, moments.last, agency)))
    _leave(found for advance in advances for found in advance.findings)


def _leave(findings: Iterable[Finding]) -> NoReturn:
    """Say what could not be read, and end with 1 if there was any."""
    lines = list(dict.fromkeys(map(finding_line, findings)))
    for line in lines:
        print_message(f"not compared: {line}")
    exit_with(success=not lines)


def _demand_agency(moments: Period, agency: str | None) -> None:
    """Raise FatalError if an agency was in the register at neither end of a period."""
    known = [name for tree in (moments.before, moments.after) for name in names_in_folder(tree, AGENCIES)]
    if agency is not None and agency not in known:
        raise FatalError(f"there is no agency `{agency}` at either end of the period{did_you_mean(agency, known)}")
