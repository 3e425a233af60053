"""`list`: the records of a kind."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import print_message, print_result, warn_of_invalid
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, KindName, Ref
from smregister.output import json_documents, text_table
from smregister.register.lookup import find_kind


def list_(
    ctx: typer.Context,
    kind: KindName,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="Only records with this value (!= for without); may be repeated."),
    ] = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """List the records of a kind.

    \b
    Examples:
      smregister list account
      smregister list account --where platform=x --where status=active
      smregister list agency --where jurisdiction=ID-JK --json
    """
    snapshot = open_context(ctx, ref, as_of).snapshot
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
