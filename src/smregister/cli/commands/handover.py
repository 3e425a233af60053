"""`handover`: what was done when an officer left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.console import is_interactive
from smregister.cli.context import Context, load_appointment, open_context, parse_date
from smregister.cli.options import RECORD, AsOf, DryRun, NoInput, OptionalRecordId
from smregister.cli.prompts import Answers, Question, ask_missing, yes_or_no
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.appoint import assign_handover, find_remaining_parts, require_last_day
from smregister.errors import FatalError
from smregister.records.kinds import Field, Kind
from smregister.records.views import Appointment
from smregister.register.lookup import require_appointment

_NOTHING_DONE = "say what was done: --access-removed, --recovery-changed, --tools-removed, …"
_PARTS = ("access_removed", "recovery_changed", "tools_removed", "password_changed", "devices_returned")
PANELS = {RECORD: (*_PARTS, "files_handed_over", "on", "to")}


def handover(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    access_removed: Annotated[
        bool, typer.Option("--access-removed", help="The officer's access to every account was removed.")
    ] = False,
    recovery_changed: Annotated[
        bool, typer.Option("--recovery-changed", help="Recovery addresses and telephones were changed.")
    ] = False,
    tools_removed: Annotated[
        bool, typer.Option("--tools-removed", help="The officer was removed from publishing tools.")
    ] = False,
    password_changed: Annotated[
        bool, typer.Option("--password-changed", help="Every password the officer knew was changed.")
    ] = False,
    devices_returned: Annotated[
        bool, typer.Option("--devices-returned", help="Telephones, keys and other devices were returned.")
    ] = False,
    files_handed_over: Annotated[
        bool, typer.Option("--files-handed-over", help="Originals, templates and records were handed over.")
    ] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the handover. Default: today.")] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ID", help="The successor's appointment. Default: the one that replaces this.")
    ] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Record an officer's handover.

    Access, recovery addresses and tools are due one working day after the end of the appointment. A second handover
    adds steps to the first, which keep their days. `smregister validate` reports what remains.

    \b
    Examples:
      smregister handover id-jk-diskominfotik/pengelola-2018 \\
        --access-removed --recovery-changed --tools-removed
      smregister handover id-jk-diskominfotik/pengelola-2018 \\
        --devices-returned --on 2019-04-04
    """
    flags = [name for name, value in ctx.params.items() if value is True and name not in ("no_input", "dry_run")]
    answers = _ask_missing(ctx, record_id, flags, as_of, on, is_allowed=not no_input)
    context = open_for_writing(ctx, as_of)
    record, register = load_appointment(context, answers["ID"])
    kind = register.kinds[record.kind]
    done = [field.route[-1] for field in _steps(kind) if answers.get(_option(field.route[-1]))]
    if not done:
        raise FatalError(_NOTHING_DONE)
    assignments = assign_handover(kind, record, done, parse_date(on) if on else context.as_of, to)
    left = find_remaining_parts(record, done)
    last = Appointment(record).last_day or ""
    notes = [f"`{record.id}` is still in force until {last}"] if last >= context.as_of.isoformat() else []
    notes += [f"still to do: {', '.join(left)}"] if left else []
    apply_changes(context, edit_record(context, kind, record, assignments), dry_run=dry_run, notes=notes)


def _ask_missing(
    ctx: typer.Context, record_id: str | None, flags: list[str], as_of: str | None, day: str | None, *, is_allowed: bool
) -> Answers:
    """Return the appointment and the steps that were done, asked for if none is given."""
    given = {_option(flag): True for flag in flags}
    if record_id and not given and not (is_allowed and is_interactive()):
        raise FatalError(_NOTHING_DONE)
    steps = {} if given else {"a step": None}
    questions = partial(_questions, open_context(ctx, None, as_of), asks_steps=not given, day=day)
    return {**given, **ask_missing(ctx, {"ID": record_id, **steps}, questions, no_input=not is_allowed)}


def _questions(context: Context, answers: Answers, *, asks_steps: bool, day: str | None) -> Iterator[Question]:
    yield record_question(context, "The appointment that ended.", "appointment", check=require_appointment)
    record, register = load_appointment(context, answers["ID"])
    require_last_day(record, day or context.as_of.isoformat())
    for field in _steps(register.kinds[record.kind]) if asks_steps else ():
        if record.value("handover", field.route[-1]) is not True:
            yield yes_or_no(_option(field.route[-1]), field.title, f"{field.description} y for yes; Enter for no")


def _steps(kind: Kind) -> list[Field]:
    """Return the fields of the steps of a handover."""
    return [field for field in kind.fields.values() if field.route[:-1] == ("handover",) and "boolean" in field.types]


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
