"""`close`: the end of a record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import Context, load_record, open_context, parse_date
from smregister.cli.field_completion import complete_closable
from smregister.cli.field_questions import FieldQuestions
from smregister.cli.options import RECORD, AsOf, DryRun, NoInput
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.states import end_record

PANELS = {RECORD: ("reason", "on", "replaced_by")}


def close(
    ctx: typer.Context,
    record_id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="The record: `agency/name`, `kind:id`, or its path.",
            autocompletion=complete_closable,
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="REASON", help="Why it ends.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The last day. Default: today.")] = None,
    replaced_by: Annotated[str | None, typer.Option(metavar="ID", help="The record that replaces it.")] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Close a record.

    The record stays in the register, with its last day and the reason.

    \b
    Examples:
      smregister close my-japen/x-malaysiaaktif --reason Merged --on 2025-06-30
      smregister close my-japen/x-malaysiaaktif --reason Merged \\
        --replaced-by my-japen/facebook-malaysiaaktif
    """
    answers = ask_missing(
        ctx,
        {"ID": record_id, "--reason": reason},
        partial(_questions, open_context(ctx, None, as_of), on=on),
        no_input=no_input,
    )
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    on = on or answers.get("--on")
    end = parse_date(on) if on else context.as_of
    assignments = end_record(kind, record.data, answers["--reason"], end, context.as_of, replaced_by)
    apply_changes(context, edit_record(context, kind, record, assignments), dry_run=dry_run)


def _questions(context: Context, answers: Answers, *, on: str | None) -> Iterator[Question]:
    closable = (name for name, kind in context.snapshot.kinds.items() if kind.closing)
    yield record_question(context, "The record to close.", *closable)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    # Raises FatalError if the record can't be closed, or can't be read.
    edit_record(context, kind, record, end_record(kind, record.data, "", context.as_of, context.as_of, None))
    if kind.closing:
        fields = FieldQuestions(register, kind, {}, record.agency)
        yield fields.question(kind.closing.reason)._replace(key="--reason", required=True)
        if on is None:
            day = fields.question(kind.closing.on)
            yield day._replace(key="--on", default=context.as_of.isoformat())
