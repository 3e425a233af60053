"""`search`: records by their text."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import open_context
from smregister.cli.options import SELECTION, AsOf, Json, Ref
from smregister.output import json_documents, text_table
from smregister.output.phrases import format_value
from smregister.pointers import format_dotted
from smregister.register.lookup import find_kind
from smregister.register.lookup import search as search_records

PANELS = {SELECTION: ("kind",)}


def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words to find; upper and lower case are the same.")],
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
    matches = list(search_records(records, text))
    if json:
        print_result(json_documents.write_search_results(kind, [record for record, _ in matches]))
    else:
        rows = [[r.kind, r.id, format_dotted(p) or "id", format_value(r.value(*p) if p else r.id)] for r, p in matches]
        print_result(text_table.TextTable(["kind", "id", "field", "text"], rows))
    if not matches:
        print_message("nothing found")
    exit_with(bool(matches))
