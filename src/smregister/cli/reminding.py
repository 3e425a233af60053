"""report succession: whose officers are to be followed, and the mails and letters that see to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.options import AsOf, Json, Ref
from smregister.cli.showing import say
from smregister.cli.telling import Format, ReportFormat, tell
from smregister.errors import FatalError

if TYPE_CHECKING:
    from smregister.model import Table
    from smregister.register import Register
    from smregister.succession import Concern


def register_with(reports: typer.Typer) -> None:
    """Add the report to the others."""
    reports.command()(succession)


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
