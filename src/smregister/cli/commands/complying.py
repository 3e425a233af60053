"""report compliance: accounts assessed by standards, by a candidate, and over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from smregister.cli.completion import complete_agency
from smregister.cli.frame import Format, Language, ReportFormat, ReportLanguage, left_out, show
from smregister.cli.moment import moment
from smregister.cli.options import AsOf, Json, PlatformName, Ref
from smregister.cli.showing import answer, leave, say
from smregister.errors import FatalError
from smregister.standards.summary import Group

if TYPE_CHECKING:
    from smregister.cli.questions import Question
    from smregister.model import Table


def register_with(reports: typer.Typer) -> None:
    """Add the command for the report."""
    reports.command()(compliance)


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
    """Tell how every account stands to the standard in force on the day, clause by clause, and the scores.

    Text, Markdown and HTML tell of what is not met or could not be told; `smregister explain CLAUSE` says what is to
    be done. JSON and CSV have a row for every account and clause: met, not-met, waived, could-not-tell or
    not-applicable, with what is to be done. A score is the weight that is met in a hundred of what is
    asked and not waived; what nobody can tell counts as not met. In Markdown, what is said of one agency is a
    letter to it. A reason that would tell what is private is left out, but outcomes and scores rest on it too, and
    on waivers: where they do, a note says that the report is for the desk and the agency, not for publication.

    A standard that is tried takes the place of the one it replaces; it must be sound, examples included. Of the
    past, each moment is judged as it was, by the standard of that day.

    \b
    Examples:
      smregister report compliance --as-of 2026-03-31
      smregister report compliance --by agency
      smregister report compliance --agency my-japen --lang ms --format markdown
      smregister report compliance --standard registry/standards/baseline.yaml --compare
      smregister report compliance --since 2026-01-01 --format html
      smregister report compliance --debt-since v1
    """
    from smregister.cli import questions
    from smregister.reading import collector_resting, read_register
    from smregister.standards.filters import AccountFilter

    _require_one_table(by, compare, since, debt_since, standard)
    if since is not None and ref is not None:
        message = "--since follows the main line of HEAD; leave --ref out"
        raise FatalError(message)
    now = moment(ctx, ref, as_of)
    reading = read_register(now.tree, now.day)
    candidate = questions.read_candidate(now, reading, standard) if standard else None
    account_filter = AccountFilter(agency, level, platform)
    question = questions.Question(now, reading, account_filter, language, candidate)
    is_letter = {by, since, debt_since} == {None} and not compare
    with collector_resting():
        if agency and format_ is ReportFormat.markdown and is_letter and not json:
            _print_letter(question, agency)
        show(reading, _table(question, by, compare, since, debt_since), format_, json)


def _table(question: Question, by: Group | None, compare: bool, since: str | None, debt_since: str | None) -> Table:
    from smregister.cli import questions
    from smregister.reports.compliance import compliance, scores

    if compare and question.candidate:
        return questions.candidate_changes(question, question.candidate)
    if since is not None:
        return questions.trend(question, since)
    if debt_since is not None:
        return questions.changes_since(question, debt_since)
    if by:
        return scores(question.assess(), question.now.day, by)
    return compliance(question.assess(), question.now.day, question.language)


def _require_one_table(
    by: Group | None, compare: bool, since: str | None, debt_since: str | None, standard: Path | None
) -> None:
    """Raise FatalError if options ask for different tables at once."""
    wanted = {"--by": by, "--compare": compare, "--since": since, "--debt-since": debt_since}
    given = [name for name, value in wanted.items() if value not in (None, False)]
    if len(given) > 1:
        message = f"{' and '.join(given)} each want an answer of their own; ask one at a time"
        raise FatalError(message)
    if compare and not standard:
        message = "--compare compares the register's standards with another one: name that, --standard FILE"
        raise FatalError(message)
    if standard and {"--since", "--debt-since"}.intersection(given):
        message = f"{given[0]} judges each day by the standard of that day; leave --standard out"
        raise FatalError(message)


def _print_letter(question: Question, agency: str) -> NoReturn:
    """Print a letter to an agency and exit.

    Raises FatalError if there is no standard for any of the accounts.
    """
    from smregister.output.recommendations import letter_lines
    from smregister.reminders.recommendations import recommendation_letter
    from smregister.standards.confidentiality import audience_note

    assessments = question.assess()
    if not any(assessment.standard for assessment in assessments):
        message = f"there is nothing to write to `{agency}`: no standard judges an account of it on {question.now.day}"
        raise FatalError(message)
    public = question.register_facts.public.register
    addressee = public.of_kind("agency")[agency]
    answer(letter_lines(recommendation_letter(public, addressee, assessments, question.language)))
    gaps = left_out(question.reading)
    for line in (*audience_note(assessments), *gaps):
        say(f"note: {line}")
    leave(sound=not gaps)
