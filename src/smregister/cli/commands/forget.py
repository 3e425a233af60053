"""forget: a person taken out of appointments that have ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from smregister.cli.apply import DryRun, apply_changes, read_text
from smregister.cli.completion import complete_id
from smregister.cli.console import print_message
from smregister.cli.context import open_for_writing, parse_date
from smregister.cli.options import AsOf
from smregister.drafts.forgetting import (
    demand_forgettable,
    forgotten_text,
    lines_about,
    named_after,
    others_of,
    records_about,
)
from smregister.lookup import demand_appointment, find_record
from smregister.model import Record
from smregister.register import Register


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
    history (`git filter-repo`), which gives later commits new ids and takes their signatures away: README,
    "Removing a person". This clone keeps it for `undo`, until another command writes, and in its memory.

    \b
    Examples:
      smregister forget id-jk-diskominfotik/pengelola-2018 --reference DPO/2026/014
      smregister forget id-jk-diskominfotik/pengelola-2018 --reference DPO/2026/014 --all --dry-run
    """
    context = open_for_writing(ctx, as_of)
    register = context.register()
    meant = {record.id: record for record in (demand_appointment(find_record(register, each)) for each in ids)}
    same, perhaps = others_of(register, [*meant.values()])
    records = [*meant.values(), *(same if every else ())]
    demand_forgettable(register, records)
    day, kind = parse_date(on) if on else context.as_of, register.kinds["appointment"]
    texts = {each.path: forgotten_text(kind, each, read_text(context, each.path), day, reference) for each in records}
    apply_changes(context, {path: text.encode() for path, text in texts.items()}, dry_run=dry_run)
    if not every:
        _tell("the same officer is also in", same, "--all takes the person out of those, too")
    _tell("the same officer may also be in", perhaps, "name those, too, where it is so")
    _tell_of_traces(register, records, texts)


def _tell_of_traces(register: Register, records: Sequence[Record], texts: Mapping[str, str]) -> None:
    """Say where else somebody is still to be found, in this register and beyond."""
    for record in records:
        for line in lines_about(record, texts[record.path]):
            print_message(f"{record.path}:{line}: the person is still to be found here; take it out by hand")
    if found := records_about(register, records):
        print_message(f"the person is also to be found in {', '.join(f'`{each}`' for each in found)}")
    for each in named_after(records):
        print_message(f"`{each}` is named after the person; `smregister rename {each} NAME` gives it another name")
    print_message(
        "commit it with words of your own: `submit` tells of fields that were public until now, as addresses and logins"
    )
    print_message('git\'s history still has what was there; README, "Removing a person", says what that means')


def _tell(where: str, records: Sequence[Record], advice: str) -> None:
    if records:
        print_message(f"{where} {', '.join(f'`{each.id}`' for each in records)}; {advice}")
