"""`add`: a new record."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.completion import complete_agency
from smregister.cli.context import Context, list_kinds
from smregister.cli.new_record import (
    Draft,
    complete_draft,
    find_kept,
    open_for_add,
    open_for_record,
    read_fields,
    split_record_id,
)
from smregister.cli.options import RECORD, AsOf, Assignments, DryRun, FieldsFrom, KindName, NoInput
from smregister.cli.prompts import Question, ask_one
from smregister.cli.write_access import SUBMIT
from smregister.editing.assignments import read_assignment
from smregister.editing.draft import with_assignments
from smregister.errors import FatalError
from smregister.records.kinds import Kind
from smregister.register.lookup import find_kind
from smregister.register.register import Register

PANELS = {RECORD: ("agency",)}


def add(
    ctx: typer.Context,
    kind: KindName = "",
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The record's name. Accounts and appointments have a default."),
    ] = None,
    agency: Annotated[
        str | None, typer.Option(metavar="AGENCY", help="The record's agency.", autocompletion=complete_agency)
    ] = None,
    set_: Assignments = None,
    source: FieldsFrom = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Add a record.

    At a terminal, the command asks for missing fields. A record with an error is not written.

    \b
    Examples:
      smregister add account --agency my-japen \\
        --set url=https://x.com/contoh_berita --set purpose="News"
      smregister add agency my-japen-johor --from agency.yaml
    """
    context, interactive = open_for_add(ctx, as_of, no_input=no_input)
    kind = kind or _choose_kind(context, interactive=interactive)
    register = context.register()
    record_kind = find_kind(register.kinds, kind)
    if name and "/" in name and record_kind.path_template.in_agency:
        agency, name = split_record_id(name, agency)
    data = with_assignments(read_fields(source), [read_assignment(record_kind, text) for text in set_ or []])
    draft = Draft(record_kind, agency, name, data, kept=find_kept(source))
    draft = complete_draft(context, draft, interactive=interactive)
    with open_for_record(ctx, as_of, context, draft, interactive=interactive) as (context, path):
        step = _next_step(register, record_kind, path)
        apply_changes(context, {path: draft.encode()}, dry_run=dry_run, next_step=step)


def _choose_kind(context: Context, *, interactive: bool) -> str:
    """Prompt for a kind; raise FatalError with the kinds if not interactive."""
    kinds = {name: f"{title} ({count:,} in the register)" for name, title, count in list_kinds(context)}
    if not interactive:
        lines = (f"  smregister add {name}   {title}" for name, title in kinds.items())
        raise FatalError("\n".join(["which kind of record? Give one:", *lines]))
    return str(ask_one(Question("KIND", "Kind", "The kind of record.", kinds, required=True)))


def _next_step(register: Register, kind: Kind, path: str) -> str:
    record_id = kind.path_template.id_at(path)
    agency = (record_id or "").partition("/")[0]
    has_officer = any(record.agency == agency for record in register.of_kind("appointment").values())
    steps = {
        "jurisdiction": f"smregister add agency --set jurisdiction={record_id}",
        "agency": f"smregister add account --agency {agency}",
        "account": "" if has_officer else f"smregister appoint {agency}",
        "appointment": f"smregister letter {record_id} -o ../letter.pdf",
    }
    return steps.get(kind.name) or SUBMIT
