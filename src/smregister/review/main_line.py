"""The main line of a register: the days of its changes, and the commit since which it has a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from functools import cached_property

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, list_commits, main_line, require_whole
from smregister.repository.git import Git
from smregister.repository.tree import REGISTER
from smregister.review.identities import Identity
from smregister.review.policy import Policy


class MainLine:
    """The first parents of a commit, as far as `today`; `zone` is the register's, `identities` are by commit."""

    def __init__(self, git: Git, tip: str, today: str, zone: tzinfo, identities: Mapping[str, Identity]) -> None:
        self.git, self.tip = git, tip
        self._today, self._zone, self._identities = today, zone, identities

    @cached_property
    def commits(self) -> list[Commit]:
        """Return the commits from the oldest on."""
        return main_line(self.git, self.tip)

    def after(self, start: str | None) -> list[Commit] | None:
        """Return the commits after one of them, all for None; None if it is not on the line.

        Raises FatalError if this shallow clone lacks some of them.
        """
        ids = [commit.id for commit in self.commits]
        if start is not None and start not in ids:
            return None
        commits = self.commits[ids.index(start) + 1 :] if start else self.commits
        require_whole(self.git, commits)
        return commits

    @cached_property
    def days(self) -> Mapping[str, str]:
        """Return the day on which each commit landed.

        It is the forge's, if the identities have it. Else it is the committer's, who may claim any: a day before that
        of an earlier commit does not count, and instead of one after today that of the next commit does.
        """
        days, latest = dict[str, str](), ""
        undated = list[str]()
        for commit in self.commits:
            landed = self._identities.get(commit.id, Identity(None)).landed_at
            claimed = str((landed or commit.at(self._zone)).astimezone(self._zone).date())
            undated.append(commit.id)
            if claimed <= self._today:
                latest = claimed if landed else max(latest, claimed)
                days |= dict.fromkeys(undated, latest)
                undated.clear()
        return days | dict.fromkeys(undated, self._today)

    @cached_property
    def founding(self) -> str | None:
        """Return the first commit at which the register has a desk."""
        for commit in main_line(self.git, self.tip, None, REGISTER):
            if has_desk(CommitTree(self.git, commit.id), self._today):
                return commit.id
        return None

    @cached_property
    def founded(self) -> frozenset[str]:
        """Return the commits from the founding on."""
        ids = [commit.id for commit in self.commits]
        return frozenset(ids[ids.index(self.founding) :] if self.founding in ids else ())

    @cached_property
    def foreign_merges(self) -> frozenset[str]:
        """Return the merges that bring in a register with a desk that does not come from the founding.

        Then the line's own beginning may be made up: a merge with the true main branch as its second parent.
        """
        merges = [commit for commit in self.commits if len(commit.parents) > 1]
        foreign = {*self._find_foreign()} if merges else set[str]()
        if not foreign:
            return frozenset()
        return frozenset(merge.id for merge in merges if foreign & self._list_ids(f"{merge.id}^..{merge.id}"))

    def _find_foreign(self) -> Iterator[str]:
        """Yield the commits with a desk, of any line, that neither come from the founding nor led to it."""
        native = set[str]()
        if self.founding:
            native = self._list_ids(self.founding) | self._list_ids("--ancestry-path", f"{self.founding}..{self.tip}")
        for commit in list_commits(self.git, "--full-history", self.tip, "--", REGISTER):
            if commit.id not in native and has_desk(CommitTree(self.git, commit.id), self._today):
                yield commit.id

    def _list_ids(self, *revisions: str) -> set[str]:
        return {*self.git.run("rev-list", *revisions).decode("ascii").split()}


def has_desk(tree: CommitTree, day: str) -> bool:
    """Return whether a tree has a readable register that lists members of the desk, present or past."""
    try:
        return Policy(tree, day).has_desk
    except FatalError:
        return False


def has_register_elsewhere(tree: CommitTree) -> bool:
    """Return whether a tree has the record of a register in another folder."""
    paths = tree.git.list_paths("ls-tree", "-r", "-z", "--full-tree", "--name-only", tree.name)
    return any(f"/{path}".endswith(f"/{REGISTER}") and path != f"{tree.git.prefix}{REGISTER}" for path in paths)
