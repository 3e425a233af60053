"""`close`: the end of a record."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import load_record, parse_date
from smregister.cli.options import AsOf, DryRun, RecordId
from smregister.cli.write_access import open_for_writing
from smregister.editing.draft import assign_end


def close(
    ctx: typer.Context,
    record_id: RecordId,
    reason: Annotated[str, typer.Option(metavar="REASON", help="Why it ends.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="Its last day. Default: today.")] = None,
    replaced_by: Annotated[str | None, typer.Option(metavar="ID", help="What takes its place.")] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """End the life of a record.

    Its file stays for ever, with the day and the reason.

    \b
    Examples:
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --on 2024-06-30
      smregister close my-japen/x-malaysiaaktif --reason "Merged" --replaced-by my-japen/facebook-malaysiaaktif
    """
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, record_id)
    kind = register.kinds[record.kind]
    end = parse_date(on) if on else context.as_of
    assignments = assign_end(kind, record.data, reason, end, context.as_of, replaced_by)
    apply_changes(context, edit_record(context, kind, record, assignments), dry_run=dry_run)
