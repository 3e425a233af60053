"""`fmt`: the canonical form of records."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_message, print_result, print_written
from smregister.cli.context import open_context
from smregister.cli.paths import to_register_paths
from smregister.cli.write_access import command_line, open_for_writing, print_next
from smregister.editing.format import format_records
from smregister.output.phrases import format_count
from smregister.repository.transaction import apply


def fmt(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", help="Only these files or folders.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; end with 1 if a record would change.")] = False,
) -> None:
    """Bring records into canonical form.

    Indentation, quotes and lists get one form. Comments and the order of fields stay.

    \b
    Examples:
      smregister fmt
      smregister fmt --check registry/agencies/my-japen
    """
    context = open_context(ctx) if check else open_for_writing(ctx)
    wanted = to_register_paths(ctx.obj, context.root, paths or ["."])
    changed, refused = format_records(context.tree, wanted)
    for path, reason in refused.items():
        print_message(f"{path}: not changed: {reason}")
    if not check:
        apply(context.root, changed, command_line(), context.tree)
    (print_result if check else print_written)(sorted(changed))
    print_message(f"{format_count(len(changed), 'record')} {'to change' if check else 'changed'}")
    if changed and not check:
        print_next(context.root)
    exit_with(success=not refused and not (check and changed))
