"""What all reports on a register and a day have in common: formats, what is left out, how they end."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeAlias

import typer

from smregister.cli.console import answer, leave, say
from smregister.cli.context import moment
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smregister.model import Table
    from smregister.reading import Reading
    from smregister.register import Register


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


def tell(
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
    from smregister.reading import read_register
    from smregister.register import public_register

    now = moment(ctx, ref, as_of)
    reading = read_register(now.tree, now.day)
    register = reading.register if sees_all else public_register(reading.register)
    show(reading, report_of(register), format_, json)


def show(reading: Reading, table: Table, format_: ReportFormat, json: bool) -> NoReturn:
    """Answer with a table on a register as it was read; ends with 1 if files had to be left out of that."""
    from smregister.characters import visible
    from smregister.output.words import summary_words
    from smregister.output.writers import TABLE_WRITERS

    gaps = left_out(reading)
    table = table._replace(notes=(*table.notes, *gaps))
    wanted = ReportFormat.json if json else format_
    answer(TABLE_WRITERS[wanted](table))
    for line in table.notes if wanted in (ReportFormat.text, ReportFormat.csv) else ():
        say(visible(f"note: {line}"))
    say(f"as of {table.as_of}: {summary_words(table.summary)}")
    leave(sound=not gaps)


def left_out(reading: Reading) -> list[str]:
    """Say in a sentence, if it is so, that there are files which nothing could be taken from."""
    from smregister.output.words import counted

    if not reading.unread:
        return []
    files = f"{counted(reading.unread, 'file')} {'says' if reading.unread == 1 else 'say'}"
    return [f"what {files} can't be relied on and is left out; `smregister validate` says why"]


def days_of(text: str) -> int:
    """Read how many days an option says.

    Raises FatalError if it says none.
    """
    if re.fullmatch(r"[0-9]{1,4}d?", text, re.ASCII) is None:
        message = f"`{text}` is no number of days; write it like 90d"
        raise FatalError(message)
    return int(text.removesuffix("d"))
