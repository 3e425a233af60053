"""observe: what was seen of accounts, put on record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import DryRun, apply_changes, command_line, read_text, require_valid
from smregister.cli.completion import complete_id
from smregister.cli.console import exit_with, is_interactive, print_message, print_result
from smregister.cli.context import Context, open_context, open_for_writing, parse_date, register_settings
from smregister.cli.options import AsOf, Json
from smregister.cli.paths import hash_external_file
from smregister.cli.prompts import prompt
from smregister.cli.rejected_rows import RejectedFile, Strict, write_rejected
from smregister.editing.lists.plan import RowError
from smregister.editing.lists.propose import Target
from smregister.editing.observations.observation import Inspection, Observation
from smregister.editing.observations.propose import ObservationPlan, propose_observations
from smregister.editing.observations.reader import ObservationReader, read_cell, read_value_and_result
from smregister.editing.observations.recording import Recording, Superseded, compare_observations
from smregister.editing.observations.row_reader import ObservationRowReader, read_observation_rows
from smregister.editing.observations.store import ObservationStore
from smregister.editing.record_finder import RecordFinder, candidate_account_ids
from smregister.errors import FatalError
from smregister.lookup import find_kind
from smregister.mentions import account_thing, record_thing
from smregister.model import Value, value_at
from smregister.output import observations
from smregister.output.words import counted
from smregister.register import Register
from smregister.standards.facts.observations import OBSERVABLES, Observable, ObservableType
from smregister.verdicts import keys_named


class DateOrder(StrEnum):
    """The order in which a list writes its days."""

    day_month_year = "day-month-year"
    month_day_year = "month-day-year"
    year_month_day = "year-month-day"


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
            help="What was seen: a day, a number, true or false, pass or fail; may be repeated.",
        ),
    ] = None,
    could_not_tell: Annotated[
        list[str] | None,
        typer.Option(metavar="FACT", help="What was looked for and could not be seen; may be repeated."),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Take what was seen from a list in CSV, JSON or YAML.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of the look. Default: today, or what a list says.")
    ] = None,
    how: Annotated[
        str | None, typer.Option(metavar="METHOD", help="By which means. Default: by eye, or what a list says.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="POST", help="Who looked, a post or a tool. Default: the custodian, or what a list says."),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="What was kept of it, or its SHA-256; only the SHA-256 is recorded."),
    ] = None,
    dates: Annotated[
        DateOrder | None, typer.Option(help="How a list writes its days. Default: like 2026-03-01.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Anything a reader should know.")] = None,
    refused: RejectedFile = None,
    strict: Strict = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Put on record what was seen of accounts.

    `smregister explain facts` lists what can be observed. Each fact has when, how, by whom, and pass, fail or
    could-not-tell; the latest look takes the place of the one before, which stays in git's history. An older one
    is left out. At a terminal, without --set, fact by fact is asked for.

    A list has a column `account` (id, address or @handle), and either `fact` and `value` (a row a fact), or a column
    for each fact, named like it (a row a look); beside them `result`, `when`, `how`, `by`, `evidence` (a SHA-256)
    and `note`. What its rows do not say, --on, --how, --by do. A row goes in whole, or is refused with its line and
    reason. Of a spreadsheet, save a copy as CSV UTF-8; --dates says how its days are written.

    \b
    Examples:
      smregister observe my-japen/facebook-malaysiaaktif --set last_post=2026-03-01 --set captions=true
      smregister observe my-japen/x-malaysiaaktif --set account_reachable=fail --evidence ~/screens/x.png
      smregister observe @contoh_myaktif --could-not-tell followers --on 2026-03-02 --how "by eye"
      smregister observe --from seen.csv --on 2026-03-02 --refused refused.json --dry-run
      smregister observe --from seen.csv --dates day-month-year
    """
    for_lists = bool(refused or dates or strict or json)
    _demand_one_way(ids, source, told_singly=bool(set_ or could_not_tell), for_lists=for_lists)
    told = _told(set_ or [], could_not_tell or [])
    asks = source is None and not told and is_interactive()
    context = open_context(ctx, None, as_of) if asks else open_for_writing(ctx, as_of)
    digest = _digest(context, evidence) if evidence else ""
    inspection = Inspection(parse_date(on).isoformat() if on else "", how or "", by or "", digest, note or "")
    if source:
        plan = take_list(context, source, inspection, dates or "", json=json, dry_run=dry_run, keep=refused)
        exit_with(success=not (strict and plan.rejections))
    if asks:
        told = ask_facts(context, ids or [], inspection)
        # Only now do others wait, and what they did meanwhile counts.
        context = open_for_writing(ctx, as_of)
    take_told(context, ids or [], told, inspection, dry_run=dry_run)


def _demand_one_way(ids: list[str] | None, source: Path | None, *, told_singly: bool, for_lists: bool) -> None:
    """See that either accounts are named or a list, with the options of that way alone.

    Raises FatalError if not.
    """
    if source is None and not ids:
        message = "say of which account: `smregister observe ID --set FACT=VALUE`, or give a list, --from FILE"
    elif source and (ids or told_singly):
        message = "a list says itself which accounts and facts it tells of; give either --from, or ID and --set"
    elif source is None and for_lists:
        message = "--refused, --dates, --strict and --json are for lists; give one with --from FILE, or leave them out"
    else:
        return
    raise FatalError(message)


def _told(settings: list[str], could_not_tell: list[str]) -> list[tuple[str, str]]:
    """Give facts and what is told of each.

    Raises FatalError if an option tells nothing, or two tell of the same fact.
    """
    told = [(fact.strip(), "could-not-tell") for fact in could_not_tell]
    for text in settings:
        fact, equals, value = text.partition("=")
        if not equals:
            raise FatalError(f"`{text}` tells nothing; write `fact=value`")
        told.append((fact.strip(), value))
    facts = [fact for fact, _ in told]
    twice = next((fact for fact in facts if facts.count(fact) > 1), None)
    if twice is not None:
        raise FatalError(f"`{twice}` is told twice; which is it?")
    return told


def _digest(context: Context, evidence: str) -> str:
    """Give the digest of a file, or the one that is given itself."""
    if re.fullmatch(r"[0-9A-Fa-f]{64}", evidence):
        return evidence
    return hash_external_file(context, Path(evidence), "the evidence", "--evidence")


def take_told(
    context: Context, names: Sequence[str], told: Sequence[tuple[str, str]], inspection: Inspection, *, dry_run: bool
) -> None:
    """Put on record what is told of accounts, by name: facts, and what is told of each.

    Ends with 1 where later looks have told of all of it. Raises FatalError if anything of it can't be put on record.
    """
    if not told:
        raise FatalError(
            "say what was seen with --set FACT=VALUE; `smregister explain facts` lists what can be observed"
        )
    accounts, register = _accounts(context, names)
    store = ObservationStore(register, partial(read_text, context))
    recording = compare_observations(
        store.facts, _observations(register, accounts, told, _complete(context, inspection))
    )
    for each in recording.superseded:
        print_message(_superseded_line(each))
    if recording.superseded and not recording.accepted:
        print_message("nothing was written")
        exit_with(success=False)
    apply_changes(context, _contents(store, recording), dry_run=dry_run)


def take_list(
    context: Context, source: Path, inspection: Inspection, order: str, *, json: bool, dry_run: bool, keep: Path | None
) -> ObservationPlan:
    """Put a list on record; what its rows do not say of the look, the one that is given does.

    `order` is that of its days, if it has one of its own. Refused rows are kept in a file, if one is named. Ends with 1
    where the result would be unsound.
    """
    rows, register = read_observation_rows(source, inspection), context.register()
    reader = ObservationRowReader(register, inspection, order)
    target = Target(context.snapshot, register, partial(read_text, context))
    plan, proposal = propose_observations(target, reader, rows)
    changes = proposal.difference.changes
    if keep is not None:
        write_rejected(context.root, keep, plan.rejections)
    print_result(
        observations.plan_document(plan, changes) if json else observations.plan_lines(str(source), plan, changes)
    )
    require_valid(proposal)
    if dry_run or not proposal.contents:
        print_message(f"nothing was written{' (--dry-run)' if dry_run else ''}")
        return plan
    proposal.carry_out(command_line())
    print_message(f"{counted(len(proposal.contents), 'file')} written")
    return plan


def ask_facts(context: Context, names: Sequence[str], inspection: Inspection) -> list[tuple[str, str]]:
    """Ask what was seen of accounts, fact by fact; what is passed over is not told.

    Raises FatalError if there is no such account.
    """
    accounts, register = _accounts(context, names)
    store = ObservationStore(register, partial(read_text, context))
    print_message(
        f"What was seen of {', '.join(f'`{each}`' for each in accounts)}? Enter leaves a fact out; Ctrl-C stops."
    )
    print_message("Write could-not-tell where it can't be seen, behind a log-in for example.")
    when = _complete(context, inspection).when
    there = [store.facts(account) for account in accounts]
    asked = [
        (each.name, _ask(each, when, [facts[each.name] for facts in there if each.name in facts]))
        for each in OBSERVABLES
    ]
    return [(fact, given) for fact, given in asked if given]


def _ask(observable: Observable, when: str, there: Iterable[Value]) -> str:
    """Ask for one fact, until what is given can be one; empty where it is passed over."""
    like = f", like {when}" if observable.type is ObservableType.DAY else ""
    print_message("")
    print_message(f"{observable.description[0].upper()}{observable.description[1:]}")
    for observed in there:
        told = read_cell(value_at(observed, ("value",))) or value_at(observed, ("result",))
        print_message(f"  on record: {told}, looked at on {value_at(observed, ('when',))}")
    while True:
        given = read_cell(prompt(f"{observable.name} ({observable.type}{like})", ""))
        try:
            value, result = read_value_and_result(observable, given) if given else (None, "")
            fault = observable.find_error({"value": value, "result": result, "when": when})
        except RowError as error:
            fault = str(error)
        if fault is None:
            return given
        print_message(f"  {fault}")


def _accounts(context: Context, names: Sequence[str]) -> tuple[list[str], Register]:
    """Find accounts by what somebody calls them, and with them what is in their agencies."""
    snapshot = context.snapshot
    index = snapshot.index
    records = [record_thing("account", each) for name in names for each in candidate_account_ids(snapshot.kinds, name)]
    accounts = [account_thing(key) for name in names for key in keys_named(snapshot.platforms, name, None)[0]]
    register = index.related_to([*records, *accounts])
    finder = RecordFinder(register, lambda: index.select(snapshot.kinds["account"]).ids)
    try:
        return list(dict.fromkeys(map(finder.find_account_id, names))), register
    except RowError as error:
        raise FatalError(str(error)) from error


def _complete(context: Context, inspection: Inspection) -> Inspection:
    """Say of a look what holds where nobody says otherwise: today, by eye, by who keeps the register."""
    custodian = register_settings(context.tree).get("custodian")
    by = inspection.by or (custodian if isinstance(custodian, str) else "")
    return inspection._replace(when=inspection.when or context.as_of.isoformat(), how=inspection.how or "by eye", by=by)


def _observations(
    register: Register, accounts: Iterable[str], told: Sequence[tuple[str, str]], inspection: Inspection
) -> Iterator[Observation]:

    reader = ObservationReader(find_kind(register.kinds, "observation"))
    try:
        for account in accounts:
            yield from (reader.read(account, fact, value, inspection) for fact, value in told)
    except RowError as error:
        raise FatalError(str(error)) from error


def _contents(store: ObservationStore, recording: Recording) -> dict[str, bytes | None]:
    written = {account: store.text(account, accepted) for account, accepted in recording.by_account.items()}
    return {store.path(account): text.encode() for account, text in written.items()}


def _superseded_line(superseded: Superseded) -> str:
    observation, later = superseded
    return f"`{observation.fact}` of `{observation.account}` left out: it was looked at again on {later}"
