"""Review of a push to the main branch: each commit as it lands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from smregister.model import Authorization, Review
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import is_ancestor, list_commits, main_line
from smregister.review.authorization import authorize_change
from smregister.review.review import review_change

_FUTURE = timedelta(days=1)
"""How far ahead of the server's day a commit's date may be: zones and clocks differ."""
_PAST = timedelta(days=7)
"""How far before that of an earlier commit it may be."""


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

    Each commit on the main line is reviewed by the rules of the one before it, and all together by those of base,
    which must be the first of them. Raises FatalError if a tree can't be read.
    """
    reviews = {}
    for commit in main_line(base.git, head.name, base.name):
        before, after = CommitTree(base.git, commit.parents[0]), CommitTree(base.git, commit.id)
        reviews[commit.id] = review_change(before, after, actor, (), day)
    if len(reviews) == 1:
        return PushReview(reviews, reviews[head.name].authorization)
    return PushReview(reviews, authorize_change(base, head, actor, (), day))


def find_rewrite(base: CommitTree, head: CommitTree) -> str | None:
    """Return why a push would change what has landed; None if it only adds to it."""
    git = base.git
    if not is_ancestor(git, base.name, head.name):
        return "the push lacks commits of this branch, so it would remove them; run `git pull --rebase` and push again"
    added = main_line(git, head.name, base.name)
    if added and added[0].parents[:1] != (base.name,):
        return (
            "the push would make this branch a side line, and your commits the main one; run `git pull --rebase` "
            "and push again"
        )
    return None


def find_wrong_dates(base: CommitTree, head: CommitTree, day: date, zone: tzinfo) -> Iterator[str]:
    """Yield why commits of a push can't have been made when their committers' clocks said; `day` is today.

    The day on which a change landed follows from them, and git itself reads histories wrongly if they lie.
    """
    latest = int((datetime.combine(day, time.max, zone) + _FUTURE).timestamp())
    [before] = list_commits(base.git, "--max-count=1", base.name)
    newest = min(before.seconds, latest)
    for commit in main_line(base.git, head.name, base.name):
        if not newest - _PAST.total_seconds() <= commit.seconds <= latest:
            when = "in the future" if commit.seconds > latest else "before that of an earlier commit"
            yield f"commit {commit.short_id}: its date ({commit.at(zone).date()}) is {when}"
        newest = max(newest, min(commit.seconds, latest))
