"""Review of a push commit by commit, and pushes that rewrite what has landed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository, build_repository
from tests.review.test_authorization import ACCOUNT_NOW, DAY, DESK, OFFICER, POLICY, WORKS

from smregister.model import Approver, Authorization, Denial, Difference, Review, ValidationResult
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit
from smregister.repository.git import Git
from smregister.review.push import PushReview, find_rewrite, find_wrong_dates, review_push

OWN = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
FOREIGN = {f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"}
BACK = {path: POLICY[path] for path in FOREIGN}
LETTER = ("acting under letter 123/2025, in force, for health",)
DESK_MEMBER = (Approver(DESK, "the-desk", "Manager of the desk"),)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Return a register with a desk and officers."""
    return build_repository(tmp_path / "repository", POLICY)


@pytest.fixture
def git(repository: Repository) -> Iterator[Git]:
    git = Git(repository.root)
    yield git
    git.close()


def test_a_push_of_one_commit_is_reviewed_once(repository: Repository, git: Git) -> None:
    base, head = repository.git("rev-parse", "HEAD"), repository.commit(OWN)
    review = review_push(CommitTree(git, base), CommitTree(git, head), OFFICER, DAY)
    assert [*review.commits] == [head]
    assert review.authorization is review.commits[head].authorization
    assert review.authorization == Authorization(LETTER, (), DESK_MEMBER)
    assert review.accepted


def test_each_commit_of_a_push_is_reviewed_and_all_of_them_together(repository: Repository, git: Git) -> None:
    base = repository.git("rev-parse", "HEAD")
    commits = [repository.commit(files) for files in (OWN, FOREIGN, BACK)]
    review = review_push(CommitTree(git, base), CommitTree(git, commits[-1]), OFFICER, DAY)
    assert [*review.commits] == commits
    alone = [single.authorization for single in review.commits.values()]
    assert [(answer.authority, answer.allowed) for answer in alone] == [(LETTER, True), ((), False), ((), False)]
    reason = "this belongs to works, for which the author has no appointment"
    [path] = FOREIGN
    assert review.authorization == Authorization(LETTER, (Denial(path, (), reason),), DESK_MEMBER)
    assert not review.accepted
    assert review_push(CommitTree(git, base), CommitTree(git, commits[-1]), DESK, DAY).accepted


def test_a_push_only_adds_to_what_has_landed(repository: Repository, git: Git) -> None:
    base, side = repository.git("rev-parse", "HEAD"), repository.commit(OWN)
    last = repository.commit({})
    repository.git("checkout", "--quiet", "--detach", base)
    landed = repository.commit(FOREIGN)
    repository.git("checkout", "--quiet", "--detach", side)
    repository.git("merge", "--quiet", "--no-edit", landed)
    merged = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "--detach", landed)
    repository.git("merge", "--quiet", "--no-edit", side)
    rightly_merged = repository.git("rev-parse", "HEAD")
    pairs = [(base, base), (base, side), (base, last), (landed, rightly_merged), (landed, side), (landed, merged)]
    answers = [find_rewrite(CommitTree(git, old), CommitTree(git, new)) for old, new in pairs]
    assert answers == [
        None,
        None,
        None,
        None,
        "the push lacks commits of this branch, so it would remove them; run `git pull --rebase` and push again",
        "the push would make this branch a side line, and your commits the main one; run `git pull --rebase` and "
        "push again",
    ]


ALLOWED, DENIED = Authorization((), (), ()), Authorization((), (Denial("x", (), "no"),), ())


@pytest.mark.parametrize(
    ("alone", "together", "accepted"),
    [
        ([ALLOWED, ALLOWED], ALLOWED, True),
        ([ALLOWED, DENIED], ALLOWED, False),
        ([ALLOWED, ALLOWED], DENIED, False),
    ],
)
def test_a_push_is_accepted_if_each_commit_and_all_together_are(
    alone: list[Authorization], together: Authorization, accepted: bool
) -> None:
    reviews = {
        str(number): Review(ValidationResult((), 1), answer, Difference([], [])) for number, answer in enumerate(alone)
    }
    assert PushReview(reviews, together).accepted is accepted


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        (["01-01T00:00:00", "01-01T00:00:00"], []),
        (["01-02T23:59:59"], []),
        (["01-03T00:00:00"], ["2026-01-03) is in the future"]),
        (["01-02T12:00:00", "12-26T12:00:00"], ["2026-12-26) is in the future"]),
        (["01-02T00:00:00", "2025-12-26T00:00:00"], []),
        (["01-02T00:00:01", "2025-12-26T00:00:00"], ["2025-12-26) is before that of an earlier commit"]),
        (["2025-12-24T23:59:59"], ["2025-12-24) is before that of an earlier commit"]),
        (["02-01T00:00:00", "2025-12-27T00:00:00"], ["2026-02-01) is in the future"]),
    ],
)
def test_a_commit_s_date_is_near_the_server_s_day(
    monkeypatch: pytest.MonkeyPatch, dates: list[str], wrong: list[str]
) -> None:
    """The day is January 1, and the branch ends with a commit of its first second."""
    times = [date if date.startswith("2025") else f"2026-{date}" for date in ["01-01T00:00:00", *dates]]
    seconds = [int(datetime.fromisoformat(f"{time}Z").timestamp()) for time in times]
    base, *commits = [Commit(str(number) * 40, (), at, "", "") for number, at in enumerate(seconds)]
    trees: list[Any] = [SimpleNamespace(git="git", name=name) for name in ("base", "head")]

    def list_commits(*arguments: str) -> Iterator[Commit]:
        assert arguments == ("git", "--max-count=1", "base")
        yield base

    def main_line(*arguments: str) -> list[Commit]:
        assert arguments == ("git", "head", "base")
        return commits

    monkeypatch.setattr("smregister.review.push.list_commits", list_commits)
    monkeypatch.setattr("smregister.review.push.main_line", main_line)
    reasons = [*find_wrong_dates(*trees, DAY, UTC)]
    assert [reason.partition("its date (")[2] for reason in reasons] == wrong
    assert all(reason.startswith("commit ") and reason[7:17] in {one.short_id for one in commits} for reason in reasons)
