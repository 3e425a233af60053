"""`review`: findings, authorization and changes of a pull request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import date_or_today
from smregister.cli.options import AsOf, Json
from smregister.cli.pull_request import Actor, Approvers, Base, Head, open_commit_tree, parse_user_id
from smregister.output import json_documents
from smregister.output.plain_text import format_approvers
from smregister.output.review_comment import REVIEW_WRITERS
from smregister.review.approvals import read_approvers
from smregister.review.review import review_change

ReviewFormat: TypeAlias = Literal["text", "json", "github", "markdown"]


def review(
    ctx: typer.Context,
    base: Base,
    head: Head,
    actor: Actor,
    approved_by: Approvers = None,
    reviews: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="GitHub's list of the request's reviews: who has approved just this head."),
    ] = None,
    merged: Annotated[
        str | None, typer.Option(metavar="REF", help="The forge's merge of the two. Default: one made here.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer to a file too, as JSON, for `comment`.")
    ] = None,
    format_: Annotated[ReviewFormat, typer.Option("--format", help="How the review is written.")] = "text",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Review a pull request: findings, authorization, changes.

    Whether it is valid (`validate --base`), whether its author may make it (`authorize`), and what it
    changes (`diff`). Nothing on the disk is read: all three are asked of git's objects.

    \b
    Examples:
      smregister review --base main --head HEAD --actor 1234567
      smregister review --base main --head proposal --actor 7654321 --format markdown
    """
    before, after = (open_commit_tree(ctx, ref) for ref in (base, head))
    approved = [*map(parse_user_id, approved_by or [])]
    approved += read_approvers(reviews.read_text("utf-8", "replace"), after.name) if reviews else []
    merge = open_commit_tree(ctx, merged) if merged else None
    result = review_change(before, after, parse_user_id(actor), approved, date_or_today(as_of, before), merge)
    if keep:
        keep.write_text(json_documents.write_review(result) + "\n", "utf-8")
    chosen = "json" if json else format_
    print_result(REVIEW_WRITERS[chosen](result))
    if result.authorization.needs_desk and chosen in ("text", "github"):
        print_message(format_approvers(result.authorization.approvers))
    exit_with(result.accepted)
