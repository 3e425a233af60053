"""`rename`: another name of a record."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.options import AsOf, DryRun, RecordId
from smregister.cli.write_access import open_for_writing
from smregister.editing.rename import rename_record
from smregister.register.lookup import find_record


def rename(
    ctx: typer.Context,
    record_id: RecordId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name, without the agency.")],
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Rename a record and every reference to it.

    To rename an agency moves its folder with all its records.

    \b
    Examples:
      smregister rename my-japen/x-malaysiaaktif x-malaysia-aktif
      smregister rename agency:my-japen my-penerangan
    """
    context = open_for_writing(ctx, as_of)
    register = context.register()
    record = find_record(register, record_id)
    contents = rename_record(register, context.tree, record, name, context.snapshot.read_text)
    apply_changes(context, contents, dry_run=dry_run)
