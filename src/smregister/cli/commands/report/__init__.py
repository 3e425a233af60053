"""`report`: one command per report, and what they share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal, NoReturn, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_note, print_result
from smregister.cli.context import open_context, register_language
from smregister.cli.options import OUTPUT
from smregister.errors import FatalError
from smregister.model import Table
from smregister.output.formats import TABLE_WRITERS
from smregister.output.table_summary import format_table_summary, translate_table
from smregister.register.labels import add_source
from smregister.register.loader import Reading
from smregister.register.register import Register, public_register
from smregister.repository.tree import Tree
from smregister.text import ngettext
from smregister.translations import load_translations

COMMANDS = {
    "changes": ("changes", "List what changed in a period, by agency."),
    "directive": ("directive", "Show which agencies have complied with a directive."),
    "appointments": ("appointments", "List accounts with no officer, one officer or several."),
    "handovers": ("handovers", "List officers who left without a complete handover."),
    "coverage": ("coverage", "List agencies that lack an account."),
    "compliance": ("compliance", "Show how accounts meet the standard, clause by clause."),
    "freshness": ("freshness", "List when accounts posted, and which reviews are due."),
    "guidance": ("guidance", "List guidance by topic, with the dates of its reviews."),
    "succession": ("succession", "List expiring appointments and unmet obligations."),
}
"""Every report -> (its module, its summary in --help)."""

ReportFormat: TypeAlias = Literal["text", "json", "csv", "markdown", "html"]
Format: TypeAlias = Annotated[
    ReportFormat, typer.Option("--format", help="The format of the report.", rich_help_panel=OUTPUT)
]


def choose_report_language(tree: Tree, language: str | None, format_: ReportFormat) -> str:
    """Return the language of --lang, else the register's; for programs English."""
    return language or ("en" if format_ in ("json", "csv") else register_language(tree))


def print_report(
    ctx: typer.Context,
    report_of: Callable[[Register], Table],
    ref: str | None,
    as_of: str | None,
    format_: ReportFormat,
    json: bool,
    language: str | None = None,
    *,
    include_private: bool = False,
) -> NoReturn:
    """Print a report on public records; end with 1 if files can't be read.

    With `include_private` the report gets the whole register and leaves out what is private itself.
    """
    context = open_context(ctx, ref, as_of)
    reading = context.snapshot.reading
    register = reading.register if include_private else public_register(reading.register)
    print_table(reading, report_of(register), format_, json, language, None if include_private else register)


def print_table(
    reading: Reading,
    table: Table,
    format_: ReportFormat,
    json: bool,
    language: str | None,
    public: Register | None = None,
) -> NoReturn:
    """Print a table; end with 1 if files of the register can't be read.

    `public` is the register without private fields, if it is at hand.
    """
    unread = unread_notes(reading)
    table = table._replace(notes=(*table.notes, *unread))
    chosen = "json" if json else format_
    if chosen == "html":
        shown = add_source(table, public or public_register(reading.register), language)
    elif language and chosen in ("text", "markdown"):
        shown = translate_table(table, load_translations(language))
    else:
        shown = table
    print_result(TABLE_WRITERS[chosen](shown))
    for line in table.notes if chosen in ("text", "csv") else ():
        print_note(line)
    print_message(f"as of {table.as_of}: {format_table_summary(table)}")
    exit_with(success=not unread)


def unread_notes(reading: Reading) -> list[str]:
    """Return a note on the files that can't be read, if there are any."""
    if not reading.unread:
        return []
    note = ngettext(
        "{number} file with errors left out; `smregister validate` lists them",
        "{number} files with errors left out; `smregister validate` lists them",
        reading.unread,
    )
    return [note]


def parse_days(text: str) -> int:
    """Parse a number of days like 90d; raise FatalError if it is not one."""
    if re.fullmatch(r"[0-9]{1,4}d?", text, re.ASCII) is None:
        raise FatalError(f"`{text}` is not a number of days; write it like 90d")
    return int(text.removesuffix("d"))


def report() -> None:
    """Write a report for people, programs or the public.

    No report shows a field that its schema calls private.

    \b
    Examples:
      smregister report changes --from v1
      smregister report changes --from 2026-01-01 --format html
      smregister report directive id-jk-20-2018 --as-of 2018-04-30
    """
