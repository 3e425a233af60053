"""Review of a push to the main branch: each commit as it lands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from smregister.model import Authorization, Review
from smregister.repository.commit_tree import CommitTree
from smregister.review.authorization import authorize_change
from smregister.review.review import review_change


class PushReview(NamedTuple):
    """The review of each commit on the main line, and the authorization of the whole push."""

    commits: dict[str, Review]
    authorization: Authorization

    @property
    def accepted(self) -> bool:
        """Return whether the push may land."""
        return self.authorization.allowed and all(review.accepted for review in self.commits.values())


def review_push(base: CommitTree, head: CommitTree, actor: int, day: date) -> PushReview:
    """Review a push from base to head by a user.

    Each commit on the main line is reviewed by the rules of the one before it, and all together by those of base.
    Raises FatalError if a tree can't be read.
    """
    steps = [*_list_steps(base, head)]
    reviews = {after.name: review_change(before, after, actor, (), day) for before, after in steps if before}
    whole = [review.authorization for review in reviews.values()]
    return PushReview(reviews, whole[0] if len(steps) == 1 else authorize_change(base, head, actor, (), day))


def find_rewrite(base: CommitTree, head: CommitTree) -> str | None:
    """Return why a push would change what has landed; None if it only adds to it."""
    git = base.git
    if git.run("rev-list", "--max-count=1", base.name, "--not", head.name):
        return "the push lacks commits of this branch, so it would remove them; run `git pull --rebase` and push again"
    parent, _ = next(_list_steps(base, head), (None, head))
    if parent is None or parent.name != base.name:
        return (
            "the push would make this branch a side line, and your commits the main one; run `git pull --rebase` "
            "and push again"
        )
    return None


def _list_steps(base: CommitTree, head: CommitTree) -> Iterator[tuple[CommitTree | None, CommitTree]]:
    """Yield each first parent and its child up to head, the oldest first."""
    arguments = ("--first-parent", "--reverse", "--parents", f"{base.name}..{head.name}")
    for row in base.git.run("rev-list", *arguments).decode("ascii").splitlines():
        commit, *parents = row.split()
        yield CommitTree(base.git, parents[0]) if parents else None, CommitTree(base.git, commit)
