"""`observe`: observations of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.apply import apply_changes, require_valid, write_proposal
from smregister.cli.completion import complete_id
from smregister.cli.console import exit_with, is_interactive, print_message, print_result
from smregister.cli.context import Context, open_context, parse_date
from smregister.cli.options import RECORD, AsOf, DryRun, Json
from smregister.cli.paths import hash_external_file
from smregister.cli.prompts import Answers, Question, advise, ask_in_turn, continue_command, print_hint
from smregister.cli.record_question import record_question
from smregister.cli.rejected_rows import (
    RejectedFile,
    Strict,
    count_line,
    omission_line,
    rejection_line,
    rejections_to_plain,
    write_rejected,
)
from smregister.cli.write_access import open_for_writing
from smregister.editing.lists.plan import RowError
from smregister.editing.observations.observation import Inspection, Observation, ObservationPlan, compare_observations
from smregister.editing.observations.observation_rows import ObservationRowReader, read_observation_rows
from smregister.editing.observations.observed_values import (
    COULD_NOT_TELL,
    ObservationReader,
    read_cell,
    read_value_and_result,
)
from smregister.editing.observations.store import ObservationStore, propose_observations
from smregister.editing.record_finder import RecordFinder, candidate_account_ids
from smregister.errors import FatalError
from smregister.model import Change, Value, resolve_pointer
from smregister.output.json_documents import change_to_plain
from smregister.output.json_writer import document
from smregister.output.phrases import format_count, format_words
from smregister.output.plain_text import format_changes
from smregister.output.styled_line import Style, StyledLine
from smregister.register.candidates import read_candidates
from smregister.register.lookup import find_kind
from smregister.register.references import account_key, record_key
from smregister.register.register import Register
from smregister.register.settings import register_settings
from smregister.standards.facts.observations import OBSERVABLES, OBSERVABLES_BY_NAME, Observable, ObservableType

PANELS = {
    RECORD: ("set_", "could_not_tell", "source", "note"),
    "Inspection": ("on", "how", "by", "evidence", "dates"),
}

DateOrder: TypeAlias = Literal["day-month-year", "month-day-year", "year-month-day"]


def complete_fact(incomplete: str) -> list[str]:
    """Return the observable facts that begin with a text."""
    return [fact.name for fact in OBSERVABLES if fact.name.startswith(incomplete)]


def complete_observation(incomplete: str) -> list[str]:
    """Return the facts that begin with a text or, after `=`, the values of one."""
    name, equals, value = incomplete.partition("=")
    if not equals:
        return [f"{fact}=" for fact in complete_fact(name)]
    is_boolean = name in OBSERVABLES_BY_NAME and OBSERVABLES_BY_NAME[name].type is ObservableType.BOOLEAN
    # A shell writes the only candidate at once: it must not stand for a date or a number that is not typed yet.
    values = [
        *(["true", "false", "pass", "fail"] if is_boolean else []),
        *([COULD_NOT_TELL] if value or is_boolean else []),
    ]
    return [f"{name}={text}" for text in values if text.startswith(value)]


def observe(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Accounts: `agency/name`, address or @handle.", autocompletion=complete_id
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FACT=VALUE",
            help="What was seen: a date, a number, true or false, pass or fail; may be repeated.",
            autocompletion=complete_observation,
        ),
    ] = None,
    could_not_tell: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACT",
            help="A fact that could not be seen; may be repeated.",
            autocompletion=complete_fact,
        ),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Read observations from a list in CSV, JSON or YAML.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of the inspection. Default: today; a list must say it.")
    ] = None,
    how: Annotated[
        str | None, typer.Option(metavar="METHOD", help="The method. Default: by eye; a list must say it.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="POST", help="The observer, a post or a tool. Default: the custodian; a list must say it."
        ),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A file, such as a screenshot, or its SHA-256. Only the SHA-256 is recorded."
        ),
    ] = None,
    dates: Annotated[
        DateOrder | None, typer.Option(help="The order in the list's dates. Default: like 2026-03-01.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A note for readers.")] = None,
    refused: RejectedFile = None,
    strict: Strict = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Record what was seen on accounts.

    `smregister explain facts` lists the facts. At a terminal, without --set, the command asks for each fact. A newer
    observation replaces an older one, which stays in git's history.

    A list has a column `account` with ids, addresses or @handles. It has either the columns `fact` and `value`, or one
    column per fact. More columns are `result`, `when`, `how`, `by`, `evidence` (a SHA-256) and `note`; --on, --how and
    --by fill empty cells. Save a spreadsheet as CSV UTF-8. --dates describes its dates.

    \b
    Examples:
      smregister observe my-japen/facebook-malaysiaaktif --set captions=true
      smregister observe my-japen/x-malaysiaaktif \\
        --set account_reachable=fail --evidence ../screenshot.png
      smregister observe @contoh_myaktif --could-not-tell followers
      smregister observe --from seen.csv --on 2026-03-02 --how "by eye" --by Desk
    """
    has_list_options = bool(refused or dates or strict or json)
    has_facts = bool(set_ or could_not_tell)
    interactive = source is None and not has_facts and not has_list_options and is_interactive()
    if not interactive:
        _require_one_source(ids, source, has_facts=has_facts, has_list_options=has_list_options)
    facts = _parse_facts(set_ or [], could_not_tell or [])
    context = open_context(ctx, None, as_of) if interactive else open_for_writing(ctx, as_of)
    digest = _hash_evidence(context, evidence) if evidence else ""
    inspection = Inspection(parse_date(on).isoformat() if on else "", how or "", by or "", digest, note or "")
    if source:
        plan = _record_list(context, source, inspection, dates or "", json=json, dry_run=dry_run, rejected=refused)
        exit_with(success=not (strict and plan.rejections))
    if interactive:
        ids, facts = _ask_facts(context, ids or [], inspection)
        # Lock only now, and read again what other commands have written meanwhile.
        context = open_for_writing(ctx, as_of)
    _record_facts(context, ids or [], facts, inspection, dry_run=dry_run)


def _require_one_source(ids: list[str] | None, source: Path | None, *, has_facts: bool, has_list_options: bool) -> None:
    if source is None and not ids:
        message = "name an account, `smregister observe ID --set FACT=VALUE`, or a list, --from FILE"
    elif source and (ids or has_facts):
        message = "--from can't be combined with ID, --set or --could-not-tell"
    elif source is None and has_list_options:
        message = "--refused, --dates, --strict and --json need a list, --from FILE"
    else:
        return
    raise FatalError(message)


def _parse_facts(assignments: list[str], could_not_tell: list[str]) -> list[tuple[str, str]]:
    """Parse `fact=value` options."""
    values = [(fact.strip(), "could-not-tell") for fact in could_not_tell]
    for text in assignments:
        fact, equals, value = text.partition("=")
        if not equals:
            raise FatalError(f"`{text}` has no value; write `fact=value`")
        values.append((fact.strip(), value))
    names = [name for name, _ in values]
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        raise FatalError(f"`{duplicate}` is set twice; leave one out")
    return values


def _hash_evidence(context: Context, evidence: str) -> str:
    """Return a SHA-256 as given, or that of a file."""
    if re.fullmatch(r"[0-9A-Fa-f]{64}", evidence):
        return evidence
    return hash_external_file(context, Path(evidence), "the evidence", "--evidence")


def _record_facts(
    context: Context, names: Sequence[str], facts: Sequence[tuple[str, str]], inspection: Inspection, *, dry_run: bool
) -> None:
    """Record facts of accounts; end with 1 if all have later observations."""
    if not facts:
        raise FatalError("no fact to record; add --set FACT=VALUE (`smregister explain facts` lists the facts)")
    accounts, register = _find_accounts(context, names)
    store = ObservationStore(register, context.snapshot.read_text)
    observations = _read_facts(register, accounts, facts, _complete(context, inspection))
    recording = compare_observations(store.facts, observations)
    for observation, later in recording.superseded:
        fact = f"`{observation.fact}` of `{observation.account}`"
        print_message(f"{fact} left out: the observation of {later} is newer")
    if recording.superseded and not recording.accepted:
        print_message("nothing was written")
        exit_with(success=False)
    contents = {store.path(name): store.text(name, facts).encode() for name, facts in recording.by_account.items()}
    apply_changes(context, contents, dry_run=dry_run)


def _record_list(
    context: Context,
    source: Path,
    inspection: Inspection,
    order: str,
    *,
    json: bool,
    dry_run: bool,
    rejected: Path | None,
) -> ObservationPlan:
    """Record the observations of a list; end with 1 if the result is invalid.

    `inspection` has the values that the rows leave out, `rejected` is the file for rejected rows.
    """
    rows, register = read_observation_rows(source, inspection), context.register()
    reader = ObservationRowReader(register, inspection, order)
    plan, proposal = propose_observations(context.snapshot, reader, rows)
    changes = proposal.difference.changes
    if rejected is not None:
        write_rejected(context.root, rejected, plan.rejections)
    print_result(_write_json(plan, changes) if json else _plan_lines(source, plan, changes))
    require_valid(proposal.validation)
    if dry_run or not proposal.contents:
        print_message(f"nothing was written{' (--dry-run)' if dry_run else ''}")
        return plan
    write_proposal(context.root, proposal)
    return plan


def _ask_facts(
    context: Context, names: Sequence[str], inspection: Inspection
) -> tuple[list[str], list[tuple[str, str]]]:
    """Ask for an account, unless some are named, and for facts; drop skipped ones."""
    questions = cache(partial(_fact_questions, context, inspection))
    print_hint("Enter leaves a fact out; `back` returns to the question before; Ctrl-C stops and keeps your answers.")

    def ask(answers: Answers) -> Iterator[Question]:
        if not names:
            yield record_question(context, "The account that was looked at.", "account")
        yield from questions(*(names or [answers["ID"]]))

    def keep(answers: Answers) -> str:
        account, facts = _split_answers(answers)
        return continue_command(chain(account, *(["--set", f"{fact}={answer}"] for fact, answer in facts)))

    account, facts = _split_answers(ask_in_turn(ask, keep))
    return [*names, *account], facts


def _split_answers(answers: Answers) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the account, if it was asked for, and the facts."""
    facts = [(fact, answer) for fact, answer in answers.items() if answer and fact != "ID"]
    return [answers["ID"]] if "ID" in answers else [], facts


def _fact_questions(context: Context, inspection: Inspection, *names: str) -> list[Question]:
    accounts, register = _find_accounts(context, names)
    store = ObservationStore(register, context.snapshot.read_text)
    print_hint(f"What was seen of {', '.join(f'`{account}`' for account in accounts)}?")
    when = _complete(context, inspection).when
    recorded = [store.facts(account) for account in accounts]
    return [
        _fact_question(fact, when, [facts[fact.name] for facts in recorded if fact.name in facts])
        for fact in OBSERVABLES
    ]


def _fact_question(observable: Observable, when: str, observed: Iterable[Value]) -> Question:
    """Return the question for a fact, with what is recorded of it."""
    is_boolean = observable.type is ObservableType.BOOLEAN
    like = f", like {when}" if observable.type is ObservableType.DAY else ""
    form = "yes or no" if is_boolean else observable.type
    hints = [f"{observable.description[0].upper()}{observable.description[1:]}: {form}{like}."]
    for entry in observed:
        shown = format_words(resolve_pointer(entry, ("value",))) or resolve_pointer(entry, ("result",))
        hints.append(f"recorded: {shown}, looked at on {resolve_pointer(entry, ('when',))}")

    def parse(text: str) -> str:
        try:
            value, result = read_value_and_result(observable, read_cell(text))
            error = observable.find_error({"value": value, "result": result, "when": when})
        except RowError as raised:
            error = str(raised)
        if error:
            raise FatalError(error)
        return text

    choices = dict.fromkeys(["yes", "no"] if is_boolean else [], "")
    title = observable.name.replace("_", " ").capitalize()
    choices = {**choices, COULD_NOT_TELL: ""}
    advice = f"type yes, no or {COULD_NOT_TELL}" if is_boolean else ""
    return Question(observable.name, title, "\n".join(hints), choices, parse=advise(parse, advice))


def _find_accounts(context: Context, names: Sequence[str]) -> tuple[list[str], Register]:
    """Find accounts; return their ids with a register of their agencies."""
    snapshot = context.snapshot
    index = snapshot.index
    ids = [account for name in names for account in candidate_account_ids(snapshot.kinds, name)]
    accounts = [account_key(key) for name in names for key in read_candidates(snapshot.platforms, name).all_keys]
    register = index.related_to([*(record_key("account", account) for account in ids), *accounts])
    finder = RecordFinder(register, lambda: index.select(snapshot.kinds["account"]).ids)
    try:
        return list(dict.fromkeys(map(finder.find_account_id, names))), register
    except RowError as error:
        raise FatalError(str(error)) from error


def _complete(context: Context, inspection: Inspection) -> Inspection:
    """Return an inspection with defaults: today, by eye, by the custodian."""
    custodian = register_settings(context.tree).get("custodian")
    by = inspection.by or (custodian if isinstance(custodian, str) else "")
    return inspection._replace(when=inspection.when or context.as_of.isoformat(), how=inspection.how or "by eye", by=by)


def _read_facts(
    register: Register, accounts: Iterable[str], facts: Sequence[tuple[str, str]], inspection: Inspection
) -> Iterator[Observation]:
    reader = ObservationReader(find_kind(register.kinds, "observation"))
    try:
        for account in accounts:
            yield from (reader.read(account, fact, value, inspection) for fact, value in facts)
    except RowError as error:
        raise FatalError(str(error)) from error


def _plan_lines(source: Path, plan: ObservationPlan, changes: Iterable[Change]) -> Iterator[str]:
    yield StyledLine((str(source), Style.STRONG), f": {format_count(len(plan.rows), 'row')} read")
    yield count_line(plan.accepted, "recorded", Style.GOOD)
    yield count_line(plan.unchanged, "recorded already")
    yield count_line(plan.superseded, "older than another observation")
    yield count_line(len(plan.rejections), "refused", Style.BAD)
    yield from format_changes(changes)
    for omitted in plan.omitted:
        reason = f"{omitted.field} of {omitted.record} left out: the observation of {omitted.value} is newer"
        yield omission_line(f"{source}:{omitted.line}", reason)
    for rejection in plan.rejections:
        yield rejection_line(f"{source}:{rejection.line}", rejection.reason)


def _write_json(plan: ObservationPlan, changes: Iterable[Change]) -> str:
    omitted = [
        {"line": value.line, "id": value.record, "fact": value.field, "later": value.value} for value in plan.omitted
    ]
    return document(
        {
            "read": len(plan.rows),
            "taken": plan.accepted,
            "known": plan.unchanged,
            "older": plan.superseded,
            "refused": rejections_to_plain(plan.rejections),
            "left_out": omitted,
            "changes": [change_to_plain(change) for change in changes],
        }
    )
