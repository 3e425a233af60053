"""The first agency and account of a new register, asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.context import open_context
from smregister.cli.new_record import Draft, complete_draft, open_for_record
from smregister.cli.prompts import ask_one, yes_or_no
from smregister.model import Value


def ask_first_records(ctx: typer.Context, root: Path, jurisdictions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Ask for an agency and its account; yield the kind and the id of each that is written."""
    ctx.obj = root
    data: dict[str, Value] = {"jurisdiction": jurisdictions[0]} if len(jurisdictions) == 1 else {}
    if agency := _ask_record(ctx, "agency", None, data):
        yield "agency", agency
        if account := _ask_record(ctx, "account", agency, {}):
            yield "account", account


def _ask_record(ctx: typer.Context, kind_name: str, agency: str | None, data: dict[str, Value]) -> str | None:
    """Ask for a record and write it; return its id, or None if the user wants none."""
    question = yes_or_no(
        kind_name, f"Add the first {kind_name} now", "y for yes. Enter for later, with `smregister add`."
    )
    if not ask_one(question):
        return None
    # A context of its own, which unlocks the register at its end.
    inner = typer.Context(ctx.command, parent=ctx, obj=ctx.obj)
    with inner:
        context = open_context(inner)
        kind = context.snapshot.kinds[kind_name]
        draft = complete_draft(context.register(), Draft(kind, agency, None, data), interactive=True)
        with open_for_record(inner, None, context, draft, interactive=True) as (context, path):
            apply_changes(context, {path: draft.encode()}, dry_run=False, next_step="")
        return kind.path_template.id_at(path)
