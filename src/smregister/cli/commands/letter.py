"""letter: letters of appointment and replacement, drawn up from the register."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.completion import complete_agency, complete_id
from smregister.cli.console import print_message
from smregister.cli.context import Context, load_appointment, load_record, open_context, register_settings
from smregister.cli.options import AsOf, Ref
from smregister.cli.paths import read_limited
from smregister.drafts.appointing import demand_replaceable
from smregister.errors import FatalError
from smregister.letters.drawing import letter_of
from smregister.letters.letter import Letter
from smregister.letters.packages import LARGEST_FILE
from smregister.letters.pdf import as_pdf
from smregister.letters.sources import Sources, named_elsewhere, sources_of, unwritten
from smregister.letters.templates import template_for
from smregister.letters.word import as_docx, template_to_edit
from smregister.mentions import record_thing
from smregister.model import Record
from smregister.register import Register
from smregister.wordings import language_for, wording
from smregister.writing.files import write_file


class LetterLanguage(StrEnum):
    """The languages that letters are written in."""

    id = "id"
    ms = "ms"
    en = "en"


_FORMATS = (".pdf", ".docx")


def letter(
    ctx: typer.Context,
    record_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The appointment: `agency/name`, or its path.", autocompletion=complete_id),
    ] = None,
    place: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The letter to write, .pdf or .docx.")
    ] = None,
    language: Annotated[
        LetterLanguage | None,
        typer.Option("--lang", help="The letter's language. Default: the first one of the agency's jurisdiction."),
    ] = None,
    signed_at: Annotated[
        str, typer.Option("--place", metavar="TOWN", help="Where it is signed. Default: a line to write on.")
    ] = "",
    blank: Annotated[
        bool, typer.Option("--blank", help="A draft, before there is a record, for --agency or to --replace another.")
    ] = False,
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Whose draft, with --blank.", autocompletion=complete_agency),
    ] = None,
    replace: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The appointment that the draft is to replace.", autocompletion=complete_id),
    ] = None,
    directive: Annotated[str | None, typer.Option(metavar="ID", help="The directive that the draft answers.")] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A Word template. Default: letters/AGENCY.docx or letters/letter.docx beside registry/, or our own.",
        ),
    ] = None,
    template_out: Annotated[
        Path | None,
        typer.Option("--template-out", metavar="FILE", help="Only write our own Word template to a file, to edit it."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    ref: Ref = None,
    as_of: AsOf = None,
) -> None:
    """Draw up the letter of an appointment or a replacement.

    Its date is the letter's own, and so is the day on which all accounts of an agency are listed, unless
    --as-of names another; the same record gives the same file. The letter holds private data: sign it, send
    it, and keep it outside the register.

    \b
    Examples:
      smregister letter id-jk-diskominfotik/pengelola-2020 -o letter.pdf
      smregister letter my-japen/pegawai-media-2024 -o letter.docx --lang en
      smregister letter --blank --agency id-jk-setwan --directive id-jk-20-2018 -o draft.docx
      smregister letter --blank --replace my-japen/pegawai-media-2024 -o draft.docx
      smregister letter --template-out letter.docx
    """
    if template_out is not None:
        _write_template(template_out, force=force)
        return
    whose = [each for each in (record_id, agency, replace) if each is not None]
    if place is None or len(whose) != 1 or blank == (record_id is not None) or (directive and not blank):
        raise FatalError(
            "say whose letter and where to, `smregister letter ID -o FILE`, or --blank --agency AGENCY -o FILE"
        )
    _demand_place(place, force=force)
    context = open_context(ctx, ref, as_of)
    if blank:
        register, appointment = _blank_appointment(context, agency, directive, replace)
    else:
        register, appointment = _appointment(context, whose[0])
    day = context.as_of.isoformat() if blank or as_of else appointment.text("letter", "date")
    drawn = _drawn_up(context, register, appointment, day or context.as_of.isoformat(), language, signed_at)
    _write(context, place, _content(context, drawn, appointment, place, template), blank=blank)


def _demand_place(place: Path, *, force: bool) -> None:
    if place.suffix.lower() not in _FORMATS:
        raise FatalError(f"{place} is neither a .pdf nor a .docx; its ending says how the letter is written")
    _demand_free(place, force=force)


def _demand_free(place: Path, *, force: bool) -> None:
    if place.is_dir() or (place.exists() and not force):
        message = f"{place} is there already; choose another name" + ("" if place.is_dir() else ", or add --force")
        raise FatalError(message)


def _write_template(place: Path, *, force: bool) -> None:

    if place.suffix.lower() != ".docx":
        raise FatalError(f"{place} is no .docx, which a Word template must be")
    _demand_free(place, force=force)
    write_file(place, template_to_edit())
    print_message(f"{place} written; put it at letters/letter.docx, or letters/AGENCY.docx, beside registry/")


def _appointment(context: Context, name: str) -> tuple[Register, Record]:
    """Find an appointment, and with it all that its letter rests on."""
    record, register = load_record(context, name)
    if record.kind != "appointment":
        raise FatalError(f"`{record.id}` is of kind {record.kind}; letters are drawn up of appointments")
    return _with_all_it_rests_on(context, register, record), record


def _blank_appointment(
    context: Context, agency: str | None, directive: str | None, replace: str | None
) -> tuple[Register, Record]:
    """Make up what is known of an appointment that is to come, with all that its letter rests on."""
    replaced = None
    if replace:
        replaced, register = load_appointment(context, replace)
        demand_replaceable(register, replaced)
    else:
        _, register = load_record(context, f"agency:{agency}")
    whose = (replaced.agency if replaced else agency) or ""
    register = _with_all_it_rests_on(context, register, unwritten(register, whose, directive or "", replaced))
    return register, unwritten(register, whose, directive or "", replaced)


def _with_all_it_rests_on(context: Context, register: Register, appointment: Record) -> Register:
    """Read, besides an appointment's own agency, what its letter rests on with others."""
    things = {record_thing("agency", appointment.agency or "")}
    index = context.snapshot.index
    while not things >= (more := {record_thing(*each) for each in named_elsewhere(register, appointment)}):
        things |= more
        register = index.related_to(things)
    return register


def _drawn_up(
    context: Context, register: Register, appointment: Record, day: str, language: LetterLanguage | None, signed_at: str
) -> Letter:

    sources = sources_of(register, appointment, day)
    about = register_settings(context.tree)
    site = about.get("site")
    words = wording("letters", language.value if language else _language(context, sources))
    blank = not appointment.path
    if not isinstance(site, str) and not blank:
        print_message(
            "register.yaml names no `site`, so the letter bears the record's id and check code, but no QR code"
        )
    address = site if isinstance(site, str) else ""
    return letter_of(sources, register.platforms, words, day, site=address, place=signed_at, blank=blank)


def _language(context: Context, sources: Sources) -> str:

    own = register_settings(context.tree).get("languages")
    jurisdiction = sources.jurisdiction
    return language_for(jurisdiction.items("languages") if jurisdiction else (), own if isinstance(own, list) else ())


def _content(context: Context, drawn: Letter, appointment: Record, place: Path, template: Path | None) -> bytes:

    if place.suffix.lower() == ".pdf":
        if template is not None:
            raise FatalError("a Word template is for letters written as .docx")
        return as_pdf(drawn)
    chosen = _template_at(template) if template else template_for(context.tree, appointment.agency or "")
    return as_docx(drawn, *(chosen or ()))


def _template_at(place: Path) -> tuple[bytes, str]:

    return read_limited(place, LARGEST_FILE), str(place)


def _write(context: Context, place: Path, content: bytes, *, blank: bool) -> None:

    write_file(place, content)
    print_message(f"{place} written" if blank else f"{place} written; it names a person, so never publish or commit it")
    if not blank and place.resolve().is_relative_to(context.root):
        print_message(f"{place} lies in the register's own folder; move it elsewhere, so that nobody commits it")
