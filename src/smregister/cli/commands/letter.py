"""`letter`: letters of appointment and replacement."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.completion import complete_agency, complete_id
from smregister.cli.console import is_interactive, print_message
from smregister.cli.context import Context, load_appointment, load_record, open_context, parse_date
from smregister.cli.desk_notice import describe_approval
from smregister.cli.options import OUTPUT, AgencyLanguage, AsOf, DryRun, Json, NoInput, Ref
from smregister.cli.paths import hash_external_file, read_limited
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing, print_next
from smregister.editing.appoint import require_replaceable
from smregister.editing.states import assign, require_past
from smregister.errors import FatalError
from smregister.letters.compose import DOTS, compose
from smregister.letters.docx.package import LARGEST_FILE
from smregister.letters.docx.render import find_template, write_default_template, write_docx
from smregister.letters.letter import Letter
from smregister.letters.pdf import write_pdf
from smregister.letters.reminder_mail import choose_agency_language
from smregister.letters.sources import draft_appointment, find_sources, list_references
from smregister.model import Record, Value
from smregister.records.views import Agency, Appointment
from smregister.register.lookup import require_appointment
from smregister.register.references import record_key
from smregister.register.register import Register
from smregister.register.settings import register_settings
from smregister.repository.atomic_write import write_file
from smregister.translations import load_translations

PANELS = {
    "Received": ("received", "hardcopy_received", "on"),
    "Draft": ("blank", "agency", "replace", "directive"),
    OUTPUT: ("output", "language", "signed_at", "template", "template_out", "force"),
}
_FORMATS = (".pdf", ".docx")


def letter(
    ctx: typer.Context,
    record_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="The appointment: `agency/name`, or its path.", autocompletion=complete_id),
    ] = None,
    received: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Record the signed scan: its SHA-256 and the day. The file stays outside."),
    ] = None,
    hardcopy_received: Annotated[
        str | None, typer.Option(metavar="DATE", help="Record the day when the desk received the paper.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day when the scan was received. Default: today.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The file to write: .pdf or .docx.")
    ] = None,
    language: AgencyLanguage = None,
    signed_at: Annotated[
        str, typer.Option("--place", metavar="TOWN", help="The town where it is signed. Default: an empty line.")
    ] = "",
    blank: Annotated[
        bool, typer.Option("--blank", help="Write a draft without a record, with --agency or --replace.")
    ] = False,
    agency: Annotated[
        str | None, typer.Option(metavar="AGENCY", help="The agency of the draft.", autocompletion=complete_agency)
    ] = None,
    replace: Annotated[
        str | None,
        typer.Option(metavar="ID", help="The appointment that the draft replaces.", autocompletion=complete_id),
    ] = None,
    directive: Annotated[str | None, typer.Option(metavar="ID", help="The directive that the draft answers.")] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A Word template. Default: letters/AGENCY.docx or letters/letter.docx beside registry/.",
        ),
    ] = None,
    template_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Only write the standard Word template to a file, to edit it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    ref: Ref = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Write the letter of an appointment, or record the signed one.

    At a terminal, the command asks for the appointment and the file. When the signed letter is back, --received records
    it.

    The letter lists the agency's accounts on the date of the letter, or on the day of --as-of. The same record always
    gives the same file. The letter contains private data: keep it outside the register. With --blank, the letter is a
    draft for a record that does not exist yet.

    \b
    Examples:
      smregister letter my-japen/pegawai-media-2024 -o ../letter.docx --lang en
      smregister letter --blank --replace my-japen/pegawai-media-2024 -o ../a.docx
      smregister letter --template-out ../template.docx
      smregister letter my-japen/pegawai-media-2024 --received ../scan.pdf \\
        --hardcopy-received 2026-03-26
    """
    if received or hardcopy_received:
        _require_alone(ctx)
        answers = ask_missing(
            ctx, {"ID": record_id}, partial(_receipt_questions, open_context(ctx, None, as_of)), no_input=no_input
        )
        context = open_for_writing(ctx, as_of)
        record, register = load_appointment(context, answers["ID"])
        assignments = assign(_receive(context, record, received, on, hardcopy_received))
        contents = edit_record(context, register.kinds[record.kind], record, assignments)
        apply_changes(context, contents, dry_run=dry_run, notes=describe_approval(context, contents), json=json)
        return
    if template_out is not None:
        _write_template(template_out, force=force)
        return
    if is_interactive() and not (no_input or blank or agency or replace):
        record_id, output = _ask_missing(ctx, record_id, output)
    subjects = [name for name in (record_id, agency, replace) if name is not None]
    if output is None or len(subjects) != 1 or blank == (record_id is not None) or (directive and not blank):
        raise FatalError(
            "name an appointment and a file, `smregister letter ID -o FILE`, or --blank --agency AGENCY -o FILE"
        )
    _parse_output(str(output))
    _require_free(output, force=force)
    context = open_context(ctx, ref, as_of)
    if blank:
        register, appointment = _create_blank(context, agency, directive, replace)
    else:
        register, appointment = _load_appointment(context, subjects[0])
    day = context.as_of.isoformat() if blank or as_of else appointment.text("letter", "date")
    content = _compose(context, register, appointment, day or context.as_of.isoformat(), language, signed_at)
    _write(context, output, _render(context, content, appointment, output, template), blank=blank)
    whose = f"--replace {replace}" if replace else agency
    print_next(
        context.root,
        f"smregister appoint {whose} --letter ../SCAN.pdf"
        if blank
        else f"smregister letter {record_id} --received ../SCAN.pdf",
    )


def _require_alone(ctx: typer.Context) -> None:
    """Raise FatalError if an option of another use is given with --received."""
    names = (
        "output",
        "language",
        "signed_at",
        "blank",
        "agency",
        "replace",
        "directive",
        "template",
        "template_out",
        "ref",
    )
    options = [option for option in ctx.command.params if option.name in names and ctx.params[option.name]]
    if options:
        raise FatalError(f"{options[0].opts[-1]} is for writing a letter; leave it out, or --received")


def _receive(
    context: Context, record: Record, scan: Path | None, on: str | None, paper_on: str | None
) -> dict[str, Value]:
    """Return the fields of a received letter; the day of a scan that is known stays, unless another is given."""
    values: dict[str, Value] = {}
    if scan:
        known = None if on else record.value("letter", "softcopy", "received")
        values["letter.softcopy.sha256"] = hash_external_file(context, scan, "the letter", "--received")
        values["letter.softcopy.received"] = known or require_past(
            parse_date(on) if on else context.as_of, context.as_of
        )
    elif on:
        raise FatalError("--on is the day when the scan was received; add --received FILE")
    if paper_on:
        values["letter.hardcopy.received"] = require_past(parse_date(paper_on), context.as_of)
    return values


def _receipt_questions(context: Context, _: Answers) -> Iterator[Question]:
    hint = "The appointment whose letter was received."
    yield record_question(context, hint, "appointment", check=require_appointment)


def _ask_missing(ctx: typer.Context, record_id: str | None, output: Path | None) -> tuple[str, Path]:
    given = {"ID": record_id, "--output": None if output is None else str(output)}
    answers = ask_missing(ctx, given, partial(_questions, open_context(ctx)), no_input=False)
    return answers["ID"], Path(answers["--output"])


def _questions(context: Context, _: Answers) -> Iterator[Question]:
    yield record_question(context, "The appointment.", "appointment", check=require_appointment)
    hint = "The file to write, outside the register: a PDF or a Word document."
    yield Question("--output", "File", hint, default="../letter.pdf", required=True, parse=_parse_output)


def _parse_output(text: str) -> str:
    if not text.lower().endswith(_FORMATS):
        raise FatalError(f"{text} must end in .pdf or .docx")
    return text


def _require_free(path: Path, *, force: bool) -> None:
    if path.is_dir() or (path.exists() and not force):
        hint = "" if path.is_dir() else ", or add --force"
        raise FatalError(f"{path} already exists; choose another name{hint}")


def _write_template(path: Path, *, force: bool) -> None:
    if path.suffix.lower() != ".docx":
        raise FatalError(f"{path} must end in .docx, as a Word template")
    _require_free(path, force=force)
    write_file(path, write_default_template())
    print_message(f"{path} written; to use it, save it as letters/letter.docx or letters/AGENCY.docx beside registry/")


def _load_appointment(context: Context, name: str) -> tuple[Register, Record]:
    record, register = load_record(context, name)
    if record.kind != "appointment":
        raise FatalError(f"`{record.id}` is of kind {record.kind}; a letter needs an appointment")
    return _load_sources(context, register, record), record


def _create_blank(
    context: Context, agency: str | None, directive: str | None, replace: str | None
) -> tuple[Register, Record]:
    """Create an appointment for a draft, with the records that its letter uses."""
    replaced = None
    if replace:
        replaced, register = load_appointment(context, replace)
        require_replaceable(register, replaced)
    else:
        _, register = load_record(context, f"agency:{agency}")
    agency = (replaced.agency if replaced else agency) or ""
    register = _load_sources(context, register, draft_appointment(register, agency, directive or "", replaced))
    return register, draft_appointment(register, agency, directive or "", replaced)


def _load_sources(context: Context, register: Register, appointment: Record) -> Register:
    """Read the agency of an appointment and the other records of its letter."""
    keys = {record_key("agency", appointment.agency or "")}
    index = context.snapshot.index
    while not keys >= (more := {record_key(*reference) for reference in list_references(register, appointment)}):
        keys |= more
        register = index.related_to(keys)
    return register


def _compose(
    context: Context, register: Register, appointment: Record, day: str, language: str | None, signed_at: str
) -> Letter:
    sources = find_sources(register, appointment, day)
    site = register_settings(context.tree).get("site")
    words = load_translations(language or choose_agency_language(register, Agency(sources.agency)))
    blank = not appointment.path
    if not isinstance(site, str) and not blank:
        print_message(
            "the letter has no QR code, because register.yaml lacks the address of the published register; "
            "set it with `smregister edit register --set site=https://ADDRESS`"
        )
    address = site if isinstance(site, str) else ""
    content = compose(sources, register.platforms, words, day, site=address, place=signed_at, blank=blank)
    if blanks := [] if blank else [*_find_blanks(content, Appointment(appointment))]:
        options = " ".join(f"--set {field}=…" for field in blanks)
        print_message(f"the letter has blanks; to fill them in: `smregister edit {appointment.id} {options}`")
    return content


def _find_blanks(content: Letter, appointment: Appointment) -> Iterator[str]:
    """Yield the fields that a letter should state and the record lacks."""
    if not appointment.officer.name and not appointment.officer.removed.date:
        yield "officer.name"
    if content.signatory_post == DOTS:
        yield "letter.signed_by.post"


def _render(context: Context, content: Letter, appointment: Record, path: Path, template: Path | None) -> bytes:
    if path.suffix.lower() == ".pdf":
        if template is not None:
            raise FatalError("--template needs an --output that ends in .docx")
        return write_pdf(content)
    if template is not None:
        return write_docx(content, read_limited(template, LARGEST_FILE), str(template))
    return write_docx(content, *(find_template(context.tree, appointment.agency or "") or ()))


def _write(context: Context, path: Path, content: bytes, *, blank: bool) -> None:
    if not blank and path.resolve().is_relative_to(context.root):
        raise FatalError(f"{path} is inside the register's folder, and the letter names a person; write it outside")
    write_file(path, content)
    print_message(f"{path} written" if blank else f"{path} written; it names a person: do not publish or commit it")
