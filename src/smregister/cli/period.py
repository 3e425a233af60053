"""The period that a command looks at: two commits of the register, named by refs or by days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.cli.moment import day, zone_of
from smregister.errors import FatalError

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    import typer

    from smregister.changes.commits import Commit
    from smregister.git import Git
    from smregister.trees import CommitTree


@dataclass(frozen=True, slots=True)
class Period:
    """A checkout, two commits of it, the second no older than the first, and the day as of which that one stands.

    `names` say which two they are to whoever does not know the checkout.
    """

    root: Path
    before: CommitTree
    after: CommitTree
    last: Commit
    names: tuple[str, str]
    as_of: str


def period(ctx: typer.Context, before: str, after: str) -> Period:
    """Open the period that a command's options name: after one moment, up to another.

    Raises FatalError if there is no register, no such moment, or the second comes before the first.
    """
    from smregister.git import Git
    from smregister.trees import CommitTree, find_root, open_tree

    root = find_root(ctx.obj, "HEAD")
    zone, git = zone_of(open_tree(root, "HEAD")), Git(root)
    first, last = _commit(git, before, zone), _commit(git, after, zone)
    if first.id != last.id and not git.run("rev-list", "--max-count=1", last.id, f"^{first.id}"):
        message = f"`{after}` comes before `{before}`; a period goes from the earlier one to the later one"
        raise FatalError(message)
    as_of = after if _is_day(after) else str(last.at(zone).date())
    names = (_name(before, first), _name(after, last))
    return Period(root, CommitTree(git, first.id), CommitTree(git, last.id), last, names, as_of)


def _commit(git: Git, moment: str, zone: tzinfo) -> Commit:
    """Find the commit that a ref names, or at which the register stood when a day ended."""
    from smregister.changes.commits import commit_on, list_commits

    if _is_day(moment):
        return commit_on(git, day(moment), zone)
    [commit] = list_commits(git, "--no-walk", git.commit(moment))
    return commit


def _name(moment: str, commit: Commit) -> str:
    """Name a moment for good: what a branch is called is another commit tomorrow."""
    return moment if _is_day(moment) else f"{moment} ({commit.short_id})"


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None
