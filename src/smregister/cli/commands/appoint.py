"""`appoint`: a new appointment from a letter, or a replacement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from smregister.appointments.officers import is_same_officer
from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.completion import complete_agency, complete_id
from smregister.cli.context import Context
from smregister.cli.new_record import (
    Draft,
    complete_draft,
    find_kept,
    open_for_add,
    open_for_record,
    read_fields,
    split_record_id,
)
from smregister.cli.options import AsOf, Assignments, DryRun, FieldsFrom, NoInput
from smregister.cli.paths import hash_external_file
from smregister.cli.prompts import InconsistentAnswersError
from smregister.cli.write_access import SUBMIT
from smregister.editing.appoint import assign_replacement, complete_appointment, require_replaceable
from smregister.editing.assignments import Assignment, read_assignment
from smregister.editing.draft import with_assignments
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.kinds import Kind
from smregister.register.lookup import find_kind, find_record, require_appointment
from smregister.register.register import Register

PANELS = {
    "Replacement": ("replace", "reason"),
    "Officer": ("post", "unit", "officer", "email", "forge_login", "forge_id", "training"),
    "Appointment": ("role", "account", "duty", "effective_from", "effective_to", "acting_for", "acting_until"),
    "Letter": (
        *("directive", "number", "date", "signed_by", "subject", "letter", "received", "channel", "sent_by_email"),
        *("hardcopy", "registry_number"),
    ),
}

FIELDS = {
    "post": "officer.post",
    "unit": "officer.unit",
    "officer": "officer.name",
    "email": "officer.email",
    "forge_login": "officer.forge.login",
    "forge_id": "officer.forge.user_id",
    "role": "role",
    "directive": "directive",
    "number": "letter.number",
    "date": "letter.date",
    "signed_by": "letter.signed_by.post",
    "subject": "letter.subject",
    "received": "letter.softcopy.received",
    "channel": "letter.softcopy.channel",
    "sent_by_email": "letter.softcopy.sent_by_email",
    "hardcopy": "letter.hardcopy.received",
    "registry_number": "letter.hardcopy.registry_number",
    "effective_from": "effective_from",
    "effective_to": "effective_to",
    "acting_for": "acting.for",
    "acting_until": "acting.until",
}
"""Parameter of an option with one value -> the field that it sets."""

OPTIONS = {field: f"--{parameter.replace('_', '-')} …" for parameter, field in FIELDS.items()}
"""Field -> the option that sets it."""

_COURSE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?\s+(\S.*)", re.DOTALL)


def appoint(
    ctx: typer.Context,
    agency: Annotated[
        str | None,
        typer.Argument(
            metavar="[AGENCY]",
            help="The agency that appoints; not needed with --replace.",
            autocompletion=complete_agency,
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The record's name. Default: post and year.")
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="The appointment that this letter replaces.", autocompletion=complete_id),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the replaced appointment ends. Default: replaced.")
    ] = None,
    post: Annotated[str | None, typer.Option(metavar="POST", help="The officer's post.")] = None,
    unit: Annotated[str | None, typer.Option(metavar="UNIT", help="The unit in the agency.")] = None,
    officer: Annotated[str | None, typer.Option(metavar="NAME", help="The officer's name; never published.")] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The officer's e-mail address on a government domain.")
    ] = None,
    forge_login: Annotated[
        str | None, typer.Option(metavar="LOGIN", help="The officer's login on the server, such as GitHub.")
    ] = None,
    forge_id: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="The number of that account. It decides what the officer may change."),
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="The officer's role, such as lead, admin or editor.")
    ] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACCOUNT", help="An account that the letter covers; may be repeated. Default: all of the agency."
        ),
    ] = None,
    duty: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A duty; may be repeated. Default: the directive's duties.")
    ] = None,
    directive: Annotated[str | None, typer.Option(metavar="ID", help="The directive that the letter answers.")] = None,
    number: Annotated[str | None, typer.Option(metavar="NUMBER", help="The letter's number.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="The letter's date.")] = None,
    signed_by: Annotated[str | None, typer.Option(metavar="POST", help="The post of the person who signed it.")] = None,
    subject: Annotated[str | None, typer.Option(metavar="TEXT", help="The subject line.")] = None,
    letter: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The scan. Only its SHA-256 is recorded; the file stays where it is."),
    ] = None,
    received: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day when the desk received the scan.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="CHANNEL", help="How it was sent. Default: the directive's channel.")
    ] = None,
    sent_by_email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The address it was sent from; never published.")
    ] = None,
    hardcopy: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day when the desk received the paper.")
    ] = None,
    registry_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The number of the paper in the desk's registry.")
    ] = None,
    effective_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day of the appointment.")
    ] = None,
    effective_to: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day of the appointment, if the letter names one.")
    ] = None,
    acting_for: Annotated[
        str | None, typer.Option(metavar="POST", help="The post being covered, for an acting officer.")
    ] = None,
    acting_until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day of acting, for an acting officer.")
    ] = None,
    training: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'DATE COURSE'", help="A course the officer took, like `2024-03-01 The basics`; may be repeated."
        ),
    ] = None,
    set_: Assignments = None,
    source: FieldsFrom = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Appoint an officer by letter, or replace one.

    At a terminal, the command asks for missing fields. With --replace, missing fields come from the replaced
    appointment, which ends on the day before the new one begins. Both records are written, or neither.

    \b
    Examples:
      smregister appoint my-japen --post "Pegawai Penerangan" --role editor \\
        --number 9/2026 --date 2026-02-23 --signed-by Pengarah \\
        --effective-from 2026-03-02 --letter ../letter-9.pdf
      smregister appoint --replace my-japen/pegawai-media-2024 \\
        --number 10/2026 --date 2026-03-25 --effective-from 2026-04-01
    """
    context, interactive = open_for_add(ctx, as_of, no_input=no_input)
    register = context.register()
    kind = find_kind(register.kinds, "appointment")
    replaced = _find_replaced(register, replace, reason)
    agency, name = _resolve_agency(agency, name, replaced, interactive=interactive)
    digest = hash_external_file(context, letter, "the letter", "--letter") if letter else None
    options = read_options(kind, ctx.params, digest)
    assignments = [*options, *(read_assignment(kind, text) for text in set_ or [])]
    data = complete_appointment(register, with_assignments(read_fields(source), assignments), replaced)
    draft = Draft(kind, agency, name, data, OPTIONS, partial(_again, replaced), thorough=True, kept=find_kept(source))

    def plan(draft: Draft, path: str) -> dict[str, bytes]:
        record = _find_replaced(context.register(), replace, reason)
        ended = _end_replaced(context, draft, path, record, reason) if record else {}
        return {path: draft.encode(), **ended}

    draft = complete_draft(context, draft, interactive=interactive, plan=plan)
    with open_for_record(ctx, as_of, context, draft, interactive=interactive) as (context, path):
        step = SUBMIT if letter else f"smregister letter {kind.path_template.id_at(path)} -o ../letter.pdf"
        notes = _remind_of_handover(replaced, draft, path) if replaced else ()
        apply_changes(context, plan(draft, path), dry_run=dry_run, notes=notes, next_step=step)


def _again(replaced: Record | None, draft: Draft) -> str:
    """Return the command that appoints again."""
    if replaced:
        return f"appoint --replace {replaced.id}"
    return f"appoint {'/'.join(filter(None, [draft.agency, draft.name]))}".rstrip()


def _find_replaced(register: Register, replace: Sequence[str] | None, reason: str | None) -> Record | None:
    """Find the appointment to replace, if any."""
    if not replace:
        if reason:
            raise FatalError("--reason is about the replaced appointment; add --replace ID")
        return None
    if len(replace) > 1:
        raise FatalError("an appointment replaces only one other; use one command for each officer")
    record = require_appointment(find_record(register, replace[0]))
    require_replaceable(register, record)
    return record


def _resolve_agency(
    agency: str | None, name: str | None, replaced: Record | None, *, interactive: bool
) -> tuple[str | None, str | None]:
    """Return the agency and name of the new appointment, as far as given."""
    if agency and "/" in agency:
        agency, name = split_record_id(agency, None)
    if replaced and agency not in (None, replaced.agency):
        raise FatalError(
            f"`{replaced.id}` does not belong to agency `{agency}`; leave the agency out, or write the new "
            f"appointment's name as `{replaced.agency}/NAME`"
        )
    agency = replaced.agency if replaced else agency
    if agency is None and not interactive:
        raise FatalError(
            "the agency is missing; write `smregister appoint AGENCY …` or `smregister appoint --replace ID …`"
        )
    return agency, name


def _end_replaced(context: Context, draft: Draft, path: str, replaced: Record, reason: str | None) -> dict[str, bytes]:
    name, begin = path.rpartition("/")[2].removesuffix(".yaml"), str(draft.data.get("effective_from"))
    try:
        assignments = assign_replacement(replaced, begin, name, reason, context.as_of.isoformat())
    except FatalError as error:
        raise InconsistentAnswersError(str(error), [("effective_from",)]) from error
    return edit_record(context, draft.kind, replaced, assignments)


def _remind_of_handover(replaced: Record, draft: Draft, path: str) -> Iterator[str]:
    if not is_same_officer(Record(replaced.kind, "", path, draft.data), replaced):
        yield f"`{replaced.id}` ends; record the handover with `smregister handover {replaced.id}`"


def read_options(kind: Kind, parameters: Mapping[str, Any], digest: str | None) -> Iterator[Assignment]:
    """Yield the assignments of the options; `digest` is that of the letter's file.

    Raises FatalError if a value is invalid.
    """
    for parameter, field in FIELDS.items():
        if parameters[parameter] is not None:
            yield read_assignment(kind, f"{field}={parameters[parameter]}")
    if digest is not None:
        yield Assignment(("letter", "softcopy", "sha256"), digest, adds=False)
    if parameters["account"]:
        yield Assignment(("accounts",), _parse_accounts(kind, parameters["account"]), adds=False)
    if parameters["duty"]:
        yield Assignment(("duties",), [*parameters["duty"]], adds=False)
    if parameters["training"]:
        yield Assignment(("training",), [*map(_parse_course, parameters["training"])], adds=False)


def _parse_accounts(kind: Kind, names: Sequence[str]) -> Value:
    """Return the accounts, or the one word that means all of them."""
    choices = kind.fields[("accounts",)].choices
    return names[0] if len(names) == 1 and names[0] in choices else [*names]


def _parse_course(text: str) -> Value:
    """Parse `2024-03-01 Course`, or `2024-03-01..2025-03-01 Course` with its end."""
    match = _COURSE.fullmatch(text.strip())
    if match is None:
        raise FatalError(f"--training must be a date and a course, like `2024-03-01 The basics`; `{text}` is not")
    day, until, course = match.groups()
    return {"course": course, "date": day, **({"valid_until": until} if until else {})}
