"""edit, close, rename, fmt: changing records, never into unsound ones."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import DryRun, apply_changes, read_text
from smregister.cli.context import open_for_writing
from smregister.cli.options import AsOf, RecordId
from smregister.drafts.moves import renamed
from smregister.lookup import find_record


def rename(
    ctx: typer.Context,
    record_id: RecordId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name, without the agency.")],
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Give a record another name.

    What refers to it follows, and an agency takes its folder along.

    \b
    Examples:
      smregister rename my-japen/x-malaysiaaktif x-malaysia-aktif
      smregister rename agency:my-japen my-penerangan
    """
    context = open_for_writing(ctx, as_of)
    register = context.register()
    record = find_record(register, record_id)
    apply_changes(
        context, renamed(register, context.tree, record, name, lambda path: read_text(context, path)), dry_run=dry_run
    )
