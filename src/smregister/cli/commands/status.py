"""`status`: another status of a record, since a day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import Context, load_record, open_context, parse_date
from smregister.cli.desk_notice import describe_approval
from smregister.cli.field_completion import complete_status
from smregister.cli.field_questions import FieldQuestions
from smregister.cli.options import RECORD, AsOf, DryRun, Json, NoInput, OptionalRecordId
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.states import change_status, kinds_with_status

PANELS = {RECORD: ("on",)}


def status(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    value: Annotated[
        str | None,
        typer.Argument(metavar="STATUS", help="The new status, such as dormant.", autocompletion=complete_status),
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The first day of the status. Default: today.")] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Change the status of a record.

    The first day of the status, `status_since`, changes with it. `close` and `transfer` end a record, and `reopen`
    removes the end. If the desk must approve the change, the command says so.

    \b
    Examples:
      smregister status my-japen/facebook-malaysiaaktif dormant
      smregister status my-japen/x-malaysiaaktif compromised --on 2026-03-27
    """
    answers = ask_missing(
        ctx, {"ID": record_id, "STATUS": value}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    edit = change_status(kind, record, answers["STATUS"], parse_date(on) if on else None, context.as_of)
    contents = edit_record(context, kind, record, *edit)
    apply_changes(context, contents, dry_run=dry_run, notes=describe_approval(context, contents), json=json)


def _questions(context: Context, answers: Answers) -> Iterator[Question]:
    yield record_question(context, "The record whose status changes.", *kinds_with_status(context.snapshot.kinds))
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    if kind.closing and kind.closing.status:
        field = FieldQuestions(register, kind, {}, record.agency).question(kind.closing.status)
        yield field._replace(key="STATUS", required=True)
