"""`handle`: another handle of an account."""

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
from smregister.editing.committed import read_committed
from smregister.editing.handles import HandleChange, change_handle, read_committed_account
from smregister.editing.states import require_past

PANELS = {RECORD: ("on", "reason")}


def handle(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The new handle, with or without @, or its address.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day of the new handle. Default: today.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="REASON", help="Why it was changed.")] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Change the handle of an account.

    The address changes with it, and the old handle becomes a former one until the day before. A handle that was never
    committed is a slip and leaves no former handle. If the desk must approve the change, the command says so.

    \b
    Examples:
      smregister handle my-japen/instagram-malaysiaaktif contoh.mybaharu
      smregister handle my-japen/x-malaysiaaktif @contoh_baharu --on 2026-03-02 \\
        --reason "Renamed after the portal"
    """
    answers = ask_missing(
        ctx, {"ID": record_id, "NEW": new}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    change = HandleChange(answers["NEW"], parse_date(on) if on else None, context.as_of, reason)
    require_past(change.day, context.as_of)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    committed = read_committed_account(kind, record, read_committed(context.root, [record.path]))
    edit = change_handle(context.snapshot.platforms, record, change, committed)
    contents = edit_record(context, kind, record, *edit, committed=committed)
    apply_changes(context, contents, dry_run=dry_run, notes=describe_approval(context, contents), json=json)


def _questions(context: Context, answers: Answers) -> Iterator[Question]:
    yield record_question(context, "The account whose handle changes.", "account")
    record, _ = load_record(context, answers["ID"])
    now = record.text("handle") or ""
    hint = f"Now: {now}. Type the new handle, or paste the address of the profile."

    def parse(text: str) -> str:
        change_handle(context.snapshot.platforms, record, HandleChange(text, None, context.as_of), None)
        return text

    yield Question("NEW", "New handle", hint, required=True, parse=parse, history=(now,))
