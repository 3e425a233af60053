"""Options of the commands on a pull request, and their values."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from smregister.cli.options import REQUEST
from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.open import find_root, open_commit

Base: TypeAlias = Annotated[
    str,
    typer.Option(metavar="REF", help="The commit to merge into; permissions are read there.", rich_help_panel=REQUEST),
]
Head: TypeAlias = Annotated[
    str, typer.Option(metavar="REF", help="The last commit of the change.", rich_help_panel=REQUEST)
]
Actor: TypeAlias = Annotated[
    str,
    typer.Option(metavar="ID", help="The author's account: its number on the server.", rich_help_panel=REQUEST),
]
Approvers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--approved-by",
        metavar="ID",
        help="The account of a person who approved exactly this head; may be repeated.",
        rich_help_panel=REQUEST,
    ),
]


def open_commit_tree(ctx: typer.Context, ref: str) -> CommitTree:
    """Open the tree of a commit; raise FatalError if it is missing."""
    return open_commit(find_root(ctx.obj, ref), ref)


def parse_user_id(text: str) -> int:
    """Parse the number of a forge account; raise FatalError if it is not one."""
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0:
        return int(text)
    raise FatalError(
        f"`{text}` is not the number of an account; your server shows it, GitHub at https://api.github.com/users/NAME"
    )
