"""Where two histories part, what the later commits of one do, and what a merge of both gives."""

from __future__ import annotations

from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import UNSHALLOW_HINT


class Step(NamedTuple):
    """One commit and the one before it; None where a commit begins a history of its own."""

    before: CommitTree | None
    after: CommitTree


def merge_base(base: CommitTree, head: CommitTree) -> CommitTree:
    """Return the commit from which head went its own way.

    Raises FatalError where there is no such commit, or more than one.
    """
    git = base.git
    commits = git.run("merge-base", "--all", base.name, head.name, max_status=1).decode("ascii").split()
    if not commits:
        cure = UNSHALLOW_HINT if git.is_shallow else "start the change from there"
        raise FatalError(
            f"{head.name[:12]} and {base.name[:12]} have no history in common, so no change can be seen; {cure}"
        )
    if len(commits) > 1:
        raise FatalError(
            "the two histories were merged crosswise, so no change can be seen; merge the base into the change first"
        )
    return base if commits == [base.name] else CommitTree(git, *commits)


def merge_commits(base: CommitTree, head: CommitTree) -> CommitTree:
    """Return what a merge of head into base gives: head itself where base has not moved on since.

    Otherwise git merges the two, line by line as a forge does, into a commit that no branch holds.
    Raises FatalError if it can't.
    """
    fork = merge_base(base, head)
    if fork.name in (base.name, head.name):
        return head if fork.name == base.name else base
    git = base.git
    lines = ("-c", "merge.smregister.driver=git merge-file %A %O %B")
    answer = git.run(*lines, "merge-tree", "--write-tree", "--no-messages", base.name, head.name, max_status=1).split()
    if len(answer) != 1:
        raise FatalError(
            "the change can't be merged as it is: both sides changed the same lines; merge the base into it first"
        )
    who = ("-c", "user.name=smregister", "-c", "user.email=smregister@localhost", "-c", "commit.gpgSign=false")
    parents = ("-p", base.name, "-p", head.name)
    commit = git.run(*who, "commit-tree", *parents, "-m", "A merge to look at", answer[0].decode("ascii"))
    return CommitTree(git, commit.decode("ascii").strip())


def require_descends_from(base: CommitTree, merged: CommitTree) -> None:
    """See that a commit holds all of base's history, as a merge into it does.

    Raises FatalError if it does not.
    """
    if base.git.run("rev-list", "--max-count=1", base.name, "--not", merged.name):
        raise FatalError(f"{merged.name[:12]} is no merge into {base.name[:12]}; name the forge's merge of the two")


def list_steps(base: CommitTree, head: CommitTree) -> list[Step]:
    """Return each commit that head has and base has not, with the one before it; merges are none."""
    git = base.git
    rows = git.run("rev-list", "--no-merges", "--parents", f"{base.name}..{head.name}").decode("ascii").splitlines()
    return [
        Step(CommitTree(git, before[0]) if before else None, CommitTree(git, commit))
        for commit, *before in map(str.split, rows)
    ]
