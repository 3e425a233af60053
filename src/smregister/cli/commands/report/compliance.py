"""`report compliance`: accounts and their standard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from smregister.changes.standing import gaps, point, points
from smregister.cli.commands.report import Format, Language, ReportFormat, ReportLanguage, print_table, unread_notes
from smregister.cli.completion import complete_agency
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import Context, open_context, parse_date, register_timezone
from smregister.cli.options import AsOf, Json, PlatformName, Ref
from smregister.cli.paths import read_limited
from smregister.cli.period import open_past
from smregister.documents import MAXIMUM_BYTES
from smregister.errors import FatalError
from smregister.git import Git
from smregister.model import Record, Table
from smregister.output.recommendations import letter_lines
from smregister.output.text import finding_line
from smregister.reading import Reading, collector_resting, read_register
from smregister.reminders.recommendations import recommendations
from smregister.reports.compliance import compliance as compliance_table
from smregister.reports.compliance import scores
from smregister.reports.shifts import shifts as shifts_table
from smregister.reports.trend import trend as trend_table
from smregister.standards.comparison import shifts
from smregister.standards.disclosure import Disclosure, ToldJudgement, for_whom
from smregister.standards.groups import Group
from smregister.standards.knowledge import Knowledge
from smregister.standards.selection import Selection
from smregister.trees import CommitTree, open_tree
from smregister.trials import read_trial


def compliance(
    ctx: typer.Context,
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Only the accounts of this agency.", autocompletion=complete_agency),
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="LEVEL", help="Only at this level of government.")] = None,
    platform: PlatformName = None,
    by: Annotated[Group | None, typer.Option("--by", help="Tell scores instead, put together by this.")] = None,
    standard: Annotated[
        Path | None,
        typer.Option("--standard", metavar="FILE", help="Judge as if this standard were in force, to try it."),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Tell only which accounts would newly fail or pass by that standard.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Tell scores from then on instead, one point a month, by history."
        ),
    ] = None,
    debt_since: Annotated[
        str | None,
        typer.Option(
            "--debt-since", metavar="REF", help="Tell only what fails, or fails no more, since a commit or day."
        ),
    ] = None,
    language: Language = ReportLanguage.en,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Report how accounts meet the standard in force, clause by clause, with scores.

    Text, Markdown and HTML list what is not met or could not be told; `smregister explain CLAUSE` says what is to
    be done. JSON and CSV have a row for every account and clause: met, not-met, waived, could-not-tell or
    not-applicable, with what is to be done. A score is the weight that is met in a hundred of what is
    asked and not waived; what nobody can tell counts as not met. In Markdown, what is said of one agency is a
    letter to it. A reason that would tell what is private is left out, but outcomes and scores rest on it too, and
    on waivers: where they do, a note says that the report is for the desk and the agency, not for publication.

    A standard that is tried takes the place of the one it replaces; it must be valid, examples included. The past is
    assessed as it was, by the standard of that day.

    \b
    Examples:
      smregister report compliance --as-of 2026-03-31
      smregister report compliance --by agency
      smregister report compliance --agency my-japen --lang ms --format markdown
      smregister report compliance --standard registry/standards/baseline.yaml --compare
      smregister report compliance --since 2026-01-01 --format html
      smregister report compliance --debt-since v1
    """
    _require_one_table(by, compare, since, debt_since, standard)
    if since is not None and ref is not None:
        raise FatalError("--since follows the main line of HEAD; leave --ref out")
    context = open_context(ctx, ref, as_of)
    reading = read_register(context.tree, context.as_of)
    tried = _read_standard(context, reading, standard) if standard else None
    question = Question(context, reading, Selection(agency, level, platform), language, tried)
    is_letter = {by, since, debt_since} == {None} and not compare
    with collector_resting():
        if agency and format_ is ReportFormat.markdown and is_letter and not json:
            _print_letter(question, agency)
        print_table(reading, _table(question, by, compare, since, debt_since), format_, json)


def _table(question: Question, by: Group | None, compare: bool, since: str | None, debt_since: str | None) -> Table:
    if compare:
        return _compare(question)
    if since is not None:
        return _trend(question, since)
    if debt_since is not None:
        return _debt(question, debt_since)
    if by:
        return scores(question.judgements(), question.context.as_of, by)
    return compliance_table(question.judgements(), question.context.as_of, question.language)


def _require_one_table(
    by: Group | None, compare: bool, since: str | None, debt_since: str | None, standard: Path | None
) -> None:
    """Raise FatalError if options select more than one table."""
    options = {"--by": by, "--compare": compare, "--since": since, "--debt-since": debt_since}
    given = [name for name, value in options.items() if value not in (None, False)]
    if len(given) > 1:
        raise FatalError(f"{' and '.join(given)} each want an answer of their own; ask one at a time")
    if compare and not standard:
        raise FatalError("--compare compares the register's standards with another one: name that, --standard FILE")
    if standard and {"--since", "--debt-since"}.intersection(given):
        raise FatalError(f"{given[0]} judges each day by the standard of that day; leave --standard out")


def _print_letter(question: Question, agency: str) -> NoReturn:
    """Print a letter to an agency, and end.

    Raises FatalError if no standard applies to its accounts.
    """
    judgements = question.judgements()
    if not any(each.standard for each in judgements):
        raise FatalError(
            f"there is nothing to write to `{agency}`: no standard judges an account of it on {question.context.as_of}"
        )
    addressee = question.disclosure.public.of_kind("agency")[agency]
    print_result(letter_lines(recommendations(question.disclosure, addressee, judgements, question.language)))
    unread = unread_notes(question.reading)
    for line in (*for_whom(judgements), *unread):
        print_message(f"note: {line}")
    exit_with(success=not unread)


@dataclass(frozen=True)
class Question:
    """The accounts to assess, when, in which language and, to try it, by which standard."""

    context: Context
    reading: Reading
    selection: Selection
    language: str
    tried: Record | None = None

    @cached_property
    def knowledge(self) -> Knowledge:
        """The facts of the accounts.

        Raises FatalError if the register has no such agency, level or platform.
        """
        knowledge = Knowledge(self.reading.register, self.context.as_of)
        self.selection.demand(knowledge.public)
        return knowledge

    @cached_property
    def disclosure(self) -> Disclosure:
        """The assessor of the accounts."""
        return Disclosure(self.knowledge, self.tried)

    def judgements(self) -> list[ToldJudgement]:
        """Assess the accounts."""
        return [*map(self.disclosure.judge, self.selection.chosen(self.knowledge))]


def _read_standard(context: Context, reading: Reading, file: Path) -> Record:
    """Read a standard to try; print its errors and end with 1 if it is invalid.

    Raises FatalError if the file can't be read.
    """
    trial = read_trial(
        context.tree, reading.register.kinds, context.as_of, str(file), read_limited(file, MAXIMUM_BYTES)
    )
    for finding in trial.findings:
        print_message(finding_line(finding))
    if trial.findings:
        print_message(f"{file} can't be tried before that is put right; `smregister explain RULE` gives the reasons")
        exit_with(success=False)
    return trial.record


def _compare(question: Question) -> Table:
    """Create a table of the differences that the standard to try makes."""
    own, tried = Disclosure(question.knowledge), question.disclosure
    # Both assess an account at once, so that its facts are computed once.
    both = [(own.judge(account), tried.judge(account)) for account in question.selection.chosen(question.knowledge)]
    title = f"What changes by `{question.tried.id if question.tried else None}`"
    return _table_of_shifts(question, title, [before for before, _ in both], [after for _, after in both])


def _debt(question: Question, since: str) -> Table:
    """Create a table of the clauses that fail, or no longer fail, since a ref or date."""
    tree, day_before = open_past(question.context.root, since)
    title = f"What came and went since {since} ({tree.name[:10]}, {day_before})"
    reading = read_register(tree, day_before)
    earlier = Knowledge(reading.register, day_before)
    after = question.judgements()
    before = [*map(Disclosure(earlier).judge, question.selection.chosen(earlier))]
    table = _table_of_shifts(question, title, before, after)
    return table._replace(notes=(*table.notes, *gaps(reading, day_before)))


def _table_of_shifts(question: Question, title: str, before: list[ToldJudgement], after: list[ToldJudgement]) -> Table:
    changes = shifts(before, after)
    if not changes:
        print_message("no account newly fails or passes a clause")
    return shifts_table(title, changes, (before, after), question.context.as_of, question.language)


def _trend(question: Question, since: str) -> Table:
    """Create a table of the scores at the end of each month since a date, and today.

    Raises FatalError if the date is in the future, or there is no history.
    """
    context, first = question.context, parse_date(since)
    if first > context.as_of:
        raise FatalError(f"{since} comes after {context.as_of}; name an earlier day")
    knowledge = question.knowledge
    open_tree(context.root, "HEAD")
    commit = context.tree.name[:10] if isinstance(context.tree, CommitTree) else ""
    earlier = points(Git(context.root), first, context.as_of, register_timezone(context.tree), question.selection)
    return trend_table([*earlier, point(knowledge, commit, question.selection)], first)
