"""`authorize`: may a person make a change?"""

from __future__ import annotations

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import date_or_today
from smregister.cli.options import AsOf, Json
from smregister.cli.pull_request import Actor, Approvers, Base, Head, open_commit_tree, parse_user_id
from smregister.output.json_documents import authorization_to_plain
from smregister.output.json_writer import document
from smregister.output.plain_text import format_approvers, format_authorization
from smregister.repository.merge_methods import open_landing
from smregister.review.authorization import authorize_landing


def authorize(
    ctx: typer.Context,
    base: Base,
    head: Head,
    actor: Actor,
    approved_by: Approvers = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Check whether a person may make a change.

    An officer with an appointment in force may change the records of their own agency, except fields reserved for the
    desk. Members of the desk may change and approve everything. Ends with 0 if the change is allowed.

    \b
    Examples:
      smregister authorize --base main --head HEAD --actor 1234567
      smregister authorize --base main --head proposal --actor 7654321 \\
        --approved-by 1234567
    """
    before, after = (open_commit_tree(ctx, ref) for ref in (base, head))
    approvers = [*map(parse_user_id, approved_by or [])]
    landing = open_landing(before, after)
    authorization = authorize_landing(landing, parse_user_id(actor), approvers, date_or_today(as_of, before))
    print_result(document(authorization_to_plain(authorization)) if json else format_authorization(authorization))
    if landing.is_empty:
        print_message(f"nothing changes: `{head}` has nothing that `{base}` lacks", tone="warn")
    if authorization.needs_desk and not json:
        print_message(format_approvers(authorization.approvers))
    exit_with(authorization.allowed)
