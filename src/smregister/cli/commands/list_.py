"""list, show, search, check: looking at the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.console import answer, leave, say
from smregister.cli.context import find, moment
from smregister.cli.options import AsOf, Json, KindName, PlatformName, RecordId, Ref
from smregister.errors import FatalError
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from smregister.kinds import Kind
    from smregister.lookup import Listing
    from smregister.model import Pointer, Record, Value


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("list")(list_)
    app.command()(show)
    app.command()(search)
    app.command()(check)


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
    from smregister.lookup import RecordListing, field_of, find_kind, select
    from smregister.output import jsons

    now = moment(ctx, ref, as_of)
    excerpts = now.excerpts()
    found_kind = find_kind(excerpts.kinds, kind)
    asked_for = [name for condition in where or [] if found_kind.route(name := field_of(condition))]
    fields = [*found_kind.columns, *asked_for]
    if not json and excerpts.is_kept(found_kind, fields):
        _answer_listing(excerpts.table(found_kind, fields), found_kind, where or [])
        return
    listing = RecordListing(now.register().of_kind(kind).values())
    if json:
        numbers = select(listing, found_kind, where or [])
        answer(jsons.records_document(kind, [listing.records[number] for number in numbers]))
    else:
        _answer_listing(listing, found_kind, where or [])


def _answer_listing(listing: Listing, kind: Kind, conditions: list[str]) -> None:
    from smregister.lookup import columns, select
    from smregister.output import tables

    numbers = select(listing, kind, conditions)
    answer(tables.lines(["id", *kind.columns], columns(listing, numbers, kind, kind.columns)))
    _tell_of_faulty(kind.name, listing.faulty)
    say(f"{len(numbers):,} of {len(listing.ids):,} records of kind {kind.name}")


def _tell_of_faulty(kind: str, faulty: int) -> None:
    if faulty:
        say(f"{faulty:,} of the records of kind {kind} can't be relied on; `smregister validate` says why")


def show(ctx: typer.Context, record_id: RecordId, ref: Ref = None, as_of: AsOf = None, json: Json = False) -> None:
    """Show a record whole, with what names it.

    \b
    Examples:
      smregister show my-japen/facebook-malaysiaaktif
      smregister show agency:my-japen --json
    """
    from smregister.output import jsons, pages

    record, register = find(moment(ctx, ref, as_of), record_id)
    if json:
        answer(jsons.record_document(record))
    else:
        answer(pages.record_lines(register, record))


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
    from smregister.lookup import find_kind, search
    from smregister.output import jsons, tables
    from smregister.output.words import value_text
    from smregister.pointers import dotted

    register = moment(ctx, ref, as_of).register()
    records = register.all() if kind is None else register.of_kind(find_kind(register.kinds, kind).name).values()
    found = list(search(records, text))
    if json:
        answer(jsons.found_document(kind, [record for record, _ in found]))
    else:
        rows = [[r.kind, r.id, dotted(place) or "id", value_text(_said(r, place))] for r, place in found]
        answer(tables.lines(["kind", "id", "field", "text"], rows))
    if not found:
        say("nothing found")
    leave(bool(found))


def _said(record: Record, place: Pointer) -> Value:
    return record.value(*place) if place else record.id


def check(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="URL-OR-HANDLE", help="An address, or a handle with or without @.")],
    platform: PlatformName = None,
    ref: Ref = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say whether an account is official.

    Ends with 0 only if it is.

    \b
    Examples:
      smregister check https://www.facebook.com/malaysiaaktif
      smregister check @malaysiaaktif --platform x
      smregister check twitter.com/malaysiaaktif --as-of 2020-01-31
    """
    from smregister.characters import visible
    from smregister.mentions import account_thing
    from smregister.output import jsons
    from smregister.verdicts import Standing, check, keys_named

    excerpts = moment(ctx, ref, as_of).excerpts()
    platforms = excerpts.platforms
    chosen = None if platform is None else platforms.called(platform)
    if platform is not None and chosen is None:
        message = f"there is no platform `{platform}`{did_you_mean(platform.casefold(), platforms.words)}"
        raise FatalError(message)
    wanted = chosen.name if chosen else None
    register = excerpts.speaking_of(account_thing(key) for key in keys_named(platforms, address, wanted)[0])
    verdict = check(register, address, wanted)
    _tell_of_faulty("account", excerpts.faulty("account"))
    if json:
        answer(jsons.verdict_document(verdict))
    else:
        account = f" ({verdict.account})" if verdict.account else ""
        answer(visible(f"{verdict.standing}{account}: {verdict.reason}"))
    leave(verdict.standing is Standing.OFFICIAL)
