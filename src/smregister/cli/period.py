"""The period that a command looks at: two commits of the register, named by refs or by days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

import typer

from smregister.changes.commits import Commit, commit_on, first_commit, list_commits
from smregister.cli.console import print_message
from smregister.cli.context import parse_date, register_timezone
from smregister.errors import FatalError
from smregister.git import Git
from smregister.schemas import has_schemas
from smregister.trees import CommitTree, find_root, open_tree


@dataclass(frozen=True, slots=True)
class Period:
    """A checkout, two commits of it, the second no older than the first, and the day as of which that one stands.

    Before its first commit a register is empty. `names` say which two they are to whoever does not know the checkout.
    """

    root: Path
    before: CommitTree
    after: CommitTree
    last: Commit
    names: tuple[str, str]
    as_of: str


def period(ctx: typer.Context, before: str, after: str) -> Period:
    """Open the period that a command's options name: after one moment, up to another.

    Where that begins before the register's first commit, it begins with an empty one, which is said.
    Raises FatalError if there is no register, no such moment, or the second comes before the first.
    """
    root = find_root(ctx.obj, "HEAD")
    zone, git = register_timezone(open_tree(root, "HEAD")), Git(root)
    first, last = _commit(git, before, zone), _commit(git, after, zone)
    if last is None:
        raise FatalError(f"{_nothing_by(git, after, zone)}, so there is nothing to tell")
    if first is None:
        print_message(f"{_nothing_by(git, before, zone)}; the period begins with an empty register")
    else:
        _demand_order(git, (before, first), (after, last))
    as_of = after if _is_day(after) else str(last.at(zone).date())
    names = (_name(before, first), _name(after, last))
    began = CommitTree(git, first.id if first else git.empty_tree())
    return Period(root, began, CommitTree(git, last.id), last, names, as_of)


def past(root: Path, name: str) -> tuple[CommitTree, date]:
    """Open the moment that a commit, tag, branch or day names, with the day as of which it stands.

    Raises FatalError if there is none.
    """
    zone, git = register_timezone(open_tree(root, "HEAD")), Git(root)
    commit = _commit(git, name, zone)
    if commit is None:
        raise FatalError(f"{_nothing_by(git, name, zone)}, so there is nothing to compare with")
    tree = CommitTree(git, commit.id)
    if not has_schemas(tree):
        raise FatalError(f"at {_name(name, commit)} there was no register yet, so there is nothing to compare with")
    return tree, parse_date(name) if _is_day(name) else commit.at(zone).date()


def _demand_order(git: Git, before: tuple[str, Commit], after: tuple[str, Commit]) -> None:
    (earlier, first), (later, last) = before, after
    if first.id != last.id and not git.run("rev-list", "--max-count=1", last.id, f"^{first.id}"):
        raise FatalError(f"`{later}` comes before `{earlier}`; a period goes from the earlier one to the later one")


def _commit(git: Git, moment: str, zone: tzinfo) -> Commit | None:
    """Find the commit that a ref names, or at which the register stood when a day ended; None before its first."""
    if _is_day(moment):
        return commit_on(git, parse_date(moment), zone)
    [commit] = list_commits(git, "--no-walk", git.commit(moment))
    return commit


def _nothing_by(git: Git, moment: str, zone: tzinfo) -> str:

    return f"nothing had been committed by {moment} (the first commit is of {first_commit(git).at(zone).date()})"


def _name(moment: str, commit: Commit | None) -> str:
    """Name a moment for good: what a branch is called is another commit tomorrow."""
    return f"{moment} ({commit.short_id})" if commit and not _is_day(moment) else moment


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None
