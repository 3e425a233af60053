"""`list`: the records of a kind."""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.console import print_message, print_result, warn_of_invalid
from smregister.cli.context import open_context
from smregister.cli.options import AsOf, Json, KindName, Ref
from smregister.kinds import Kind
from smregister.lookup import Listing, RecordListing, columns, field_of, find_kind, select
from smregister.output import jsons, tables


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
    context = open_context(ctx, ref, as_of)
    excerpts = context.excerpts()
    record_kind = find_kind(excerpts.kinds, kind)
    conditions = where or []
    fields = [*record_kind.columns]
    fields += [name for condition in conditions if record_kind.route(name := field_of(condition))]
    if not json and excerpts.is_kept(record_kind, fields):
        _print_listing(excerpts.table(record_kind, fields), record_kind, conditions)
        return
    listing = RecordListing(context.register().of_kind(kind).values())
    if json:
        numbers = select(listing, record_kind, conditions)
        print_result(jsons.records_document(kind, [listing.records[number] for number in numbers]))
    else:
        _print_listing(listing, record_kind, conditions)


def _print_listing(listing: Listing, kind: Kind, conditions: list[str]) -> None:
    numbers = select(listing, kind, conditions)
    print_result(tables.lines(["id", *kind.columns], columns(listing, numbers, kind, kind.columns)))
    warn_of_invalid(kind.name, listing.faulty)
    print_message(f"{len(numbers):,} of {len(listing.ids):,} records of kind {kind.name}")
