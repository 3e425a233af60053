"""`forget`: a person removed from ended appointments."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.completion import complete_id
from smregister.cli.context import parse_date
from smregister.cli.options import RECORD, AsOf, DryRun
from smregister.cli.write_access import open_for_writing
from smregister.editing.forget import (
    erase_officer,
    find_lines_about,
    find_named_after,
    find_other_appointments,
    find_records_about,
    require_forgettable,
)
from smregister.model import Record
from smregister.register.lookup import find_record, require_appointment
from smregister.register.register import Register

PANELS = {RECORD: ("reference", "every", "on")}


def forget(
    ctx: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Appointments that have ended.", autocompletion=complete_id)
    ],
    reference: Annotated[
        str, typer.Option(metavar="TEXT", help="The number of the request or decision, without a name.")
    ],
    every: Annotated[bool, typer.Option("--all", help="Also remove the person from their other appointments.")] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of removal. Default: today.")] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Remove a person's details from ended appointments.

    Removed are the name, addresses, telephone numbers, server account, keys, out-of-hours contact, certificates and
    notes. The post and the letter's number, dates and SHA-256 stay. The record says when and why a person was removed.

    Git's history keeps the removed details in every clone. `smregister docs privacy` explains how the desk can rewrite
    the history. This clone keeps them for `undo` until another command writes, and in its cache.

    \b
    Examples:
      smregister forget id-jk-diskominfotik/pengelola-2018 --reference DPO/14
      smregister forget id-jk-diskominfotik/pengelola-2018 \\
        --reference DPO/14 --all --dry-run
    """
    context = open_for_writing(ctx, as_of)
    register = context.register()
    named = [require_appointment(find_record(register, name)) for name in ids]
    named = list({record.id: record for record in named}.values())
    same, similar = find_other_appointments(register, named)
    records = [*named, *(same if every else ())]
    require_forgettable(register, records)
    day, kind = parse_date(on) if on else context.as_of, register.kinds["appointment"]
    texts = {r.path: erase_officer(kind, r, context.snapshot.read_text(r.path), day, reference) for r in records}
    notes = [
        *(() if every else _mention("the same officer is also in", same, "--all includes them")),
        *_mention("the same officer may also be in", similar, "if it is the same person, add the ids"),
        *_find_traces(register, records, texts),
    ]
    commit = f"git commit --all -m {shlex.quote(f'Remove a person: {reference}')}"
    contents = {path: text.encode() for path, text in texts.items()}
    apply_changes(context, contents, dry_run=dry_run, notes=notes, next_step=commit)


def _find_traces(register: Register, records: Sequence[Record], texts: Mapping[str, str]) -> Iterator[str]:
    for record in records:
        for line in find_lines_about(record, texts[record.path]):
            yield f"{record.path}:{line}: the person is still named here; remove it by hand"
    if ids := find_records_about(register, records):
        yield f"the person is also named in {', '.join(f'`{record_id}`' for record_id in ids)}"
    for record_id in find_named_after(records):
        yield f"`{record_id}` is named after the person; rename it with `smregister rename {record_id} NAME`"
    yield (
        "write your own commit message: `submit` lists removed fields that were public, such as addresses and logins"
    )
    yield "git's history keeps the removed details; see `smregister docs privacy`"


def _mention(where: str, records: Sequence[Record], advice: str) -> Iterator[str]:
    if records:
        yield f"{where} {', '.join(f'`{record.id}`' for record in records)}; {advice}"
