"""`edit`: new values of fields."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import load_record
from smregister.cli.field_completion import complete_field
from smregister.cli.options import AsOf, Assignments, DryRun, RecordId
from smregister.cli.write_access import open_for_writing
from smregister.editing.assignments import find_field, read_assignment
from smregister.errors import FatalError
from smregister.pointers import parse_dotted


def edit(
    ctx: typer.Context,
    record_id: RecordId,
    set_: Assignments = None,
    unset: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Take a field away; may be repeated.", autocompletion=complete_field),
    ] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Change fields of a record.

    Every comment, the order and the blank lines elsewhere stay. Nothing is written unless the
    result is valid.

    \b
    Examples:
      smregister edit my-japen/facebook-malaysiaaktif --set status=dormant
      smregister edit my-japen/facebook-malaysiaaktif --set tags+=video --unset audience
    """
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, record_id)
    kind = register.kinds[record.kind]
    if not set_ and not unset:
        raise FatalError("nothing to change; say what with --set FIELD=VALUE or --unset FIELD")
    for field in unset or []:
        find_field(kind, field)
    removed = [parse_dotted(field) for field in unset or []]
    settings = [read_assignment(kind, text) for text in set_ or []]
    apply_changes(context, edit_record(context, kind, record, settings, removed), dry_run=dry_run)
