"""`report compliance`: accounts and their standard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from smregister.cli.commands.report import Format, ReportFormat, choose_report_language, print_table, unread_notes
from smregister.cli.completion import complete_agency
from smregister.cli.console import exit_with, print_message, print_note, print_result
from smregister.cli.context import Context, open_context, parse_date, register_timezone
from smregister.cli.options import SELECTION, AgencyLanguage, AsOf, Json, PlatformName, Ref
from smregister.cli.paths import read_limited
from smregister.cli.period_options import open_past
from smregister.errors import FatalError
from smregister.letters.recommendation_letter import compose_recommendation, format_letter
from smregister.letters.reminder_mail import choose_agency_language
from smregister.model import Record, Table
from smregister.output.html import render_page
from smregister.output.plain_text import format_findings
from smregister.records.views import Agency
from smregister.records.yaml import MAXIMUM_BYTES
from smregister.register.labels import name_in
from smregister.register.loader import Reading, gc_paused, read_register
from smregister.reports.compliance import compliance as compliance_table
from smregister.reports.compliance import compliance_changes, compliance_trend, scores
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.open import open_tree
from smregister.standards.assessment import Assessment
from smregister.standards.assessor import Assessor
from smregister.standards.comparison import compare
from smregister.standards.facts.account_context import RegisterFacts
from smregister.standards.filters import AccountFilter
from smregister.standards.history import monthly_scores, score_on, unread_files_note
from smregister.standards.summary import Group, audience_note
from smregister.text import Message as _
from smregister.translations import load_translations
from smregister.validation.candidate_standard import read_candidate

PANELS = {SELECTION: ("agency", "level", "by", "standard", "compare", "since", "debt_since", "letter")}


def compliance(
    ctx: typer.Context,
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Only accounts of this agency.", autocompletion=complete_agency),
    ] = None,
    level: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="Only accounts at this level of government.")
    ] = None,
    platform: PlatformName = None,
    by: Annotated[Group | None, typer.Option(help="Show scores by agency, level, platform or jurisdiction.")] = None,
    standard: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Try this standard instead of the one in force.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Show only accounts that would newly fail or pass with --standard.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Show the score of each month since this date."),
    ] = None,
    debt_since: Annotated[
        str | None, typer.Option(metavar="REF", help="Show only what newly fails or passes since a commit or date.")
    ] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help="Write a letter to the agency, with --agency, as Markdown or HTML.")
    ] = False,
    language: AgencyLanguage = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """Show how accounts meet the standard, clause by clause.

    Text, Markdown and HTML list the clauses that are not met or unknown. JSON and CSV list every account and clause,
    with what to do: met, not-met, waived, could-not-tell or not-applicable. The score is the percentage of the weight
    that is met; unknown clauses count as not met, waived ones are left out. With --agency, --letter writes a letter to
    the agency, with the most urgent clauses first; so does --format markdown. If unpublished data, such as a waiver,
    decide a result, a note says that the report is not for publication.

    With --standard, a standard is tried; it must be valid, with its examples. Past days are assessed by the standard
    that was in force then.

    \b
    Examples:
      smregister report compliance --by agency
      smregister report compliance --agency my-japen --letter --format html
      smregister report compliance --since 2026-01-01 --format html
      smregister report compliance --compare \\
        --standard registry/standards/baseline.yaml
    """
    _require_one_table(by, compare, since, debt_since, standard, letter)
    if letter:
        _require_letter(agency, "json" if json else format_)
    if since is not None and ref is not None:
        raise FatalError("--since uses the history of HEAD; leave --ref out")
    context = open_context(ctx, ref, as_of)
    reading = context.snapshot.reading
    candidate = _read_candidate(context, standard) if standard else None
    report_language = choose_report_language(context.tree, language, "json" if json else format_)
    request = AssessmentRequest(context, reading, AccountFilter(agency, level, platform), report_language, candidate)
    is_letter = {by, since, debt_since} == {None} and not compare
    with gc_paused():
        if agency and is_letter and not json and (letter or format_ == "markdown"):
            _print_letter(request, agency, language, format_)
        table = _table(request, by, compare, since, debt_since)
        print_table(reading, _name_agency(table, request), format_, json, report_language)


def _table(
    request: AssessmentRequest, by: Group | None, compare: bool, since: str | None, debt_since: str | None
) -> Table:
    if compare and request.candidate:
        return _candidate_changes(request, request.candidate)
    if since is not None:
        return _trend(request, since)
    if debt_since is not None:
        return _changes_since(request, debt_since)
    if by:
        return scores(request.assess(), request.context.as_of, by, request.language)
    return compliance_table(request.assess(), request.context.as_of, request.language)


def _name_agency(table: Table, request: AssessmentRequest) -> Table:
    """Return a table with the agency in its title, if it is about one."""
    agency = request.register_facts.public.register.of_kind("agency").get(request.account_filter.agency or "")
    if agency is None:
        return table
    name = name_in(agency, request.language) or agency.id
    return table._replace(title=_("{title}: {agency}", title=table.title, agency=name))


def _require_letter(agency: str | None, format_: ReportFormat) -> None:
    if agency is None:
        raise FatalError("--letter needs the agency to write to: --agency AGENCY")
    if format_ in ("json", "csv"):
        raise FatalError(f"a letter can't be {format_.upper()}; use --format markdown or --format html")


def _require_one_table(
    by: Group | None,
    compare: bool,
    since: str | None,
    debt_since: str | None,
    standard: Path | None,
    letter: bool,
) -> None:
    options = {"--by": by, "--compare": compare, "--since": since, "--debt-since": debt_since, "--letter": letter}
    chosen = [name for name, value in options.items() if value not in (None, False)]
    if len(chosen) > 1:
        raise FatalError(f"{' and '.join(chosen)} can't be combined; use one at a time")
    if compare and not standard:
        raise FatalError("--compare needs a standard to compare with: --standard FILE")
    if standard and {"--since", "--debt-since"}.intersection(chosen):
        raise FatalError(f"{chosen[0]} uses the standard in force on each day; leave --standard out")


def _print_letter(request: AssessmentRequest, agency: str, language: str | None, format_: ReportFormat) -> NoReturn:
    """Print a letter to an agency, in its language by default, and exit."""
    assessments = request.assess()
    if not any(assessment.standard for assessment in assessments):
        raise FatalError(
            f"there is nothing to write to `{agency}`: no standard covers an account of it on {request.context.as_of}"
        )
    public = request.register_facts.public.register
    addressee = public.of_kind("agency")[agency]
    language = language or choose_agency_language(public, Agency(addressee))
    content = compose_recommendation(public, addressee, assessments, language)
    page = render_page("letter.html.j2", load_translations(language), letter=content) if format_ == "html" else None
    print_result(page or format_letter(content))
    unread = unread_notes(request.reading)
    for line in (*audience_note(assessments), *unread):
        print_note(line)
    exit_with(success=not unread)


@dataclass(frozen=True)
class AssessmentRequest:
    """The register, accounts and language of a report, and a candidate standard."""

    context: Context
    reading: Reading
    account_filter: AccountFilter
    language: str
    candidate: Record | None = None

    @cached_property
    def register_facts(self) -> RegisterFacts:
        """Return the facts of the register; raise FatalError for an unknown filter."""
        register_facts = RegisterFacts(self.reading.register, self.context.as_of)
        self.account_filter.require_known(register_facts.public.register)
        return register_facts

    @cached_property
    def current(self) -> Assessor:
        """Return the assessor by the standards in force."""
        return Assessor(self.register_facts)

    def assess(self) -> list[Assessment]:
        """Assess the accounts, by the candidate standard if there is one."""
        assessor = self.current.with_candidate(self.candidate) if self.candidate else self.current
        return [*map(assessor.assess, self.account_filter.select(self.register_facts))]


def _read_candidate(context: Context, file: Path) -> Record:
    """Return a candidate standard; print its findings, exit with 1 if invalid."""
    trial = read_candidate(context.snapshot, str(file), read_limited(file, MAXIMUM_BYTES))
    for line in format_findings(trial.findings):
        print_message(line)
    if trial.findings:
        print_message(
            f"{file} can't be tried until these errors are fixed; `smregister explain RULE` gives the reasons"
        )
        exit_with(success=False)
    return trial.record


def _candidate_changes(request: AssessmentRequest, candidate: Record) -> Table:
    current, proposed = request.current, request.current.with_candidate(candidate)
    before = [*map(current.assess, request.account_filter.select(request.register_facts))]
    after = [proposed.assess(assessment.account, assessment.facts) for assessment in before]
    return _changes(request, _("Changed results under `{standard}`", standard=candidate.id), before, after)


def _changes_since(request: AssessmentRequest, since: str) -> Table:
    tree, day_before = open_past(request.context.root, since)
    title = _(
        "Changed results since {day} ({commit}, {commit_day})",
        day=since,
        commit=tree.name[:10],
        commit_day=day_before,
    )
    reading = read_register(tree, day_before)
    earlier = RegisterFacts(reading.register, day_before)
    after = request.assess()
    before = [*map(Assessor(earlier).assess, request.account_filter.select(earlier))]
    table = _changes(request, title, before, after)
    return table._replace(notes=(*table.notes, *unread_files_note(reading, day_before)))


def _changes(request: AssessmentRequest, title: str, before: list[Assessment], after: list[Assessment]) -> Table:
    changes = compare(before, after)
    if not changes:
        print_message("no account newly fails or passes a clause")
    return compliance_changes(title, changes, before, after, request.context.as_of, request.language)


def _trend(request: AssessmentRequest, since: str) -> Table:
    """Return the scores at the end of each month since a day, and today."""
    context, first = request.context, parse_date(since)
    if first > context.as_of:
        raise FatalError(f"{since} is after {context.as_of}; choose an earlier date")
    register_facts, account_filter = request.register_facts, request.account_filter
    open_tree(context.root, "HEAD")
    commit = context.tree.name[:10] if isinstance(context.tree, CommitTree) else ""
    timezone = register_timezone(context.tree)
    earlier = monthly_scores(Git(context.root), first, context.as_of, timezone, account_filter)
    return compliance_trend([*earlier, score_on(register_facts, commit, account_filter)], first)
