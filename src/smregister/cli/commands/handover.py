"""`handover`: what was done when an officer left."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import load_appointment, parse_date
from smregister.cli.options import AsOf, DryRun, RecordId
from smregister.cli.write_access import open_for_writing
from smregister.editing.appoint import assign_handover, find_remaining_parts
from smregister.errors import FatalError
from smregister.records.kinds import Kind


def handover(
    ctx: typer.Context,
    record_id: RecordId,
    access_removed: Annotated[
        bool, typer.Option("--access-removed", help="The officer's access to every account was removed.")
    ] = False,
    recovery_changed: Annotated[
        bool, typer.Option("--recovery-changed", help="Recovery addresses and telephones were changed.")
    ] = False,
    tools_removed: Annotated[
        bool, typer.Option("--tools-removed", help="The officer was removed from publishing tools.")
    ] = False,
    password_changed: Annotated[
        bool, typer.Option("--password-changed", help="Every password the officer knew was changed.")
    ] = False,
    devices_returned: Annotated[
        bool, typer.Option("--devices-returned", help="Telephones, keys and other devices came back.")
    ] = False,
    files_handed_over: Annotated[
        bool, typer.Option("--files-handed-over", help="Originals, templates and records were handed over.")
    ] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it was done. Default: today.")] = None,
    to: Annotated[
        str | None, typer.Option(metavar="ID", help="The appointment of who took over. Default: what replaces it.")
    ] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Record an officer's handover.

    Access, recovery and tools are owed within one working day of the appointment's end; until then, and
    after, `validate` reports what is left.

    \b
    Examples:
      smregister handover my-japen/timbalan-media-2024 --access-removed --recovery-changed --tools-removed
      smregister handover my-japen/timbalan-media-2024 --devices-returned --on 2026-03-02
    """
    context = open_for_writing(ctx, as_of)
    record, register = load_appointment(context, record_id)
    kind = register.kinds[record.kind]
    done = _read_done(ctx, kind)
    settings = assign_handover(record, done, parse_date(on) if on else context.as_of, to)
    left = find_remaining_parts(record, done)
    notes = [f"still to be done: {', '.join(left)}"] if left else []
    apply_changes(context, edit_record(context, kind, record, settings), dry_run=dry_run, notes=notes)


def _read_done(ctx: typer.Context, kind: Kind) -> list[str]:
    names = [field.route[-1] for field in kind.fields.values() if field.route[:-1] == ("handover",)]
    done = [name for name in names if ctx.params.get(name) is True]
    if not done:
        raise FatalError("say what was done: --access-removed, --recovery-changed, --tools-removed …")
    return done
