"""list, show, search, check: looking at the register."""

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
    found_kind = find_kind(excerpts.kinds, kind)
    asked_for = [name for condition in where or [] if found_kind.route(name := field_of(condition))]
    fields = [*found_kind.columns, *asked_for]
    if not json and excerpts.is_kept(found_kind, fields):
        _answer_listing(excerpts.table(found_kind, fields), found_kind, where or [])
        return
    listing = RecordListing(context.register().of_kind(kind).values())
    if json:
        numbers = select(listing, found_kind, where or [])
        print_result(jsons.records_document(kind, [listing.records[number] for number in numbers]))
    else:
        _answer_listing(listing, found_kind, where or [])


def _answer_listing(listing: Listing, kind: Kind, conditions: list[str]) -> None:

    numbers = select(listing, kind, conditions)
    print_result(tables.lines(["id", *kind.columns], columns(listing, numbers, kind, kind.columns)))
    warn_of_invalid(kind.name, listing.faulty)
    print_message(f"{len(numbers):,} of {len(listing.ids):,} records of kind {kind.name}")
