"""`reopen`: a record without its end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import Context, load_record, open_context, parse_date
from smregister.cli.desk_notice import describe_approval
from smregister.cli.options import RECORD, AsOf, DryRun, Json, NoInput, OptionalRecordId
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.states import kinds_with_status
from smregister.editing.states import reopen as reopen_record

PANELS = {RECORD: ("on", "status")}


def reopen(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day on which it is open again. Default: today.")
    ] = None,
    status: Annotated[str | None, typer.Option(metavar="STATUS", help="Its new status. Default: active.")] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Reopen a closed record.

    The day and the reason of the end, and the record that replaces it, are removed; git keeps them. A planned end is
    removed, too. An account that was closed becomes official again only with the desk's approval.

    \b
    Examples:
      smregister reopen my-japen/facebook-japentv
      smregister reopen my-japen/facebook-japentv --status dormant --on 2026-03-02
    """
    answers = ask_missing(
        ctx, {"ID": record_id}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    edit = reopen_record(kind, record, status, parse_date(on) if on else None, context.as_of)
    contents = edit_record(context, kind, record, *edit)
    apply_changes(context, contents, dry_run=dry_run, notes=describe_approval(context, contents), json=json)


def _questions(context: Context, _: Answers) -> Iterator[Question]:
    yield record_question(context, "The record to reopen.", *kinds_with_status(context.snapshot.kinds))
