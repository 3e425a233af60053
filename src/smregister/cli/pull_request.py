"""Options of the commands on a pull request, and their values."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.open import find_root, open_commit

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


def open_commit_tree(ctx: typer.Context, ref: str) -> CommitTree:
    """Open the tree of a commit; raise FatalError if it is missing."""
    return open_commit(find_root(ctx.obj, ref), ref)


def parse_user_id(text: str) -> int:
    """Parse the number of a forge account; raise FatalError if it is not one."""
    if text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0:
        return int(text)
    raise FatalError(
        f"`{text}` is no number of an account; the forge shows it, on GitHub at https://api.github.com/users/NAME"
    )
