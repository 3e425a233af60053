"""The period of a command: two commits, named by refs or dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

import typer

from smregister.cli.console import print_message
from smregister.cli.context import is_date, parse_date, register_timezone
from smregister.errors import FatalError
from smregister.records.schema.kind_loader import has_schemas
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, first_commit, is_ancestor, last_commit_before, list_commits
from smregister.repository.git import Git
from smregister.repository.open import find_root, open_commit


@dataclass(frozen=True, slots=True)
class Period:
    """Two commits of a checkout, the second a descendant of the first.

    Before its first commit a register is empty. `names` identify the two commits outside the checkout. `as_of` is the
    date of the second.
    """

    root: Path
    before: CommitTree
    after: CommitTree
    last: Commit
    names: tuple[str, str]
    as_of: str
    start: str | None
    """The commit before the first one of the period; None before the first of all."""


def open_period(ctx: typer.Context, before: str, after: str) -> Period:
    """Open the period after one ref or date, up to another.

    If it begins before the first commit, print that it begins with an empty register.
    Raises FatalError if there is no register or no such commit, or if the second comes before the first.
    """
    root = find_root(ctx.obj, "HEAD")
    head = open_commit(root, "HEAD")
    zone, git = register_timezone(head), head.git
    first, last = _find_commit(git, before, zone), _find_commit(git, after, zone)
    if last is None:
        raise FatalError(f"{_no_commit_by(git, after, zone)}, so there is nothing to report")
    if first is None:
        print_message(f"{_no_commit_by(git, before, zone)}; the period begins with an empty register")
    else:
        _require_order(git, (before, first), (after, last))
    as_of = after if is_date(after) else str(last.at(zone).date())
    names = (_permanent_name(before, first, zone), _permanent_name(after, last, zone))
    start = CommitTree(git, first.id if first else git.empty_tree())
    return Period(root, start, CommitTree(git, last.id), last, names, as_of, first.id if first else None)


def open_past(root: Path, name: str) -> tuple[CommitTree, date]:
    """Open the tree at a ref or date; raise FatalError if it has no register."""
    head = open_commit(root, "HEAD")
    zone, git = register_timezone(head), head.git
    commit = _find_commit(git, name, zone)
    if commit is None:
        raise FatalError(f"{_no_commit_by(git, name, zone)}, so there is nothing to compare with")
    tree = CommitTree(git, commit.id)
    if not has_schemas(tree):
        name = _permanent_name(name, commit, zone)
        raise FatalError(f"there was no register at {name}, so there is nothing to compare with")
    return tree, parse_date(name) if is_date(name) else commit.at(zone).date()


def _require_order(git: Git, before: tuple[str, Commit], after: tuple[str, Commit]) -> None:
    (earlier, first), (later, last) = before, after
    if first.id != last.id and is_ancestor(git, last.id, first.id):
        raise FatalError(f"`{later}` is older than `{earlier}`; swap them")


def _find_commit(git: Git, name: str, zone: tzinfo) -> Commit | None:
    """Find the commit of a ref or the last of a date; None before the first one."""
    if is_date(name):
        return last_commit_before(git, parse_date(name), zone)
    [commit] = list_commits(git, "--no-walk", git.resolve_commit(name))
    return commit


def _no_commit_by(git: Git, name: str, zone: tzinfo) -> str:
    return f"there is no commit up to {name} (the first one is of {first_commit(git).at(zone).date()})"


def _permanent_name(name: str, commit: Commit | None, zone: tzinfo) -> str:
    """Return a name that stays true when a branch moves; of HEAD, the day of its commit."""
    if commit is None or is_date(name):
        return name
    return str(commit.at(zone).date()) if name == "HEAD" else f"{name} ({commit.short_id})"
