"""list, show, search, check: looking at the register."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, Ref
from smregister.lookup import find_kind
from smregister.lookup import search as search_records
from smregister.model import Pointer, Record, Value
from smregister.output import jsons, tables
from smregister.output.words import value_text
from smregister.pointers import dotted


def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Any words; case does not matter.")],
    kind: Annotated[str | None, typer.Option(metavar="KIND", help="Only records of this kind.")] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Find records by any text in them.

    Ends with 1 if nothing is found.

    \b
    Examples:
      smregister search MalaysiaAktif
      smregister search gov.pg --kind account
    """
    register = open_context(ctx, ref, as_of).register()
    records = register.all() if kind is None else register.of_kind(find_kind(register.kinds, kind).name).values()
    found = list(search_records(records, text))
    if json:
        print_result(jsons.found_document(kind, [record for record, _ in found]))
    else:
        rows = [[r.kind, r.id, dotted(place) or "id", value_text(_said(r, place))] for r, place in found]
        print_result(tables.lines(["kind", "id", "field", "text"], rows))
    if not found:
        print_message("nothing found")
    exit_with(bool(found))


def _said(record: Record, place: Pointer) -> Value:
    return record.value(*place) if place else record.id
