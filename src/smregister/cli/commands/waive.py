"""`waive`: a waiver from a clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.completion import complete_clause, complete_id
from smregister.cli.console import print_message
from smregister.cli.context import Context, parse_date
from smregister.cli.new_record import Draft, complete_draft, open_for_add, open_for_record
from smregister.cli.options import RECORD, AsOf, DryRun, NoInput
from smregister.cli.prompts import Answers, Question, ask_missing
from smregister.cli.record_question import record_question
from smregister.editing.draft import find_taken_names
from smregister.editing.waive import draft_waiver, find_clauses
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.slugs import slug, unique_name
from smregister.register.lookup import find_kind, find_record
from smregister.register.register import Register
from smregister.standards.waivers import length_error
from smregister.text import localized

PANELS = {
    RECORD: ("reason", "until", "begin", "name"),
    "Approval": ("approved_by", "approved_on", "reference"),
}
_OPTIONS = {
    "reason": "--reason TEXT",
    "until": "--until DATE",
    "approved.by": "--approved-by POST",
    "approved.date": "--approved-on DATE",
    "approved.reference": "--reference TEXT",
}


def waive(
    ctx: typer.Context,
    record_id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="The account, or the agency for all its accounts.", autocompletion=complete_id
        ),
    ] = None,
    clause: Annotated[
        str,
        typer.Argument(
            metavar="CLAUSE",
            help="The code of a clause. Without it, the codes are listed.",
            autocompletion=complete_clause,
        ),
    ] = "",
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why the exemption is needed; never published.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day, at most a year after the first.")
    ] = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day. Default: today.")] = None,
    approved_by: Annotated[str | None, typer.Option(metavar="POST", help="The post that approved it.")] = None,
    approved_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of approval. Default: today, with --approved-by.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The number of the letter, minutes or decision.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The record's name. Default: the account or agency, and the year."),
    ] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Grant a waiver from a clause.

    A waiver excuses an account or an agency from a clause for a time. It counts from the day of its approval. At a
    terminal, the command asks for missing fields.

    \b
    Examples:
      smregister waive my-japen/x-malaysiaaktif APT-06 \\
        --reason "The course is in May" --until 2026-05-31
      smregister waive my-japen APT-06 --reason "The course is in May" \\
        --until 2026-05-31 --approved-by Manager --reference EX-2026-014
    """
    context, interactive = open_for_add(ctx, as_of, no_input=no_input)
    start = _format_date(begin, context.as_of)
    approval = {
        "by": approved_by,
        "date": _format_date(approved_on, context.as_of if approved_by else None),
        "reference": reference,
    }
    fields = {
        "reason": reason,
        "from": start,
        "until": _format_date(until),
        "approved": _drop_missing(approval) or None,
    }
    register = context.register()
    required: Answers = {"ID": record_id, "CLAUSE": clause or (None if interactive else "")}
    answers = ask_missing(ctx, required, partial(_questions, context), no_input=no_input)
    draft = _draft(register, answers["ID"], answers["CLAUSE"], name, _drop_missing(fields))
    draft = complete_draft(context, draft, interactive=interactive)
    later = f"smregister edit {draft.agency}/{draft.name} --set approved.by=… --set approved.date=… "
    note = f"the waiver has no effect before its approval; record that with `{later}--set approved.reference=…`"
    notes = [] if "approved" in draft.data else [note]
    with open_for_record(ctx, as_of, context, draft, interactive=interactive) as (context, path):
        apply_changes(context, {path: draft.encode()}, dry_run=dry_run, notes=notes)


def _questions(context: Context, answers: Answers) -> Iterator[Question]:
    register = context.register()
    yield record_question(context, "The account, or the agency for all of its accounts.", "account", "agency")
    _, clauses = find_clauses(register, find_record(register, answers["ID"]))
    titles = {name: localized(clause.title, "en") for name, clause in clauses.items()}

    def parse(code: str) -> str:
        return draft_waiver(register, find_record(register, answers["ID"]), code).clause.id

    yield Question("CLAUSE", "Clause", "The clause to be excused from.", titles, required=True, parse=parse)


def _draft(register: Register, record_id: str, code: str, name: str | None, fields: dict[str, Value]) -> Draft:
    """Create a waiver with its name."""
    if "/" in code:
        raise FatalError(f"`{code}` is not a clause; write the account or agency first, then the clause")
    record, kind = find_record(register, record_id), find_kind(register.kinds, "waiver")
    request = draft_waiver(register, record, code)
    print_message(f"{request.clause.id} of `{request.data['standard']}`: {localized(request.clause.title, 'en')}")
    for other in request.others:
        print_message(f"`{other.id}` already excuses from it until {other.until}")
    data = request.data | fields
    error = length_error(Record("waiver", "", "", data))
    if "until" in fields and error:
        raise FatalError(error)
    year = str(fields["from"])[:4]
    default = unique_name(slug(f"{record.name} {year}"), find_taken_names(register, kind, record.agency))
    return Draft(kind, record.agency, name or default, data, _OPTIONS, thorough=True)


def _format_date(text: str | None, default: date | None = None) -> str | None:
    value = parse_date(text) if text else default
    return value.isoformat() if value else None


def _drop_missing(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}
