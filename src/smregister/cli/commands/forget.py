"""`forget`: a person removed from ended appointments."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from smregister.cli.apply import apply_changes
from smregister.cli.completion import complete_id
from smregister.cli.context import parse_date
from smregister.cli.options import AsOf, DryRun
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


def forget(
    ctx: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Appointments that have ended.", autocompletion=complete_id)
    ],
    reference: Annotated[
        str, typer.Option(metavar="TEXT", help="The request or decision it is done by, without a name.")
    ],
    every: Annotated[
        bool, typer.Option("--all", help="Take the same person out of every other appointment, too.")
    ] = False,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it is done. Default: today.")] = None,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Take a person out of appointments that have ended.

    Name, address, numbers, forge account and keys, out-of-hours contact, certificates and notes go. The post, the
    letter's number, dates and digest stay, and that a person was removed, when and by what.

    Git's history still has what was there, in every clone. Where it must go from there, too, the desk rewrites
    history (`git filter-repo`), which gives later commits new ids and takes their signatures away: `smregister
    docs privacy`. This clone keeps it for `undo`, until another command writes, and in its memory.

    \b
    Examples:
      smregister forget id-jk-diskominfotik/pengelola-2018 --reference DPO/2026/014
      smregister forget id-jk-diskominfotik/pengelola-2018 --reference DPO/2026/014 --all --dry-run
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
        *(() if every else _mention("the same officer is also in", same, "--all takes the person out of those, too")),
        *_mention("the same officer may also be in", similar, "name those, too, where it is so"),
        *_find_traces(register, records, texts),
    ]
    commit = f"git commit --all -m {shlex.quote(f'Remove a person: {reference}')}"
    contents = {path: text.encode() for path, text in texts.items()}
    apply_changes(context, contents, dry_run=dry_run, notes=notes, next_step=commit)


def _find_traces(register: Register, records: Sequence[Record], texts: Mapping[str, str]) -> Iterator[str]:
    for record in records:
        for line in find_lines_about(record, texts[record.path]):
            yield f"{record.path}:{line}: the person is still to be found here; take it out by hand"
    if ids := find_records_about(register, records):
        yield f"the person is also to be found in {', '.join(f'`{record_id}`' for record_id in ids)}"
    for record_id in find_named_after(records):
        yield f"`{record_id}` is named after the person; `smregister rename {record_id} NAME` gives it another name"
    yield (
        "commit it with words of your own: `submit` reports fields that were public until now, as addresses and logins"
    )
    yield "git's history still has what was there; `smregister docs privacy` explains what that means"


def _mention(where: str, records: Sequence[Record], advice: str) -> Iterator[str]:
    if records:
        yield f"{where} {', '.join(f'`{record.id}`' for record in records)}; {advice}"
