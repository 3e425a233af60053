"""`rename`: another name of a record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.context import Context, load_record, open_context
from smregister.cli.desk_notice import describe_approval
from smregister.cli.options import AsOf, DryRun, NoInput, OptionalRecordId
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.rename import read_new_name, rename_record
from smregister.errors import FatalError
from smregister.register.lookup import find_record


def rename(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The new name, without the agency.")] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Rename a record and every reference to it.

    Renaming an agency moves its folder with all its records. If the desk must approve it, because a letter names the
    record or the record is the desk's, the command says so.

    \b
    Examples:
      smregister rename my-japen/x-malaysiaaktif x-malaysia-aktif
      smregister rename agency:my-japen my-penerangan
    """
    answers = ask_missing(
        ctx, {"ID": record_id, "NAME": name}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    register = context.register()
    record = find_record(register, answers["ID"])
    new_name = read_new_name(register, record, answers["NAME"])
    contents = rename_record(register, context.tree, record, new_name, context.snapshot.read_text)
    apply_changes(context, contents, dry_run=dry_run, notes=describe_approval(context, contents))


def _questions(context: Context, answers: Answers) -> Iterator[Question]:
    yield record_question(context, "The record to rename.")
    record, register = load_record(context, answers["ID"])
    template = register.kinds[record.kind].path_template

    def parse(text: str) -> str:
        name = read_new_name(register, record, text)
        if error := template.name_error(f"{record.id.rpartition('/')[0]}/{name}".removeprefix("/")):
            raise FatalError(error)
        return name

    hint = f"Now: {record.name}. What refers to it follows."
    yield Question("NAME", "New name", hint, required=True, parse=parse, history=(record.name,))
