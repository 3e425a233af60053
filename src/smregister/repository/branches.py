"""Branches of a checkout and of its remotes, as last fetched."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import is_ancestor
from smregister.repository.git import Git, find_git_files
from smregister.repository.merge_base import merge_base, write_commit

_LOCAL = "refs/heads/"
# So many names fit on any command line, and git compares their commits in a second.
_BRANCHES_COMPARED = 200


@dataclass(frozen=True)
class Branches:
    """The branches by full name, each with its commit and the tree of that."""

    git: Git
    tips: dict[str, tuple[str, str]]

    @property
    def names(self) -> list[str]:
        """Return the short names, without those of the remotes."""
        return [re.sub(r"^refs/(heads|remotes/[^/]+)/", "", ref) for ref in self.tips]

    def tip(self, remote: str | None, name: str) -> str | None:
        """Return the commit of a branch of a remote, or of this checkout for None."""
        return self.tips.get(_full_name(remote, name), (None,))[0]

    def has_own(self, remote: str, name: str, base: CommitTree, head: CommitTree) -> bool:
        """Return whether the branch of a remote is free, or belongs to the user of this checkout.

        It does if the user made one of its commits, and this branch began with it or was pushed to it.
        """
        tip = self.tip(remote, name)
        if tip is None or self.contains(base.name, tip):
            return True
        if not (self.contains(head.name, tip) or self.was_pushed(name)):
            return False
        authors = self.git.run("rev-list", "--no-commit-header", "--format=%ae", tip, "--not", base.name)
        return _user_email(self.git).casefold() in authors.decode("utf-8", "replace").casefold().splitlines()

    def was_pushed(self, name: str) -> bool:
        """Return whether a branch of this checkout was pushed under its own name."""
        pushed = self.git.run("config", "--get-all", f"branch.{name}.merge", max_status=1)
        return _full_name(None, name).encode() in pushed.split()

    def find_equivalent(
        self, remotes: Iterable[str], base: CommitTree, proposal: CommitTree, *, without: Collection[str]
    ) -> str | None:
        """Find a branch, here or on some remotes, that proposes the same change and has not landed.

        Returns its short name. `without` are branches of this checkout that do not count.
        """
        folders = (_LOCAL, *(_full_name(remote, "") for remote in remotes))
        excluded = [_full_name(None, name) for name in without]
        candidates = {ref: tip for ref, tip in self.tips.items() if ref.startswith(folders) and ref not in excluded}
        for ref in _find_same_changes(self.git, base, proposal, candidates):
            if not has_landed(base, CommitTree(self.git, candidates[ref][0])):
                return next(ref.removeprefix(folder) for folder in folders if ref.startswith(folder))
        return None

    def contains(self, commit: str, other: str) -> bool:
        """Return whether a commit has another one in its history."""
        return is_ancestor(self.git, other, commit)


def list_branches(git: Git) -> Branches:
    """List the branches of a checkout and of its remotes."""
    fields = "--format=%(refname) %(objectname) %(tree)"
    rows = git.run("for-each-ref", fields, _LOCAL, "refs/remotes/").decode("utf-8", "backslashreplace")
    parts = (row.split(" ") for row in rows.splitlines())
    return Branches(git, {ref: (commit, tree) for ref, commit, tree in parts})


def last_fetch(git: Git, remote: str) -> float | None:
    """Return when the branches of a remote were last fetched, in Unix seconds; None if git does not show it.

    A fetch that fails leaves an empty FETCH_HEAD.
    """
    files = find_git_files(git, "FETCH_HEAD", f"logs/refs/remotes/{remote}/HEAD")
    return next((file.stat().st_mtime for file in files if file.is_file() and file.stat().st_size), None)


def has_landed(base: CommitTree, head: CommitTree) -> bool:
    """Return whether the base has all changes of a branch: by a merge, a squash or a rebase."""
    git, fork = base.git, merge_base(base, head)
    if fork.name in (base.name, head.name):
        return fork.name == head.name
    base_tree, head_tree = git.resolve([f"{tree.name}^{{tree}}" for tree in (base, head)])
    if base_tree == head_tree or _has_patches(base, head.name):
        return True
    return _has_patches(base, _squash(head, fork))


def _squash(head: CommitTree, fork: CommitTree) -> str:
    """Return a commit with all changes since a fork."""
    return write_commit(head.git, f"{head.name}^{{tree}}", fork.name)


def _has_patches(base: CommitTree, head: str) -> bool:
    """Return whether the base has a commit with the same changes as each of the head's own."""
    rows = base.git.run("cherry", base.name, head).decode("ascii").splitlines()
    return bool(rows) and all(row.startswith("-") for row in rows)


def _find_same_changes(
    git: Git, base: CommitTree, proposal: CommitTree, candidates: dict[str, tuple[str, str]]
) -> Iterator[str]:
    """Yield the branches with the tree of a proposal, and those whose last commit makes the same change."""
    [tree] = git.resolve([f"{proposal.name}^{{tree}}"])
    yield from (ref for ref, (_, other) in candidates.items() if other == tree)
    squashed = _squash(proposal, merge_base(base, proposal))
    compared = [*islice(candidates, _BRANCHES_COMPARED)]
    pairs = [f"{squashed}...{candidates[ref][0]}" for ref in compared]
    rows = git.run("rev-list", "--cherry-mark", "--left-right", *pairs).decode("ascii").split() if pairs else []
    if f"={squashed}" in rows:
        yield from (ref for ref in compared if f"={candidates[ref][0]}" in rows)


def _full_name(remote: str | None, name: str) -> str:
    return f"refs/remotes/{remote}/{name}" if remote else f"{_LOCAL}{name}"


def _user_email(git: Git) -> str:
    """Return the address with which the user commits; empty if git has none."""
    try:
        identity = git.run("var", "GIT_AUTHOR_IDENT").decode("utf-8", "replace")
    except FatalError:
        return ""
    return identity.rpartition(">")[0].rpartition("<")[2]
