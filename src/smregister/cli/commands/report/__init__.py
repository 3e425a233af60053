"""What all reports on a register and a day have in common: formats, what is left out, how they end."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, NoReturn, TypeAlias

import typer

from smregister.characters import visible
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.errors import FatalError
from smregister.model import Table
from smregister.output.words import counted, summary_words
from smregister.output.writers import TABLE_WRITERS
from smregister.reading import Reading
from smregister.register import Register, public_register

COMMANDS = {
    "changes": ("changes", "Tell what the register gained and lost in a period, by agency."),
    "directive": ("directive", "Tell of every agency that a directive binds whether it has done what it owes."),
    "appointments": ("appointments", "Tell which accounts have no officer, one, or several."),
    "handovers": ("handovers", "Tell which officers have left without having handed over access, recovery and tools."),
    "coverage": (
        "coverage",
        "Tell which agencies have no account and no reason given, or lack an account that they are to have.",
    ),
    "compliance": (
        "compliance",
        "Tell how every account stands to the standard in force on the day, clause by clause, and the scores.",
    ),
    "freshness": ("freshness", "Tell how long ago accounts posted and were reviewed, and which reviews are due."),
    "guidance": ("guidance", "Tell what guidance the desk gives, by topic, and when it is to be looked at again."),
    "succession": (
        "succession",
        "Tell whose term, acting or training ends soon, which accounts have nobody, and what directives are owed.",
    ),
}
"""Every report -> (its module, its summary in --help)."""


class ReportFormat(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    html = "html"


class ReportLanguage(StrEnum):
    """The languages that reports speak to agencies in."""

    en = "en"
    ms = "ms"
    id = "id"


Language: TypeAlias = Annotated[
    ReportLanguage, typer.Option("--lang", help="The language of titles and remedies, and of a letter.")
]


Format: TypeAlias = Annotated[ReportFormat, typer.Option("--format", help="How it is written.")]


def print_report(
    ctx: typer.Context,
    report_of: Callable[[Register], Table],
    ref: str | None,
    as_of: str | None,
    format_: ReportFormat,
    json: bool,
    *,
    sees_all: bool = False,
) -> NoReturn:
    """Answer with a report on the register at a moment, of which it sees only what may be published.

    One that `sees_all` is given the whole register, and leaves out itself what may not. Ends with 1 if there are files
    that it leaves out, since they can't be relied on.
    """
    context = open_context(ctx, ref, as_of)
    reading = context.snapshot.reading
    register = reading.register if sees_all else public_register(reading.register)
    show(reading, report_of(register), format_, json)


def show(reading: Reading, table: Table, format_: ReportFormat, json: bool) -> NoReturn:
    """Answer with a table on a register as it was read; ends with 1 if files had to be left out of that."""
    gaps = unread_note(reading)
    table = table._replace(notes=(*table.notes, *gaps))
    wanted = ReportFormat.json if json else format_
    print_result(TABLE_WRITERS[wanted](table))
    for line in table.notes if wanted in (ReportFormat.text, ReportFormat.csv) else ():
        print_message(visible(f"note: {line}"))
    print_message(f"as of {table.as_of}: {summary_words(table.summary)}")
    exit_with(success=not gaps)


def unread_note(reading: Reading) -> list[str]:
    """Say in a sentence, if it is so, that there are files which nothing could be taken from."""
    if not reading.unread:
        return []
    files = f"{counted(reading.unread, 'file')} {'says' if reading.unread == 1 else 'say'}"
    return [f"what {files} can't be relied on and is left out; `smregister validate` says why"]


def parse_days(text: str) -> int:
    """Read how many days an option says.

    Raises FatalError if it says none.
    """
    if re.fullmatch(r"[0-9]{1,4}d?", text, re.ASCII) is None:
        raise FatalError(f"`{text}` is no number of days; write it like 90d")
    return int(text.removesuffix("d"))


def report() -> None:
    """Write a report for people, programs or the public.

    Nothing that a schema calls private stands in any of them.

    \b
    Examples:
      smregister report changes --from v1
      smregister report changes --from 2026-01-01 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-04-30
    """
