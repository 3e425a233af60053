"""authorize: may this person make this change?"""

from __future__ import annotations

from typing import Annotated

import typer

from smregister.cli.moment import day, today
from smregister.cli.options import AsOf, Json
from smregister.cli.showing import answer, leave, say
from smregister.errors import FatalError


def register_with(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(authorize)


def authorize(
    ctx: typer.Context,
    base: Annotated[
        str, typer.Option(metavar="REF", help="What the change is to go into; all authority is read there.")
    ],
    head: Annotated[str, typer.Option(metavar="REF", help="The change's last commit.")],
    actor: Annotated[str, typer.Option(metavar="ID", help="Who proposes it: the forge's number of the account.")],
    approved_by: Annotated[
        list[str] | None,
        typer.Option("--approved-by", metavar="ID", help="Who has approved just this head; may be repeated."),
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say whether somebody may make a change.

    An officer with an appointment in force may change the records of the own agency, but for fields
    that are kept for the desk. Members of the desk may change everything, and approve everything.

    \b
    Examples:
      smregister authorize --base main --head HEAD --actor 1234567
      smregister authorize --base main --head proposal --actor 7654321 --approved-by 1234567 --json
    """
    from smregister.changes.authority import authorise
    from smregister.output import jsons, text
    from smregister.trees import find_root, open_commit

    root = find_root(ctx.obj, base)
    before, after = open_commit(root, base), open_commit(root, head)
    when = day(as_of) if as_of else today(before)
    given = authorise(before, after, _user_id(actor), [*map(_user_id, approved_by or [])], when)
    answer(jsons.authorisation_document(given) if json else text.authorisation_lines(given))
    if given.refused and not json:
        say(text.approvers_line(given))
    leave(given.allowed)


def _user_id(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:19]) > 0 and len(text) < 19:
        return int(text)
    message = f"`{text}` is no number of an account; the forge shows it, on GitHub at https://api.github.com/users/NAME"
    raise FatalError(message)
