"""report succession: whose officers are to be followed, and the mails and letters that see to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from smregister.appointments.succession import Concern, concerns
from smregister.cli.commands.report import Format, ReportFormat, parse_days, print_report
from smregister.cli.console import print_message
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.errors import FatalError
from smregister.letters.drawing import letter_of
from smregister.letters.sources import sources_of, unwritten
from smregister.letters.templates import template_for
from smregister.letters.word import as_docx
from smregister.model import Table
from smregister.output.words import counted
from smregister.register import Register
from smregister.reminders.mails import drafts, language_of, mails
from smregister.reports.succession import succession as report_of
from smregister.trees import Tree
from smregister.wordings import wording
from smregister.writing.files import write_file

_At: TypeAlias = tuple[str | None, str | None]


def succession(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="DAYS", help="How far to look ahead, like 90d.")] = "90d",
    drafts: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write a mail to each agency, and drafts of letters, into this folder."),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = ReportFormat.text,
    json: Json = False,
) -> None:
    """Tell whose term, acting or training ends soon, which accounts have nobody, and what directives are owed.

    The command that drafts the letter stands beside each. Mails and drafts are written in the language of the
    agency's jurisdiction, English, Indonesian or Malay; read them before you send them.

    \b
    Examples:
      smregister report succession --within 90d
      smregister report succession --within 30d --drafts mails
    """
    days = parse_days(within)

    def told(register: Register) -> Table:
        found = concerns(register, days)
        if drafts is not None:
            _write_drafts(ctx, register, found, drafts, (ref, as_of))
        return report_of(found, register.day, days)

    print_report(ctx, told, ref, as_of, format_, json)


def _write_drafts(ctx: typer.Context, register: Register, found: list[Concern], folder: Path, at: _At) -> None:
    """Write a mail to each agency, and the letters that are to go with it.

    Raises FatalError if a file is there already, for somebody may have worked on it, or can't be written.
    """
    texts = {folder / f"{agency}.txt": text.encode() for agency, text in mails(register, found).items()}
    letters = {folder / name: content for name, content in _letters(ctx, register, found, at)}
    there = next((place for place in (*texts, *letters) if place.exists()), None)
    if there is not None:
        raise FatalError(f"there is a file {there} already; name another folder")
    try:
        for place, content in (*texts.items(), *letters.items()):
            write_file(place, content)
    except OSError as error:
        raise FatalError(f"the mails can't be written: {error.strerror}") from error
    print_message(f"{counted(len(texts), 'mail')} and {counted(len(letters), 'draft')} of letters written to {folder}")


def _letters(ctx: typer.Context, register: Register, found: list[Concern], at: _At) -> Iterator[tuple[str, bytes]]:
    """Draft the letters that settle what agencies owe, each by its file's name; those that can't be are told of."""
    tree, faults = open_context(ctx, *at).tree, dict[str, None]()
    for _, some in groupby(found, key=lambda each: each.agency):
        for name, concern in drafts(some).items():
            try:
                yield name, _letter(register, concern, tree)
            except FatalError as error:
                faults[str(error)] = None
    for fault in faults:
        print_message(f"some letters are not drafted: {fault}")


def _letter(register: Register, concern: Concern, tree: Tree) -> bytes:

    agency, day = concern.agency, register.day.isoformat()
    answered = concern.answered.id if concern.answered else ""
    replaced = concern.replaced.record if concern.replaced else None
    sources = sources_of(register, unwritten(register, agency.id, answered, replaced), day)
    words = wording("letters", language_of(register, agency))
    letter = letter_of(sources, register.platforms, words, day, blank=True)
    return as_docx(letter, *(template_for(tree, agency.id) or ()))
