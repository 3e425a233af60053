"""`report succession`: action items, with mails and draft letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from smregister.appointments.action_items import ActionItem, find_action_items
from smregister.cli.commands.report import Format, parse_days, print_report
from smregister.cli.console import print_message
from smregister.cli.context import open_context
from smregister.cli.options import OUTPUT, SELECTION, AgencyLanguage, AsOf, Json, Ref
from smregister.errors import FatalError
from smregister.letters.compose import compose
from smregister.letters.docx.render import find_template, write_docx
from smregister.letters.reminder_mail import choose_agency_language, name_drafts, write_mails
from smregister.letters.sources import draft_appointment, find_sources
from smregister.model import Table
from smregister.output.phrases import format_count
from smregister.register.register import Register
from smregister.reports.succession import succession as report_of
from smregister.repository.atomic_write import write_file
from smregister.repository.tree import Tree
from smregister.translations import load_translations

# The options --ref, --as-of and --lang.
_Options: TypeAlias = tuple[str | None, str | None, str | None]

PANELS = {SELECTION: ("within",), OUTPUT: ("drafts",)}


def succession(
    ctx: typer.Context,
    within: Annotated[str, typer.Option(metavar="DAYS", help="How many days to look ahead.")] = "90d",
    drafts: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write an e-mail to each agency, and draft letters, to this folder."),
    ] = None,
    language: AgencyLanguage = None,
    ref: Ref = None,
    as_of: AsOf = None,
    format_: Format = "text",
    json: Json = False,
) -> None:
    """List expiring appointments and unmet obligations.

    Each line has the command that drafts the letter. With --drafts, the command writes an e-mail to each agency. Read
    e-mails and drafts before you send them.

    \b
    Examples:
      smregister report succession --within 90d
      smregister report succession --within 30d --drafts mails
    """
    days = parse_days(within)

    def build(register: Register) -> Table:
        items = find_action_items(register, days)
        if drafts is not None:
            _write_drafts(ctx, register, items, drafts, (ref, as_of, language))
        return report_of(items, register.day, days)

    print_report(ctx, build, ref, as_of, format_, json, language)


def _write_drafts(
    ctx: typer.Context, register: Register, items: list[ActionItem], folder: Path, options: _Options
) -> None:
    """Write a mail to each agency and its draft letters.

    Raises FatalError if a file exists, since it may have been edited, or can't be written.
    """
    texts = {
        folder / f"{agency}.txt": text.encode() for agency, text in write_mails(register, items, options[2]).items()
    }
    letters = {folder / name: content for name, content in _draft_letters(ctx, register, items, options)}
    existing = next((path for path in (*texts, *letters) if path.exists()), None)
    if existing is not None:
        raise FatalError(f"{existing} already exists; choose another folder")
    try:
        for path, content in (*texts.items(), *letters.items()):
            write_file(path, content)
    except OSError as error:
        raise FatalError(f"the mails can't be written: {error.strerror}") from error
    print_message(
        f"{format_count(len(texts), 'mail')} and {format_count(len(letters), 'draft')} of letters written to {folder}"
    )


def _draft_letters(
    ctx: typer.Context, register: Register, items: list[ActionItem], options: _Options
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of draft letters; print why some can't be drafted."""
    tree, errors = open_context(ctx, *options[:2]).tree, dict[str, None]()
    for _, group in groupby(items, key=lambda item: item.agency):
        for name, item in name_drafts(group).items():
            try:
                yield name, _draft_letter(register, item, tree, options[2])
            except FatalError as error:
                errors[str(error)] = None
    for message in errors:
        print_message(f"some letters are not drafted: {message}")


def _draft_letter(register: Register, item: ActionItem, tree: Tree, language: str | None) -> bytes:
    agency, day = item.agency, register.day.isoformat()
    directive = item.answered.id if item.answered else ""
    replaced = item.replaced.record if item.replaced else None
    sources = find_sources(register, draft_appointment(register, agency.id, directive, replaced), day)
    words = load_translations(language or choose_agency_language(register, agency))
    letter = compose(sources, register.platforms, words, day, blank=True)
    return write_docx(letter, *(find_template(tree, agency.id) or ()))
