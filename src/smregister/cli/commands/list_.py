"""`list`: the records of a kind."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import print_message, print_result, warn_of_invalid
from smregister.cli.context import Context, list_kinds, open_context, warn_of_schema_errors
from smregister.cli.field_completion import complete_condition
from smregister.cli.options import SELECTION, AsOf, Json, KindName, Ref
from smregister.errors import FatalError
from smregister.output import json_documents, text_table
from smregister.output.json_writer import document
from smregister.register.lookup import find_kind

PANELS = {SELECTION: ("where",)}


def list_(
    ctx: typer.Context,
    kind: KindName = "",
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Only records with this value; != means without it; may be repeated.",
            autocompletion=complete_condition,
        ),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List the records of a kind.

    Without a kind, list the kinds.

    \b
    Examples:
      smregister list
      smregister list account
      smregister list account --where platform=x --where status=active
      smregister list agency --where jurisdiction=ID-JK --json
    """
    context = open_context(ctx, ref, as_of)
    warn_of_schema_errors(context)
    if not kind:
        _list_kinds(context, has_conditions=bool(where), json=json)
        return
    snapshot = context.snapshot
    record_kind = find_kind(snapshot.kinds, kind)
    if json:
        records, ids = snapshot.register.of_kind(kind), snapshot.index.select(record_kind, None, where or ()).ids
        print_result(json_documents.write_records(kind, [records[record_id] for record_id in ids]))
        return
    columns = record_kind.columns
    selection = snapshot.index.select(record_kind, columns, where or ())
    print_result(text_table.TextTable(["id", *columns], selection.rows(columns)))
    warn_of_invalid(kind, selection.store.invalid)
    print_message(f"{len(selection.numbers):,} of {len(selection.store.ids):,} records of kind {kind}")


def _list_kinds(context: Context, *, has_conditions: bool, json: bool) -> None:
    if has_conditions:
        raise FatalError("--where needs a kind: `smregister list KIND --where FIELD=VALUE`")
    kinds = list_kinds(context)
    if json:
        rows = [{"kind": name, "title": title, "records": count} for name, title, count in kinds]
        print_result(document({"kinds": rows}))
        return
    rows_of_text = ((name, title, f"{count:,}") for name, title, count in kinds)
    print_result(text_table.TextTable(["kind", "title", "records"], rows_of_text))
    print_message("Next: smregister list KIND")
