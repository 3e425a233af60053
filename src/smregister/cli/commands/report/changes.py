"""`report changes`: the gains and losses of a period."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypeAlias

import typer

from smregister.changes.diff import diff_trees, kinds_of
from smregister.changes.public import SchemaVersions, load_commit_changes, to_public_changes
from smregister.cli.completion import complete_agency
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import parse_date, today
from smregister.cli.landed import Identities, open_auditor
from smregister.cli.options import OUTPUT, SELECTION, Json, Language
from smregister.cli.period_options import Period, open_period
from smregister.errors import FatalError
from smregister.model import Difference, Finding, Table
from smregister.output.atom import format_feed
from smregister.output.formats import TABLE_WRITERS
from smregister.output.phrases import format_count
from smregister.output.plain_text import format_finding
from smregister.output.table_summary import format_table_summary, translate_table
from smregister.records.schema.kind_loader import has_schemas
from smregister.register.labels import add_source
from smregister.register.loader import read_register
from smregister.register.register import Register, public_register
from smregister.register.settings import register_settings
from smregister.reports.changes import changes as report_of
from smregister.reports.feed import feed
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commits import main_line
from smregister.repository.fingerprints import list_names
from smregister.repository.open import open_tree
from smregister.repository.tree import AGENCIES, REGISTRY
from smregister.review.landed_letters import letters_by_path
from smregister.text import did_you_mean
from smregister.translations import load_translations

PANELS = {SELECTION: ("before", "after", "agency"), OUTPUT: ("format_",)}

ChangesFormat: TypeAlias = Literal["text", "json", "csv", "markdown", "html", "atom"]


def changes(
    ctx: typer.Context,
    before: Annotated[
        str,
        typer.Option("--from", metavar="A", help="A commit, tag, branch or date. A date means the end of that day."),
    ],
    after: Annotated[str, typer.Option("--to", metavar="B", help="The end of the period.")] = "HEAD",
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Only this agency.", autocompletion=complete_agency),
    ] = None,
    format_: Annotated[
        ChangesFormat, typer.Option("--format", help="The format of the report; atom is a feed.")
    ] = "text",
    identities: Identities = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """List what changed in a period, by agency.

    The period begins after A and ends with B. A date stands for the last commit on HEAD's main line until the end of
    that day, in the register's time zone. For private fields, the report only shows that some changed. It names the
    letters that allowed the changes whose authors are known, from signatures or from the identities.

    \b
    Examples:
      smregister report changes --from v1 --to v2
      smregister report changes --from v1 --agency my-japen --format csv
      smregister report changes --from v1 --format atom
    """
    period = open_period(ctx, before, after)
    _require_agency(period, agency)
    if format_ == "atom" and not json:
        _print_feed(period, agency)
    difference = diff_trees(period.root, period.before, period.after)
    table = _table(period, difference, agency, identities)
    shown = table
    if format_ == "html" and not json:
        shown = add_source(table, _public_register(period), language)
    elif language and format_ in ("text", "markdown") and not json:
        shown = translate_table(table, load_translations(language))
    print_result(TABLE_WRITERS["json" if json else format_](shown))
    print_message(f"from {before} to {after}: {format_table_summary(table)}")
    if after == "HEAD":
        _print_uncommitted(period)
    _exit_with_gaps(difference.findings)


def _print_uncommitted(period: Period) -> None:
    """Print how many changed files of the checkout are not in the last commit."""
    if (period.root / REGISTRY).is_dir() and (
        paths := changed_paths(period.root, period.after, open_tree(period.root, None))
    ):
        count = format_count(len(paths), "changed file")
        print_message(f"{count} not committed, so not in this report; `smregister diff` shows the changes")


def _table(period: Period, difference: Difference, agency: str | None, identities: Path | None) -> Table:
    after = kinds_of(period.after)
    public = to_public_changes(difference.changes, SchemaVersions(kinds_of(period.before), after, after))
    affected = (change for change in public if change.affects(agency))
    return report_of(affected, period.names, period.as_of, after, _letters(period, difference, identities))


def _letters(period: Period, difference: Difference, identities: Path | None) -> dict[tuple[str, str], list[str]]:
    """Return the letters by which the changes of each record landed, if their authors are known."""
    # The period ends with the date of its last commit, which the committer may have chosen.
    auditor = open_auditor(period.root, period.after, today(period.after), identities)
    by_path = letters_by_path(auditor, main_line(period.after.git, period.after.name, period.start))
    found: dict[tuple[str, str], list[str]] = {}
    for change in difference.changes:
        sides = (side for side in (change.before, change.after) if side)
        letters = [*dict.fromkeys(letter for side in sides for letter in by_path.get(side.path, ()))]
        found |= {(change.record.kind, change.record.id): letters} if letters else {}
    return found


def _public_register(period: Period) -> Register:
    """Return the public records at the end of a period."""
    if not has_schemas(period.after):
        return Register({}, {}, parse_date(period.as_of))
    return public_register(read_register(period.after, parse_date(period.as_of)).register)


def _print_feed(period: Period, agency: str | None) -> NoReturn:
    commits = list(load_commit_changes(period.root, period.before, period.after))
    print_result(format_feed(feed(register_settings(period.after), commits, period.last, agency)))
    _exit_with_gaps(finding for commit in commits for finding in commit.findings)


def _exit_with_gaps(findings: Iterable[Finding]) -> NoReturn:
    """Print the findings in unreadable records; end with 1 if there are any."""
    lines = list(dict.fromkeys(map(format_finding, findings)))
    for line in lines:
        print_message(f"not compared: {line}")
    exit_with(success=not lines)


def _require_agency(period: Period, agency: str | None) -> None:
    """Raise FatalError if an agency is in the register at neither end of a period."""
    if agency is None:
        return
    agencies = [name for tree in (period.before, period.after) for name in list_names(tree, AGENCIES)]
    if agency not in agencies:
        raise FatalError(f"there is no agency `{agency}` at either end of the period{did_you_mean(agency, agencies)}")
