"""authorize, review, comment: may this person make this change, and what else is to be said of it?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from smregister.cli.console import answer, leave, say
from smregister.cli.context import day, today
from smregister.cli.options import AsOf, Json
from smregister.cli.paths import beginning
from smregister.errors import FatalError

if TYPE_CHECKING:
    from datetime import date

    from smregister.trees import CommitTree

Base: TypeAlias = Annotated[
    str, typer.Option(metavar="REF", help="What the change is to go into; all authority is read there.")
]
Head: TypeAlias = Annotated[str, typer.Option(metavar="REF", help="The change's last commit.")]
Actor: TypeAlias = Annotated[
    str, typer.Option(metavar="ID", help="Who proposes it: the number that the forge gave the account.")
]
Approvers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--approved-by", metavar="ID", help="Who has approved just this head; may be repeated."),
]


class ReviewFormat(StrEnum):
    """How a review is written."""

    text = "text"
    json = "json"
    github = "github"
    markdown = "markdown"


def register_with(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (authorize, review, comment):
        app.command()(command)


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
    from smregister.changes.authority import authorise
    from smregister.output import jsons, text

    before, after = (_commit(ctx, ref) for ref in (base, head))
    approvers = [*map(_user_id, approved_by or [])]
    given = authorise(before, after, _user_id(actor), approvers, _day(as_of, before))
    answer(jsons.authorisation_document(given) if json else text.authorisation_lines(given))
    if given.needs_desk and not json:
        say(text.approvers_line(given))
    leave(given.allowed)


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
        str | None,
        typer.Option(metavar="REF", help="The forge's merge of the two. Default: one made here."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer to a file too, as JSON, for `comment`.")
    ] = None,
    format_: Annotated[ReviewFormat, typer.Option("--format", help="How the review is written.")] = ReviewFormat.text,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say all there is to say of a proposal.

    Whether it is sound (`validate --base`), whether its author may make it (`authorize`), and what it
    changes (`diff`). Nothing on the disk is read: all three are asked of git's objects.

    \b
    Examples:
      smregister review --base main --head HEAD --actor 1234567
      smregister review --base main --head proposal --actor 7654321 --format markdown
    """
    from smregister.output import jsons
    from smregister.output.reviews import REVIEW_WRITERS
    from smregister.output.text import approvers_line
    from smregister.pull_requests.approvals import approvers
    from smregister.pull_requests.reviews import Proposer
    from smregister.pull_requests.reviews import review as reviewed

    before, after = (_commit(ctx, ref) for ref in (base, head))
    approved = [*map(_user_id, approved_by or [])]
    approved += approvers(reviews.read_text("utf-8", "replace"), after.name) if reviews else []
    proposer, when = Proposer(_user_id(actor), approved), _day(as_of, before)
    found = reviewed(before, after, proposer, when, _commit(ctx, merged) if merged else None)
    if keep:
        keep.write_text(jsons.review_document(found) + "\n", "utf-8")
    chosen = "json" if json else format_.value
    answer(REVIEW_WRITERS[chosen](found))
    if found.authorisation.needs_desk and chosen in ("text", "github"):
        say(approvers_line(found.authorisation))
    leave(found.accepted)


def comment(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `review` has written with --keep or --json.")],
) -> None:
    """Write a review as a comment on its proposal.

    The file is read as something that whoever proposed the change may have written: nothing in it
    becomes markup, a mention or a link. Needs no register.

    \b
    Examples:
      smregister comment review.json
    """
    from smregister.output.reviews import comment_lines
    from smregister.pull_requests.answers import LONGEST, read_review

    answer(comment_lines(read_review(beginning(file, LONGEST).decode("utf-8", "replace"))))


def _commit(ctx: typer.Context, ref: str) -> CommitTree:
    from smregister.trees import find_root, open_commit

    return open_commit(find_root(ctx.obj, ref), ref)


def _day(as_of: str | None, base: CommitTree) -> date:
    return day(as_of) if as_of else today(base)


def _user_id(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0:
        return int(text)
    message = f"`{text}` is no number of an account; the forge shows it, on GitHub at https://api.github.com/users/NAME"
    raise FatalError(message)
