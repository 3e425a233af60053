"""add: a new record, asked for field by field at a terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.apply import DryRun, Settings, carry_out
from smregister.cli.completion import complete_agency
from smregister.cli.console import at_terminal
from smregister.cli.context import moment, moment_of_writing
from smregister.cli.new_record import (
    Draft,
    agency_and_name,
    complete,
    kept_if_refused,
    place_of,
    read_fields,
    text_of_new,
)
from smregister.cli.options import AsOf, FieldsFrom, KindName, NoInput


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(add)


def add(
    ctx: typer.Context,
    kind: KindName,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="The record's name; accounts and appointments can do without."),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="The agency it belongs to.", autocompletion=complete_agency),
    ] = None,
    set_: Settings = None,
    source: FieldsFrom = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Add a record.

    At a terminal, what is missing is asked for. Nothing is written unless the result is sound.

    \b
    Examples:
      smregister add account --agency my-japen --set url=https://x.com/contoh_berita --set purpose="News"
      smregister add agency my-japen-johor --from agency.yaml
      smregister add appointment officer-2024 --agency my-japen
    """
    from smregister.drafts.records import with_settings
    from smregister.drafts.values import read_setting
    from smregister.lookup import find_kind

    asks = at_terminal() and not no_input
    now = moment(ctx, None, as_of) if asks else moment_of_writing(ctx, as_of)
    register = now.register()
    found = find_kind(register.kinds, kind)
    if name and "/" in name and found.layout.in_agency:
        agency, name = agency_and_name(name, agency)
    data = with_settings(read_fields(source), [read_setting(found, text) for text in set_ or []])
    draft = complete(register, Draft(found, agency, name, data), asks=asks)
    if asks:
        # Only now do others wait, and what they did meanwhile counts.
        now = moment_of_writing(ctx, as_of)
        register = now.register()
    path = place_of(register, draft)
    with kept_if_refused(draft, path, asks=asks):
        carry_out(now, {path: text_of_new(draft)}, dry_run=dry_run)
