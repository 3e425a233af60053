"""Lists of commits and ancestry, whatever dates the commits have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.lengths import count
from tests.registers import Repository, build_repository

from smregister.repository.commits import is_ancestor, main_line, new_commits
from smregister.repository.git import Git
from smregister.repository.open import open_commit
from smregister.review.push import find_rewrite

TODAY = 1_790_000_000


def write_history(repository: Repository, parents: Sequence[Sequence[int]], dates: Sequence[int]) -> list[str]:
    """Write commits, each with the numbers of its parents and a date in days; return their ids."""
    lines = list[str]()
    for number, (before, date) in enumerate(zip(parents, dates, strict=True), 1):
        seconds = TODAY + 86_400 * date
        # Each in a branch of its own: one without parents starts a history.
        lines += [f"reset refs/drawn/{number}", "", f"commit refs/drawn/{number}", f"mark :{number}"]
        lines += [f"committer A <a@gov.example> {seconds} +0000", "data 1", str(number % 10)]
        lines += [f"{'merge' if index else 'from'} :{parent + 1}" for index, parent in enumerate(before)]
    marks = repository.root / ".git" / "marks"
    options = ("--quiet", "--force", f"--export-marks={marks}")
    repository.git("fast-import", *options, stdin="\n".join([*lines, ""]).encode())
    ids = dict(line.split() for line in marks.read_text().splitlines())
    return [ids[f":{number}"] for number in range(1, len(parents) + 1)]


def ancestors(parents: Sequence[Sequence[int]], number: int) -> set[int]:
    return {number}.union(*(ancestors(parents, parent) for parent in parents[number]))


@some.composite
def graphs(draw: some.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Draw the parents of 8 to 14 commits, mostly lines, and their dates, mostly wrong."""
    size = draw(some.integers(8, 14))
    parents = [
        [] if number == 0 else draw(some.lists(some.integers(max(0, number - 4), number - 1), max_size=2, unique=True))
        for number in range(size)
    ]
    parents = [before or ([number - 1] if number else []) for number, before in enumerate(parents)]
    dates = draw(some.lists(some.integers(-9, 9), min_size=size, max_size=size))
    return parents, dates


@settings(
    max_examples=count(6, 300),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(graphs(), some.integers(0, 7))
def test_new_commits_are_those_that_the_base_lacks(
    repository: Repository, drawn: tuple[list[list[int]], list[int]], base: int
) -> None:
    parents, dates = drawn
    ids, head = write_history(repository, parents, dates), len(parents) - 1
    git = Git(repository.root)
    found = [commit.id for commit in new_commits(git, ids[base], ids[head])]
    new = ancestors(parents, head) - ancestors(parents, base)
    assert sorted(found) == sorted(ids[number] for number in new)
    for number in new:
        assert all(found.index(ids[number]) > found.index(ids[parent]) for parent in {*parents[number]} & new)
    assert is_ancestor(git, ids[base], ids[head]) == (base in ancestors(parents, head))


@pytest.mark.parametrize("dates", [[0] * 12, [0] * 4 + [-2] * 8, [0] * 4 + [-9999] * 8, [*range(12, 0, -1)]])
def test_a_push_from_a_computer_with_a_wrong_clock_is_no_rewrite(tmp_path: Path, dates: list[int]) -> None:
    """Git's own `rev-list BASE --not HEAD` names the base here, if 6 commits are older than it."""
    repository = build_repository(tmp_path, {})
    line = [[number - 1] if number else [] for number in range(12)]
    ids = write_history(repository, line, dates)
    base, head = (open_commit(repository.root, ids[number]) for number in (3, 11))
    assert find_rewrite(base, head) is None
    assert [commit.id for commit in main_line(base.git, head.name, base.name)] == ids[4:]
    assert find_rewrite(head, base) is not None


def test_what_a_side_line_brings_is_new_from_where_it_began(tmp_path: Path) -> None:
    """Eight old commits on the base hide from git that it has the beginning of a proposal."""
    repository = build_repository(tmp_path, {})
    parents = [[], [0], [1], [2], *([number] for number in range(3, 11)), [3], [12]]
    ids = write_history(repository, parents, [0, 0, 0, 0, *[-16_000] * 8, 0, 0])
    found = [commit.id for commit in new_commits(Git(repository.root), ids[11], ids[13])]
    assert found == ids[12:]
