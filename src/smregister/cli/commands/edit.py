"""`edit`: new values of fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes, edit_record
from smregister.cli.context import Context, load_record
from smregister.cli.options import AsOf, Assignments, DryRun, RecordId
from smregister.cli.paths import hash_external_file
from smregister.cli.write_access import open_for_writing
from smregister.editing.assignments import Assignment, find_field, read_assignment
from smregister.errors import FatalError
from smregister.pointers import parse_dotted
from smregister.records.kinds import Kind


def edit(
    ctx: typer.Context,
    record_id: RecordId,
    set_: Assignments = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="FIELD", help="Take a field away; may be repeated.")
    ] = None,
    letter: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The signed scan of an appointment's letter: record its SHA-256 and today."),
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
      smregister edit my-japen/pegawai-media-2024 --letter ../scan.pdf
    """
    context = open_for_writing(ctx, as_of)
    record, register = load_record(context, record_id)
    kind = register.kinds[record.kind]
    if not set_ and not unset and not letter:
        raise FatalError("nothing to change; say what with --set FIELD=VALUE or --unset FIELD")
    for field in unset or []:
        find_field(kind, field)
    removed = [parse_dotted(field) for field in unset or []]
    assignments = [*_record_scan(context, kind, letter)] if letter else []
    assignments += [read_assignment(kind, text) for text in set_ or []]
    apply_changes(context, edit_record(context, kind, record, assignments, removed), dry_run=dry_run)


def _record_scan(context: Context, kind: Kind, scan: Path) -> Iterator[Assignment]:
    softcopy = ("letter", "softcopy")
    if (*softcopy, "sha256") not in kind.fields:
        raise FatalError(f"--letter is for appointments; a record of kind {kind.name} has no letter")
    yield Assignment((*softcopy, "sha256"), hash_external_file(context, scan, "the letter", "--letter"), adds=False)
    yield Assignment((*softcopy, "received"), context.as_of.isoformat(), adds=False)
