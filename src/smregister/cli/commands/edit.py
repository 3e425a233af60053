"""`edit`: new values of fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record, propose_change
from smregister.cli.console import is_interactive
from smregister.cli.context import Context, load_record, open_context
from smregister.cli.field_completion import complete_field
from smregister.cli.field_questions import FieldQuestions
from smregister.cli.invalid_answers import require_valid_answers
from smregister.cli.options import RECORD, AsOf, Assignments, DryRun, NoInput, OptionalRecordId
from smregister.cli.prompts import (
    Answers,
    InconsistentAnswersError,
    Question,
    ask_in_turn,
    ask_missing,
    continue_command,
)
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.account_fields import canonical_assignments
from smregister.editing.assignments import Assignment, find_field, read_assignment
from smregister.editing.owned_fields import describe_owners, require_status_day
from smregister.errors import FatalError
from smregister.model import Record
from smregister.pointers import parse_dotted
from smregister.records.kinds import Kind
from smregister.records.yaml.layout import TextLayout

PANELS = {RECORD: ("unset",)}


def edit(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    set_: Assignments = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Remove a field; may be repeated.", autocompletion=complete_field),
    ] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Change fields of a record.

    Comments, blank lines and the order of fields stay. A record with an error is not written. If a command of its own
    changes a field together with others, such as `status` or `handle`, that command is named.

    \b
    Examples:
      smregister edit my-japen/facebook-malaysiaaktif --set audience="Families"
      smregister edit my-japen/facebook-malaysiaaktif --set tags+=video
      smregister edit my-japen/facebook-malaysiaaktif --unset audience
      smregister edit my-japen/x-malaysiaaktif \\
        --set former_handles+='{handle: contoh_lama, to: 2018-12-31}'
    """
    answers = ask_missing(
        ctx, {"ID": record_id}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    set_, unset = set_ or [], unset or []
    if not set_ and not unset and is_interactive() and not no_input:
        set_, unset = _ask_fields(open_context(ctx, None, as_of), answers["ID"], is_named=record_id is not None)
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, answers["ID"])
    kind = register.kinds[record.kind]
    if not set_ and not unset:
        raise FatalError("nothing to change; add --set FIELD=VALUE or --unset FIELD")
    for field in unset:
        find_field(kind, field)
    removed = [parse_dotted(field) for field in unset]
    values = [read_assignment(kind, text) for text in set_]
    assignments = [*canonical_assignments(context.snapshot.platforms, record, values)]
    changed = {pointer: value for pointer, value, _ in assignments if record.value(*pointer) != value}
    changed |= dict.fromkeys(removed)
    require_status_day(kind, record, changed)
    contents = edit_record(context, kind, record, assignments, removed)
    apply_changes(context, contents, dry_run=dry_run, notes=describe_owners(kind, record, changed))


def _require_status_day(kind: Kind, record: Record, assignments: Sequence[Assignment]) -> None:
    try:
        require_status_day(kind, record, {assignment.pointer: assignment.value for assignment in assignments})
    except FatalError as error:
        raise InconsistentAnswersError(str(error), [("status",)]) from error


def _questions(context: Context, _: Answers) -> Iterator[Question]:
    yield record_question(context, "The record to change.")


def _ask_fields(context: Context, record_id: str, *, is_named: bool) -> tuple[list[str], list[str]]:
    """Ask for fields and their new values; return them as options."""
    record, register = load_record(context, record_id)
    kind = register.kinds[record.kind]
    # Raises FatalError if the record can't be read, before anything is typed.
    TextLayout(context.snapshot.read_text(record.path))
    fields = FieldQuestions(register, kind, record.data, record.agency, is_new=False)

    def keep(answers: Answers) -> str:
        set_, unset = fields.assignments(answers)
        options = chain(*(["--set", text] for text in set_), *(["--unset", name] for name in unset))
        return continue_command([*([] if is_named else [record_id]), *options])

    def ask(answers: Answers) -> Iterator[Question]:
        yield from fields.others(answers)
        set_, unset = fields.assignments(answers)
        assignments, removed = [read_assignment(fields.kind, text) for text in set_], map(parse_dotted, unset)
        _require_status_day(kind, record, assignments)
        contents = edit_record(context, fields.kind, record, assignments, [*removed])
        require_valid_answers(answers, propose_change(context, contents).errors if set_ or unset else (), record.path)

    return fields.assignments(ask_in_turn(ask, keep))
