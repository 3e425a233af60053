"""waive: the desk's permission not to keep to a clause for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smregister.cli.carrying_out import DryRun, carry_out
from smregister.cli.completion import complete_id
from smregister.cli.drafting import Draft, complete, kept_if_refused, place_of, text_of_new
from smregister.cli.moment import day as read_day
from smregister.cli.moment import moment, moment_of_writing
from smregister.cli.options import AsOf, NoInput
from smregister.cli.showing import at_terminal, say
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smregister.model import Value
    from smregister.register import Register

_OPTIONS = {
    "reason": "--reason TEXT",
    "until": "--until DATE",
    "approved.by": "--approved-by POST",
    "approved.date": "--approved-on DATE",
    "approved.reference": "--reference TEXT",
}


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(waive)


def waive(
    ctx: typer.Context,
    record_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="The account, or the agency for all of its accounts.", autocompletion=complete_id
        ),
    ],
    clause: Annotated[
        str, typer.Argument(metavar="CLAUSE", help="The code of a clause of their standard; left out, which there are.")
    ] = "",
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why it need not be kept to, which is never published.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day; a year later at most.")] = None,
    begin: Annotated[str | None, typer.Option("--from", metavar="DATE", help="The first day. Default: today.")] = None,
    approved_by: Annotated[str | None, typer.Option(metavar="POST", help="The post that approved it.")] = None,
    approved_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day of approval. Default: today, if a post is named.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The number of the letter, minute or decision.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The record's name. Default: whom it is for, and the year.")
    ] = None,
    no_input: NoInput = False,
    dry_run: DryRun = False,
    as_of: AsOf = None,
) -> None:
    """Let an agency not keep to a clause for a while.

    The clause is one of the standard that judges the agency on the day. At a terminal, what is missing is asked
    for. Until it is approved a waiver counts for nothing; once it has run out, `close` puts it away.

    \b
    Examples:
      smregister waive my-japen/x-malaysiaaktif APT-06 --reason "The course is in May" --until 2026-05-31
      smregister waive my-japen APT-06 --until 2026-05-31 --approved-by "Manager" --reference EX-2026-014
    """
    asks = at_terminal() and not no_input
    now = moment(ctx, None, as_of) if asks else moment_of_writing(ctx, as_of)
    since = _day(begin, now.day)
    approval = {"by": approved_by, "date": _day(approved_on, now.day if approved_by else None), "reference": reference}
    given = {"reason": reason, "from": since, "until": _day(until), "approved": _told(approval) or None}
    register = now.register()
    draft = complete(register, _draft(register, record_id, clause, name, _told(given)), asks=asks)
    if asks:
        # Only now do others wait, and what they did meanwhile counts.
        now = moment_of_writing(ctx, as_of)
        register = now.register()
    path = place_of(register, draft)
    with kept_if_refused(draft, path, asks=asks):
        carry_out(now, {path: text_of_new(draft)}, dry_run=dry_run)
    if "approved" not in draft.data:
        later = f"smregister edit {draft.agency}/{draft.name} --set approved.by=… --set approved.date=… "
        say(f"nobody has approved it, so it counts for nothing yet; `{later}--set approved.reference=…`")


def _draft(register: Register, record_id: str, code: str, name: str | None, given: dict[str, Value]) -> Draft:
    """Put together what is known of a waiver, its name too.

    Raises FatalError if it can't be for this account or agency, or lasts too long.
    """
    from smregister.drafts.naming import names_taken
    from smregister.drafts.waiving import permission
    from smregister.lookup import find_kind, find_record
    from smregister.model import Record
    from smregister.names import free_name, slug
    from smregister.standards.waivers import length_error

    if "/" in code:
        message = f"`{code}` is no code of a clause; the account or agency comes first, then the clause"
        raise FatalError(message)
    record, kind = find_record(register, record_id), find_kind(register.kinds, "waiver")
    asked = permission(register, record, code)
    title = asked.clause.title.get("en") or next(iter(asked.clause.title.values()), "")
    say(f"{asked.clause.id} of `{asked.data['standard']}`: {title}")
    for each in asked.others:
        say(f"`{each.id}` excuses from it already, until {each.until}")
    data = asked.data | given
    error = length_error(Record("waiver", "", "", data))
    if "until" in given and error:
        raise FatalError(error)
    year = str(given["from"])[:4]
    usual = free_name(slug(f"{record.name} {year}"), names_taken(register, kind, record.agency))
    return Draft(kind, record.agency, name or usual, data, _OPTIONS, thorough=True)


def _day(text: str | None, otherwise: date | None = None) -> str | None:
    found = read_day(text) if text else otherwise
    return found.isoformat() if found else None


def _told(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}
