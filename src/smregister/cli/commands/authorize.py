"""authorize, review, comment: may this person make this change, and what else is to be said of it?"""

from __future__ import annotations

import typer

from smregister.changes.authority import authorise
from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.options import AsOf, Json
from smregister.cli.pull_request import Actor, Approvers, Base, Head, date_or_today, open_commit_tree, parse_user_id
from smregister.output import jsons, text


def authorize(
    ctx: typer.Context,
    base: Base,
    head: Head,
    actor: Actor,
    approved_by: Approvers = None,
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
    before, after = (open_commit_tree(ctx, ref) for ref in (base, head))
    approvers = [*map(parse_user_id, approved_by or [])]
    given = authorise(before, after, parse_user_id(actor), approvers, date_or_today(as_of, before))
    print_result(jsons.authorisation_document(given) if json else text.authorisation_lines(given))
    if given.needs_desk and not json:
        print_message(text.approvers_line(given))
    exit_with(given.allowed)
