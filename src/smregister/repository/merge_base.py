"""Merge base of two commits, and their merge."""

from __future__ import annotations

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import is_parent, shallow_boundaries
from smregister.repository.git import UNSHALLOW_HINT, Git, split_paths
from smregister.repository.own_settings import without_settings

# git-commit-tree(1) signs only with -S, whatever the settings.
_IDENTITY = ("-c", "user.name=smregister", "-c", "user.email=smregister@localhost")
_USAGE_ERROR = "usage: git merge-tree"


def merge_base(base: CommitTree, head: CommitTree) -> CommitTree:
    """Return the commit where head left base; raise FatalError unless unique and certain."""
    if base.name == head.name:
        return base
    git = base.git
    if is_parent(git, base.name, head.name):
        return base
    commits = git.run_once("merge-base", "--all", base.name, head.name, max_status=1).decode("ascii").split()
    if not commits:
        remedy = UNSHALLOW_HINT if git.is_shallow else "start the change from there"
        raise FatalError(
            f"{head.name[:12]} and {base.name[:12]} have no common history, so they can't be compared; {remedy}"
        )
    if len(commits) > 1:
        raise FatalError(
            "the two histories were merged crosswise, so they can't be compared; merge the base into the change first"
        )
    # A later common commit may lie behind a boundary of either side.
    names = (base.name, head.name)
    if commits[0] not in names and shallow_boundaries(git, *names, "--not", commits[0]):
        raise FatalError(
            f"in this shallow clone it is uncertain where {head.name[:12]} left {base.name[:12]}; {UNSHALLOW_HINT}"
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
    with without_settings(base.git) as git:
        tree = merge_trees(git, base.name, head.name)
        if tree is None:
            raise FatalError(
                "the change can't be merged as it is: both sides changed the same lines; merge the base into it first"
            )
        return CommitTree(base.git, write_commit(git, tree, base.name, head.name))


def find_conflicts(base: CommitTree, head: CommitTree) -> list[str]:
    """Return the paths of the repository at which a merge by line conflicts."""
    with without_settings(base.git) as git:
        return _merge(git, base.name, head.name)[1:]


def merge_trees(git: Git, ours: str, theirs: str) -> str | None:
    """Return the id of the tree that a merge of two commits has; None if they conflict.

    `git` is one without settings. Raises FatalError if it is older than 2.38.
    """
    tree, *conflicts = _merge(git, ours, theirs)
    return None if conflicts else tree


def _merge(git: Git, ours: str, theirs: str) -> list[str]:
    """Merge two commits by line; return the id of the tree, and the paths that conflict."""
    options = ("-z", "--write-tree", "--no-messages", "--name-only")
    try:
        return split_paths(git.run("merge-tree", *options, ours, theirs, max_status=1))
    except FatalError as error:
        if _USAGE_ERROR in str(error):
            raise FatalError("this git can't merge without a work tree; install git 2.38 or newer") from error
        raise


def write_commit(git: Git, tree: str, *parents: str) -> str:
    """Write a commit that no branch names; return its id."""
    options = [option for parent in parents for option in ("-p", parent)]
    return git.run(*_IDENTITY, "commit-tree", *options, "-m", "A merge to look at", tree).decode("ascii").strip()


def require_merge_of(base: CommitTree, head: CommitTree, merged: CommitTree) -> None:
    """Raise FatalError unless a commit is the merge of head into base."""
    output = base.git.run("rev-list", "--parents", "--max-count=1", merged.name).decode("ascii").split()
    if output[1:] != [base.name, head.name]:
        raise FatalError(
            f"{merged.name[:12]} is not the merge of {head.name[:12]} into {base.name[:12]}: "
            "one of them has changed since; run the check again"
        )
