"""report NAME: what the register comes to, as a table for people, programs and the public."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from smregister.cli.commands.report import compliance, directive, guidance, succession
from smregister.cli.completion import complete_agency
from smregister.cli.console import answer, leave, say
from smregister.cli.context import about_register
from smregister.cli.options import Json
from smregister.cli.period import period
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.changes.diff import Difference
    from smregister.cli.period import Period
    from smregister.model import Finding, Table


class ChangesFormat(StrEnum):
    """How a report of changes is written."""

    text = "text"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"
    atom = "atom"


def register_with(app: typer.Typer) -> None:
    """Add the command, with a command of its own for each report, to the program."""
    reports = typer.Typer(no_args_is_help=True)
    reports.callback()(report)
    reports.command()(changes)
    directive.register_with(reports)
    compliance.register_with(reports)
    guidance.register_with(reports)
    succession.register_with(reports)
    app.add_typer(reports, name="report")


def report() -> None:
    """Write a report for people, programs or the public.

    Nothing that a schema calls private stands in any of them.

    \b
    Examples:
      smregister report changes --from v1
      smregister report changes --from 2026-01-01 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-04-30
    """


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
    from smregister.changes.diff import compare
    from smregister.output.words import summary_words
    from smregister.output.writers import TABLE_WRITERS

    moments = period(ctx, before, after)
    _demand_agency(moments, agency)
    if format_ is ChangesFormat.atom and not json:
        _answer_feed(moments, agency)
    difference = compare(moments.root, moments.before, moments.after)
    table = _table(moments, difference, agency)
    answer(TABLE_WRITERS["json" if json else format_.value](table))
    say(f"from {before} to {after}: {summary_words(table.summary)}")
    _leave(difference.findings)


def _table(moments: Period, difference: Difference, agency: str | None) -> Table:
    from smregister.changes.diff import kinds_of
    from smregister.changes.periods import public_changes
    from smregister.changes.public import Era
    from smregister.reports.changes import changes as report_of

    after = kinds_of(moments.after)
    changed = public_changes(difference, Era(kinds_of(moments.before), after, after))
    return report_of((each for each in changed if each.concerns(agency)), moments.names, moments.as_of)


def _answer_feed(moments: Period, agency: str | None) -> NoReturn:
    from smregister.changes.periods import advances_between
    from smregister.output.feeds import atom_lines
    from smregister.reports.feed import feed

    advances = list(advances_between(moments.root, moments.before, moments.after))
    answer(atom_lines(feed(about_register(moments.after), advances, moments.last, agency)))
    _leave(found for advance in advances for found in advance.findings)


def _leave(findings: Iterable[Finding]) -> NoReturn:
    """Say what could not be read, and end with 1 if there was any."""
    from smregister.output.text import finding_line

    lines = list(dict.fromkeys(map(finding_line, findings)))
    for line in lines:
        say(f"not compared: {line}")
    leave(sound=not lines)


def _demand_agency(moments: Period, agency: str | None) -> None:
    """Raise FatalError if an agency was in the register at neither end of a period."""
    from smregister.suggestions import did_you_mean
    from smregister.trees import AGENCIES, names_in_folder

    known = [name for tree in (moments.before, moments.after) for name in names_in_folder(tree, AGENCIES)]
    if agency is not None and agency not in known:
        message = f"there is no agency `{agency}` at either end of the period{did_you_mean(agency, known)}"
        raise FatalError(message)
