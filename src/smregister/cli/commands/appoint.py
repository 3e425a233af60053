"""`appoint`: a new appointment from a letter, or a replacement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from smregister.appointments.officers import is_same_officer
from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.completion import complete_agency, complete_id
from smregister.cli.context import Context
from smregister.cli.new_record import Draft, complete_draft, open_for_add, open_for_record, read_fields, split_record_id
from smregister.cli.options import AsOf, Assignments, DryRun, FieldsFrom, NoInput
from smregister.cli.paths import hash_external_file
from smregister.cli.write_access import SUBMIT
from smregister.editing.appoint import assign_replacement, complete_appointment, require_replaceable
from smregister.editing.assignments import Assignment, read_assignment
from smregister.editing.draft import with_assignments
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.kinds import Kind
from smregister.register.lookup import find_kind, find_record, require_appointment
from smregister.register.register import Register

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
    "until": "acting.until",
}
"""Parameter of an option with one value -> the field that it sets."""

OPTIONS = {field: f"--{parameter.replace('_', '-')} …" for parameter, field in FIELDS.items()}
"""Field -> the option that sets it."""

_COURSE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?\s+(\S.*)", re.DOTALL)


def appoint(
    ctx: typer.Context,
    agency: Annotated[
        str | None,
        typer.Argument(metavar="[AGENCY]", help="Who appoints; not needed to replace.", autocompletion=complete_agency),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The record's name. Default: the post and the year.")
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="The appointment that the letter replaces.", autocompletion=complete_id),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the replaced one ends. Default: replaced.")
    ] = None,
    post: Annotated[str | None, typer.Option(metavar="POST", help="The officer's post.")] = None,
    unit: Annotated[str | None, typer.Option(metavar="UNIT", help="The unit within the agency.")] = None,
    officer: Annotated[
        str | None, typer.Option(metavar="NAME", help="The officer's name, which is never published.")
    ] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The officer's address on a government domain.")
    ] = None,
    forge_login: Annotated[
        str | None, typer.Option(metavar="LOGIN", help="The login with which the officer proposes changes.")
    ] = None,
    forge_id: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="The number of that account on the forge: it carries the right."),
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="What the officer may do: lead, admin, editor …")
    ] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ACCOUNT", help="An account the letter covers; may be repeated. Default: all of the agency."
        ),
    ] = None,
    duty: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A duty; may be repeated. Default: those of the directive.")
    ] = None,
    directive: Annotated[str | None, typer.Option(metavar="ID", help="The directive that the letter answers.")] = None,
    number: Annotated[str | None, typer.Option(metavar="NUMBER", help="The letter's number.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="The letter's date.")] = None,
    signed_by: Annotated[str | None, typer.Option(metavar="POST", help="The post of who signed it.")] = None,
    subject: Annotated[str | None, typer.Option(metavar="TEXT", help="What it says it is about.")] = None,
    letter: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Its scan, which stays where it is: only the SHA-256 is recorded."),
    ] = None,
    received: Annotated[str | None, typer.Option(metavar="DATE", help="The day the desk received the file.")] = None,
    channel: Annotated[
        str | None, typer.Option(metavar="CHANNEL", help="The way it came. Default: what the directive says.")
    ] = None,
    sent_by_email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The address it was sent from, which is never published.")
    ] = None,
    hardcopy: Annotated[str | None, typer.Option(metavar="DATE", help="The day the desk received the paper.")] = None,
    registry_number: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The number the paper was given on arrival.")
    ] = None,
    effective_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day of the appointment.")
    ] = None,
    effective_to: Annotated[
        str | None, typer.Option(metavar="DATE", help="Its last day, where the letter names one.")
    ] = None,
    acting_for: Annotated[
        str | None, typer.Option(metavar="POST", help="The post the officer only stands in for.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The day the standing-in ends.")] = None,
    training: Annotated[
        list[str] | None,
        typer.Option(
            metavar="'DATE COURSE'", help="A course the officer has taken: `2024-03-01 The basics`; may be repeated."
        ),
    ] = None,
    set_: Assignments = None,
    source: FieldsFrom = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Appoint an officer by a letter, or replace one.

    At a terminal, what is missing is asked for. With --replace, what the letter does not say is taken over from
    the appointment before, which ends on the day before the new one begins; both are written, or neither.

    \b
    Examples:
      smregister appoint my-japen --post "Pegawai Penerangan" --number 9/2026 --letter ../letter-9.pdf
      smregister appoint id-jk-kota-contoh --directive id-jk-20-2018 --number 7/2018 --date 2018-03-12
      smregister appoint --replace my-japen/pegawai-media-2024 --number 10/2026 --effective-from 2026-04-01
    """
    context, interactive = open_for_add(ctx, as_of, no_input=no_input)
    register = context.register()
    kind = find_kind(register.kinds, "appointment")
    replaced = _find_replaced(register, replace, reason)
    agency, name = _resolve_agency(agency, name, replaced, interactive=interactive)
    digest = hash_external_file(context, letter, "the letter", "--letter") if letter else None
    options = read_options(kind, ctx.params, digest)
    assignments = [*options, *(read_assignment(kind, text) for text in set_ or [])]
    again = f"appoint --replace {replaced.id}" if replaced else ""
    data = complete_appointment(register, with_assignments(read_fields(source), assignments), replaced)
    draft = Draft(kind, agency, name, data, OPTIONS, again, thorough=True)
    draft = complete_draft(register, draft, interactive=interactive)
    with open_for_record(ctx, as_of, context, draft, interactive=interactive) as (context, path):
        record = _find_replaced(context.register(), replace, reason)
        ended = _end_replaced(context, draft, path, record, reason) if record else {}
        step = SUBMIT if letter else f"smregister letter {kind.path_template.id_at(path)} -o letter.pdf"
        notes = _remind_of_handover(replaced, draft, path) if replaced else ()
        apply_changes(context, {path: draft.encode(), **ended}, dry_run=dry_run, notes=notes, next_step=step)


def _find_replaced(register: Register, replace: Sequence[str] | None, reason: str | None) -> Record | None:
    """Find the appointment to replace, if any."""
    if not replace:
        if reason:
            raise FatalError("--reason says why the replaced appointment ends; name that with --replace ID")
        return None
    if len(replace) > 1:
        raise FatalError(
            "an appointment replaces one other; for several officers, give --replace once in a command for each"
        )
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
            f"`{replaced.id}` is not of agency `{agency}`; leave the agency out, and write a name for the new "
            f"appointment as `{replaced.agency}/NAME`"
        )
    agency = replaced.agency if replaced else agency
    if agency is None and not interactive:
        raise FatalError("which agency appoints? `smregister appoint AGENCY …`, or `smregister appoint --replace ID …`")
    return agency, name


def _end_replaced(context: Context, draft: Draft, path: str, replaced: Record, reason: str | None) -> dict[str, bytes]:
    name, begin = path.rpartition("/")[2].removesuffix(".yaml"), str(draft.data.get("effective_from"))
    assignments = assign_replacement(replaced, begin, name, reason, context.as_of.isoformat())
    return edit_record(context, draft.kind, replaced, assignments)


def _remind_of_handover(replaced: Record, draft: Draft, path: str) -> Iterator[str]:
    if not is_same_officer(Record(replaced.kind, "", path, draft.data), replaced):
        yield f"`{replaced.id}` ends; once access is taken away, `smregister handover {replaced.id}` records it"


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
        raise FatalError(f"--training takes the day and the course, like `2024-03-01 The basics`, not `{text}`")
    day, until, course = match.groups()
    return {"course": course, "date": day, **({"valid_until": until} if until else {})}
