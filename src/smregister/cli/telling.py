"""The reports on a register and a day: each a pure function to a table, and one way for all to be answered."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from smregister.cli.completion import complete_id
from smregister.cli.moment import moment
from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.showing import answer, leave, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smregister.model import Record, Table
    from smregister.reading import Reading
    from smregister.register import Register
    from smregister.succession import Concern


class ReportFormat(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"


Format: TypeAlias = Annotated[ReportFormat, typer.Option("--format", help="How it is written.")]


def register_with(reports: typer.Typer) -> None:
    """Add a command for each report."""
    reports.command()(directive)
    reports.command()(appointments)
    reports.command()(succession)
    reports.command()(coverage)


def directive(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The directive's name, like id-jk-20-2018.", autocompletion=complete_id)
    ],
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell of every agency that a directive binds whether it has done what it owes.

    An agency's status is that of the most urgent thing it owes: outstanding, late, not-yet-due or met; or
    not-applicable. Late is counted in working days of the agency's own calendar. The appointment in force shows it.

    \b
    Examples:
      smregister report directive id-jk-20-2018
      smregister report directive id-jk-20-2018 --as-of 2018-04-30 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-03-14 --json
    """
    from smregister.reports.directive import directive as report_of

    tell(ctx, lambda register: report_of(register, _directive(register, name)), ref, as_of, format_, json)


def appointments(
    ctx: typer.Context,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell which accounts have no officer, one, or several.

    An officer runs an account from the first to the last day of an appointment whose letter covers it.

    \b
    Examples:
      smregister report appointments
      smregister report appointments --as-of 2019-12-31 --format csv
    """
    from smregister.reports.appointments import appointments as report_of

    tell(ctx, report_of, ref, as_of, format_, json)


def succession(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="DAYS", help="How far to look ahead, like 90d.")] = "90d",
    drafts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a mail to each agency into this folder, one file each.")
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell whose term, acting or training ends soon, which accounts have nobody, and what directives are owed.

    The command that makes the letter stands beside each. Mails are written in the language of the agency's
    jurisdiction, English, Indonesian or Malay; read them before you send them.

    \b
    Examples:
      smregister report succession --within 90d
      smregister report succession --within 30d --drafts mails
    """
    from smregister.reports.succession import succession as report_of
    from smregister.succession import concerns

    days = _days(within)

    def told(register: Register) -> Table:
        found = concerns(register, days)
        if drafts is not None:
            _write_drafts(register, found, drafts)
        return report_of(found, register.day, days)

    tell(ctx, told, ref, as_of, format_, json)


def coverage(
    ctx: typer.Context,
    matrix: Annotated[bool, typer.Option("--matrix", help="Count accounts by platform and level instead.")] = False,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell which agencies have no account and no reason given, or lack an account that they are to have.

    \b
    Examples:
      smregister report coverage
      smregister report coverage --matrix --format markdown
    """
    from smregister.reports.coverage import coverage, platforms_by_level

    tell(ctx, platforms_by_level if matrix else coverage, ref, as_of, format_, json)


def tell(
    ctx: typer.Context,
    report_of: Callable[[Register], Table],
    ref: str | None,
    as_of: str | None,
    format_: ReportFormat,
    json: bool,
) -> None:
    """Answer with a report on the register at a moment, of which it sees only what may be published.

    Ends with 1 if there are files that it leaves out, since they can't be relied on.
    """
    from smregister.characters import visible
    from smregister.output.words import counted, summary_words
    from smregister.output.writers import TABLE_WRITERS
    from smregister.reading import read_register
    from smregister.register import public_register

    now = moment(ctx, ref, as_of)
    reading = read_register(now.tree, now.day)
    table = report_of(public_register(reading.register))
    unread = _unread(reading)
    if unread:
        left_out = (
            f"what {counted(unread, 'file')} {'says' if unread == 1 else 'say'} can't be relied on and is left out"
        )
        table = table._replace(notes=(*table.notes, f"{left_out}; `smregister validate` says why"))
    wanted = ReportFormat.json if json else format_
    answer(TABLE_WRITERS[wanted](table))
    for line in table.notes if wanted in (ReportFormat.text, ReportFormat.csv) else ():
        say(visible(f"note: {line}"))
    say(f"as of {table.as_of}: {summary_words(table.summary)}")
    leave(sound=not unread)


def _unread(reading: Reading) -> int:
    """Count the files that a register could not be made of: faulty records, and schemas."""
    from smregister.trees import SCHEMAS

    schemas = {found.path for found in reading.findings if found.path.startswith(f"{SCHEMAS}/")}
    return len(schemas) + sum(not record.sound for record in reading.register.all())


def _directive(register: Register, name: str) -> Record:
    """Find a directive that can be relied on.

    Raises FatalError if there is none.
    """
    from smregister.lookup import find_record

    directives = register.of_kind("directive")
    record = find_record(register, f"directive:{name}" if name in directives else name, lambda: directives)
    if record.kind != "directive" or not record.sound:
        fault = (
            "can't be relied on; `smregister validate` says why" if record.kind == "directive" else "is no directive"
        )
        message = f"`{name}` {fault}"
        raise FatalError(message)
    return record


def _days(text: str) -> int:
    """Read how many days an option says.

    Raises FatalError if it says none.
    """
    if re.fullmatch(r"[0-9]{1,4}d?", text, re.ASCII) is None:
        message = f"`{text}` is no number of days; write it like 90d"
        raise FatalError(message)
    return int(text.removesuffix("d"))


def _write_drafts(register: Register, found: list[Concern], folder: Path) -> None:
    """Write a mail to each agency.

    Raises FatalError if a file is there already, for somebody may have worked on it, or can't be written.
    """
    from smregister.files import write_file
    from smregister.output.words import counted
    from smregister.reminders.mails import mails

    texts = {folder / f"{agency}.txt": text for agency, text in mails(register, found).items()}
    there = next((place for place in texts if place.exists()), None)
    if there is not None:
        message = f"there is a file {there} already; name another folder"
        raise FatalError(message)
    try:
        for place, text in texts.items():
            write_file(place, text.encode())
    except OSError as error:
        message = f"the mails can't be written: {error.strerror}"
        raise FatalError(message) from error
    say(f"{counted(len(texts), 'mail')} written to {folder}")
