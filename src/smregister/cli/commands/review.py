"""`review`: findings, authorization and changes of a pull request."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from smregister.cli.console import exit_with, print_message, print_result
from smregister.cli.context import date_or_today
from smregister.cli.options import OUTPUT, REQUEST, AsOf, Json
from smregister.cli.pull_request import Actor, Approvers, Base, Head, open_commit_tree, parse_user_id
from smregister.output import json_documents
from smregister.output.plain_text import format_approvers
from smregister.output.review_comment import REVIEW_WRITERS
from smregister.review.approvals import read_approvers
from smregister.review.review import review_change

PANELS = {REQUEST: ("reviews", "merged"), OUTPUT: ("keep", "format_")}

ReviewFormat: TypeAlias = Literal["text", "json", "github", "markdown"]


def review(
    ctx: typer.Context,
    base: Base,
    head: Head,
    actor: Actor,
    approved_by: Approvers = None,
    reviews: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The server's list of approvals, as JSON from GitHub or GitLab."),
    ] = None,
    merged: Annotated[
        str | None,
        typer.Option(metavar="REF", help="The server's merge of exactly base and head. Default: a merge made here."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write the review to a JSON file, for `comment`.")
    ] = None,
    format_: Annotated[ReviewFormat, typer.Option("--format", help="The format of the review.")] = "text",
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Review a pull request: findings, authorization, changes.

    The review has three parts: is the change valid (`validate --base`), may its author make it (`authorize`), and
    what does it change (`diff`)? Only commits are read, no files on disk. Ends with 0 if the change can be merged.

    \b
    Examples:
      smregister review --base main --head HEAD --actor 1234567
      smregister review --base main --head HEAD --actor 1234567 --keep review.json
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
