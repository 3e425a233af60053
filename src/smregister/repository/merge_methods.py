"""Steps by which a proposal lands on its base: by a merge, rebased, or as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, is_ancestor, new_commits, shallow_boundaries
from smregister.repository.git import UNSHALLOW_HINT, Git
from smregister.repository.merge_base import merge_commits, merge_trees, require_merge_of, write_commit
from smregister.repository.own_settings import without_settings

# So many names fit into a pipe.
_TREES_AT_ONCE = 500


class Step(NamedTuple):
    """A tree and the next one; `before` is None if it is unknown.

    `commit` is the proposal's commit that makes the step; None for all of them at once.
    """

    before: CommitTree | None
    after: CommitTree
    commit: str | None = None


class _Applied(NamedTuple):
    """The steps of each rebase that does not conflict, and those to merges within the proposal."""

    rebases: list[list[Step]]
    merges: list[Step]


@dataclass(frozen=True)
class Landing:
    """A proposal and the merge of its head into its base."""

    base: CommitTree
    head: CommitTree
    merged: CommitTree

    @property
    def whole(self) -> Step:
        """Return the step of a merge or a squash, which land all commits at once."""
        return Step(*_trees(self.base.git, self.base.name, self.merged.name))

    @property
    def is_empty(self) -> bool:
        """Return whether the proposal changes nothing."""
        trees = self.base.git.resolve([f"{tree.name}^{{tree}}" for tree in (self.base, self.merged)])
        return len({*trees}) == 1

    @cached_property
    def single_steps(self) -> list[Step]:
        """Return the other steps of the ways in which a forge lands a proposal.

        A rebase applies each commit to what has landed before; if one conflicts, it can't land. A fast-forward lands
        the commits as they are. A merge within the proposal counts as if the proposal ended there.
        Raises FatalError if commits are missing in a shallow clone.
        """
        commits = self._commits
        steps = [_root_step(self.base.git, commit) for commit in commits if not commit.parents]
        steps += [step for applied in (*self._applied.rebases, self._applied.merges) for step in applied]
        if len(commits) > 1 and (_is_line(self.base, commits) or self._is_on_tip):
            steps += _steps_as_they_are(self.base.git, commits)
        return _without_repetitions(self.base.git, self.whole, steps)

    @cached_property
    def rebased(self) -> list[CommitTree]:
        """Return the other results than the merge to which a rebase may lead, as commits on the base."""
        git, ends = self.base.git, [steps[-1].after.name for steps in self._applied.rebases if steps]
        merged, *trees = git.resolve([f"{name}^{{tree}}" for name in (self.merged.name, *ends)])
        other = dict.fromkeys(tree for tree in trees if tree and tree != merged)
        return [CommitTree(git, write_commit(git, tree, self.base.name)) for tree in other]

    @cached_property
    def _commits(self) -> list[Commit]:
        """Return the commits of the proposal, parents first."""
        git, base, head = self.base.git, self.base.name, self.head.name
        if shallow_boundaries(git, f"{base}..{head}"):
            raise FatalError(f"this shallow clone lacks commits of {head[:12]}; {UNSHALLOW_HINT}")
        return new_commits(git, base, head)

    @cached_property
    def _is_on_tip(self) -> bool:
        """Return whether the head has all commits of the base."""
        return is_ancestor(self.base.git, self.base.name, self.head.name)

    @cached_property
    def _applied(self) -> _Applied:
        """Return what is to be applied to the base; nothing for one commit, or a line of commits on it."""
        if len(self._commits) < 2 or _is_line(self.base, self._commits):
            return _Applied([], [])
        with without_settings(self.base.git) as git:
            return _Applied([*self._find_rebases(git)], [*self._merge_steps(git)])

    def _find_rebases(self, git: Git) -> Iterator[list[Step]]:
        """Yield the steps of each rebase, which leaves out merges.

        A server may leave out the commits, too, whose patches the base has had (git-rebase(1), --reapply-cherry-picks).
        """
        single = [commit for commit in self._commits if len(commit.parents) == 1]
        yield self._rebase(git, single)
        if not self._is_on_tip:
            range_ = f"{self.base.name}...{self.head.name}"
            new = git.run("rev-list", "--no-merges", "--cherry-pick", "--right-only", range_).decode("ascii")
            names = {*new.split()}
            chosen = [commit for commit in single if commit.id in names]
            yield from [self._rebase(git, chosen)] if len(chosen) < len(single) else []

    def _rebase(self, git: Git, commits: Sequence[Commit]) -> list[Step]:
        """Return the steps of a rebase; none if it conflicts."""
        steps, landed = list[Step](), self.base.name
        for commit in commits:
            # The parent is then the merge base of the two.
            onto = write_commit(git, f"{landed}^{{tree}}", *commit.parents)
            tree = merge_trees(git, onto, commit.id)
            if tree is None:
                return []
            steps.append(Step(*_trees(self.base.git, landed, tree), commit.id))
            landed = tree
        return steps

    def _merge_steps(self, git: Git) -> Iterator[Step]:
        """Yield a step from the base to each merge, or from where they parted if the two conflict."""
        for commit in self._commits[:-1]:
            if len(commit.parents) > 1:
                tree = merge_trees(git, self.base.name, commit.id)
                fork = git.run("merge-base", "--all", self.base.name, commit.id).decode("ascii").split()[0]
                names = (self.base.name, tree) if tree else (fork, commit.id)
                yield Step(*_trees(self.base.git, *names), commit.id)


def open_landing(base: CommitTree, head: CommitTree, merged: CommitTree | None = None) -> Landing:
    """Return how head lands on base; `merged` is the forge's merge of the two.

    Raises FatalError if they can't be merged, or `merged` is another merge.
    """
    if merged:
        require_merge_of(base, head, merged)
    return Landing(base, head, merged or merge_commits(base, head))


def _trees(git: Git, before: str, after: str) -> tuple[CommitTree, CommitTree]:
    # New trees: others may hold paths that the proposal itself supplied.
    return CommitTree(git, before), CommitTree(git, after)


def _root_step(git: Git, commit: Commit) -> Step:
    return Step(None, CommitTree(git, commit.id), commit.id)


def _is_line(base: CommitTree, commits: Sequence[Commit]) -> bool:
    """Return whether each commit has the one before as its only parent."""
    before = [base.name, *(commit.id for commit in commits)]
    return all(commit.parents == (parent,) for commit, parent in zip(commits, before, strict=False))


def _steps_as_they_are(git: Git, commits: Sequence[Commit]) -> list[Step]:
    single = (commit for commit in commits if len(commit.parents) == 1)
    return [Step(*_trees(git, commit.parents[0], commit.id), commit.id) for commit in single]


def _without_repetitions(git: Git, whole: Step, steps: Sequence[Step]) -> list[Step]:
    """Return the steps that change something, each content once, without that of `whole`."""
    names = [tree.name if tree else "" for step in (whole, *steps) for tree in (step.before, step.after)]
    ids = (
        id_ for batch in batched(names, _TREES_AT_ONCE) for id_ in git.resolve([f"{name}^{{tree}}" for name in batch])
    )
    first = dict(reversed([*zip(zip(ids, ids, strict=True), (whole, *steps), strict=True)]))
    return [step for (before, after), step in reversed(first.items()) if before != after and step is not whole]
