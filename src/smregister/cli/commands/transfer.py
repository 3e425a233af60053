"""`transfer`: an account that another agency takes over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.completion import complete_agency
from smregister.cli.context import Context, load_record, open_context, parse_date
from smregister.cli.desk_notice import describe_approval
from smregister.cli.options import RECORD, AsOf, DryRun, Json, NoInput, OptionalRecordId
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.cli.write_access import open_for_writing
from smregister.editing.transfer import (
    describe_rest,
    plan_transfer,
    require_new_agency,
    require_transferable,
    write_transfer,
)
from smregister.register.lookup import label

PANELS = {RECORD: ("on", "reason", "name")}


def transfer(
    ctx: typer.Context,
    record_id: OptionalRecordId = None,
    agency: Annotated[
        str | None,
        typer.Argument(metavar="AGENCY", help="The agency that takes it over.", autocompletion=complete_agency),
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day at the new agency. Default: today.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why; the public reads it. Default: the new agency.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The name of the new record. Default: that of the old one.")
    ] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Transfer an account to another agency.

    The old record stays and gets the status `transferred`. The new agency gets a record of its own, which the
    references of other accounts follow. Letters and waivers of the old agency are not for it. The desk must approve it.

    \b
    Examples:
      smregister transfer my-japen/x-malaysiaaktif my-japen-selangor
      smregister transfer my-japen/x-malaysiaaktif my-japen-selangor \\
        --on 2026-03-02 --reason "The state office runs it now"
    """
    answers = ask_missing(
        ctx, {"ID": record_id, "AGENCY": agency}, partial(_questions, open_context(ctx, None, as_of)), no_input=no_input
    )
    context = open_for_writing(ctx, as_of)
    register, named = context.register(), load_record(context, answers["ID"])[0]
    record = register.of_kind(named.kind)[named.id]
    day = parse_date(on) if on else context.as_of
    plan = plan_transfer(register, record, answers["AGENCY"], name, day, reason, context.snapshot.read_text)
    contents = write_transfer(plan)
    notes = [*describe_rest(plan), *describe_approval(context, contents)]
    apply_changes(context, contents, dry_run=dry_run, notes=notes, json=json)


def _questions(context: Context, answers: Answers) -> Iterator[Question]:
    yield record_question(context, "The account to transfer.", "account", check=require_transferable)
    record, _ = load_record(context, answers["ID"])
    register = context.register()
    agencies = {key: label(item, register.kinds["agency"]) for key, item in register.of_kind("agency").items()}

    def parse(text: str) -> str:
        return require_new_agency(register, record, text).id

    hint = "The agency that takes it over."
    yield Question("AGENCY", "Agency", hint, agencies, required=True, parse=parse, lists_choices=False)
