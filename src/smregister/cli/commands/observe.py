"""observe: what was seen of accounts, put on record."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.apply import DryRun
from smregister.cli.completion import complete_id
from smregister.cli.console import at_terminal, leave
from smregister.cli.context import day as read_day
from smregister.cli.context import moment, moment_of_writing
from smregister.cli.digests import digest_outside
from smregister.cli.options import AsOf, Json
from smregister.cli.rejected_rows import RefusedRows, Strict
from smregister.cli.sighting import ask_facts, take_list, take_told
from smregister.errors import FatalError

if TYPE_CHECKING:
    from smregister.cli.context import Moment


class DateOrder(StrEnum):
    """The order in which a list writes its days."""

    day_month_year = "day-month-year"
    month_day_year = "month-day-year"
    year_month_day = "year-month-day"


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(observe)


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
    refused: RefusedRows = None,
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
    from smregister.observations.sightings import Look

    for_lists = bool(refused or dates or strict or json)
    _demand_one_way(ids, source, told_singly=bool(set_ or could_not_tell), for_lists=for_lists)
    told = _told(set_ or [], could_not_tell or [])
    asks = source is None and not told and at_terminal()
    now = moment(ctx, None, as_of) if asks else moment_of_writing(ctx, as_of)
    digest = _digest(now, evidence) if evidence else ""
    look = Look(read_day(on).isoformat() if on else "", how or "", by or "", digest, note or "")
    if source:
        plan = take_list(now, source, look, dates or "", json=json, dry_run=dry_run, keep=refused)
        leave(sound=not (strict and plan.refused))
    if asks:
        told = ask_facts(now, ids or [], look)
        # Only now do others wait, and what they did meanwhile counts.
        now = moment_of_writing(ctx, as_of)
    take_told(now, ids or [], told, look, dry_run=dry_run)


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
            message = f"`{text}` tells nothing; write `fact=value`"
            raise FatalError(message)
        told.append((fact.strip(), value))
    facts = [fact for fact, _ in told]
    twice = next((fact for fact in facts if facts.count(fact) > 1), None)
    if twice is not None:
        message = f"`{twice}` is told twice; which is it?"
        raise FatalError(message)
    return told


def _digest(now: Moment, evidence: str) -> str:
    """Give the digest of a file, or the one that is given itself."""
    if re.fullmatch(r"[0-9A-Fa-f]{64}", evidence):
        return evidence
    return digest_outside(now, Path(evidence), "the evidence", "--evidence")
