"""Merge base of two commits, the steps since then, and their merge."""

from __future__ import annotations

from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import UNSHALLOW_HINT


class Step(NamedTuple):
    """A commit and its parent; None if it has none."""

    before: CommitTree | None
    after: CommitTree


def merge_base(base: CommitTree, head: CommitTree) -> CommitTree:
    """Return the commit where head left base; raise FatalError unless unique."""
    git = base.git
    commits = git.run("merge-base", "--all", base.name, head.name, max_status=1).decode("ascii").split()
    if not commits:
        remedy = UNSHALLOW_HINT if git.is_shallow else "start the change from there"
        raise FatalError(
            f"{head.name[:12]} and {base.name[:12]} have no common history, so they can't be compared; {remedy}"
        )
    if len(commits) > 1:
        raise FatalError(
            "the two histories were merged crosswise, so they can't be compared; merge the base into the change first"
        )
    return base if commits == [base.name] else CommitTree(git, *commits)


def merge_commits(base: CommitTree, head: CommitTree) -> CommitTree:
    """Return the merge of head into base; head itself if it has all commits of base.

    Otherwise git merges line by line, as a forge does, into a commit that no branch names.
    Raises FatalError if the two conflict.
    """
    fork = merge_base(base, head)
    if fork.name in (base.name, head.name):
        return head if fork.name == base.name else base
    git = base.git
    driver = ("-c", "merge.smregister.driver=git merge-file %A %O %B")
    options = ("--write-tree", "--no-messages")
    output = git.run(*driver, "merge-tree", *options, base.name, head.name, max_status=1).split()
    if len(output) != 1:
        raise FatalError(
            "the change can't be merged as it is: both sides changed the same lines; merge the base into it first"
        )
    identity = ("-c", "user.name=smregister", "-c", "user.email=smregister@localhost", "-c", "commit.gpgSign=false")
    parents = ("-p", base.name, "-p", head.name)
    commit = git.run(*identity, "commit-tree", *parents, "-m", "A merge to look at", output[0].decode("ascii"))
    return CommitTree(git, commit.decode("ascii").strip())


def require_descends_from(base: CommitTree, merged: CommitTree) -> None:
    """Raise FatalError if a merge lacks a commit of the base."""
    if base.git.run("rev-list", "--max-count=1", base.name, "--not", merged.name):
        raise FatalError(f"{merged.name[:12]} is not a merge into {base.name[:12]}; name the server's merge of the two")


def list_steps(base: CommitTree, head: CommitTree) -> list[Step]:
    """Return the steps from base to head, one for each commit that is not a merge."""
    git = base.git
    rows = git.run("rev-list", "--no-merges", "--parents", f"{base.name}..{head.name}").decode("ascii").splitlines()
    return [
        Step(CommitTree(git, parents[0]) if parents else None, CommitTree(git, commit))
        for commit, *parents in map(str.split, rows)
    ]
