"""Shallow, partial and sparse clones: what they lack is never taken for removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Answer, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository

from smregister.repository.merge_base import merge_base
from smregister.repository.open import open_commit

OTHER = AGENCY.replace("health", "roads")
ACTOR = ("--actor", "1")


def clone(repository: Repository, folder: Path, *options: str) -> Repository:
    """Clone a repository as over a network, from which nothing is fetched later."""
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("clone", "--quiet", *options, repository.root.as_uri(), str(folder))
    return Repository(folder)


def all_fail(repository: Repository, *commands: list[str], hint: str) -> None:
    for command in commands:
        answer: Answer = run(repository.root, *command)
        assert answer.status == 2, (command, answer)
        assert hint in answer.messages, command


# Shallow.


def grown(repository: Repository) -> None:
    """Branch off, merge the branch into `main` except for its last commit, and go on."""
    git = repository.git
    git("checkout", "--quiet", "-b", "topic")
    for number in range(2):
        repository.commit({ACCOUNT: ACCOUNT_TEXT + f"audience: Readers {number}\n"})
    git("checkout", "--quiet", "main")
    repository.commit({OTHER: str(SMALL[AGENCY]).replace("Health", "Roads")})
    git("merge", "--quiet", "--no-edit", "topic")
    git("checkout", "--quiet", "topic")
    repository.commit({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    git("checkout", "--quiet", "main")


@pytest.mark.parametrize("depth", ["1", "2"])
def test_a_merge_base_that_a_shallow_clone_may_hide_is_an_error(
    repository: Repository, tmp_path: Path, depth: str
) -> None:
    grown(repository)
    shallow = clone(repository, tmp_path / "clone", "--depth", depth, "--no-single-branch")
    refs = ["--base", "origin/main", "--head", "origin/topic", *ACTOR]
    validating = ["validate", "--base", "origin/main", "--ref", "origin/topic"]
    answers = [run(shallow.root, *command) for command in (["review", *refs], ["authorize", *refs], validating)]
    expected = open_commit(repository.root, "topic~1").name
    if {answer.status for answer in answers} != {2}:
        base, head = (open_commit(shallow.root, ref) for ref in ("origin/main", "origin/topic"))
        assert merge_base(base, head).name == expected, "else the answer would be wrong"
    assert depth == "2" or all("git fetch --unshallow" in answer.messages for answer in answers)


@pytest.mark.parametrize("cut", [["base", "head"], ["base"], ["head"]], ids=" and ".join)
def test_an_old_merge_base_is_not_trusted_if_a_newer_one_may_be_hidden(
    repository: Repository, tmp_path: Path, cut: list[str]
) -> None:
    """The first commit is in the clone by a long way round; the last common one is behind a boundary of a side."""
    git = repository.git
    first = git("rev-parse", "HEAD")
    common = repository.commit({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    tree = git("rev-parse", f"{first}^{{tree}}")
    old = git("commit-tree", "-p", first, "-m", "Old", tree)
    for name, content in (("base", "Base"), ("head", "Head")):
        middle = git("commit-tree", "-p", common, "-m", content, f"{common}^{{tree}}")
        tip = git("commit-tree", "-p", middle, "-p", old, "-m", content, f"{common}^{{tree}}")
        git("branch", name, tip)
    shallow = clone(repository, tmp_path / "clone")
    boundaries = git("rev-list", "--max-count=2", "--no-merges", *cut, "--not", common, old).split()
    (shallow.root / ".git/shallow").write_text("".join(f"{commit}\n" for commit in boundaries))
    assert shallow.git("merge-base", "--all", "origin/base", "origin/head") == old, "what git finds"
    refs = ["--base", "origin/base", "--head", "origin/head"]
    all_fail(shallow, ["review", *refs, *ACTOR], ["authorize", *refs, *ACTOR],
             ["validate", "--base", "origin/base", "--ref", "origin/head"], hint="git fetch --unshallow")  # fmt: skip


def test_commits_behind_a_boundary_are_an_error(repository: Repository, tmp_path: Path) -> None:
    """The base is an ancestor by one way; another way ends in the clone."""
    git = repository.git
    git("checkout", "--quiet", "-b", "side")
    side = [repository.commit({OTHER: str(SMALL[AGENCY]).replace("Health", name)}) for name in ("Roads", "Ways")]
    git("checkout", "--quiet", "main")
    repository.commit({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    git("merge", "--quiet", "--no-edit", "side")
    shallow = clone(repository, tmp_path / "clone")
    (shallow.root / ".git/shallow").write_text(f"{side[1]}\n")
    refs = ["--base", "HEAD~2", "--head", "HEAD", *ACTOR]
    all_fail(shallow, ["review", *refs], ["authorize", *refs], hint="git fetch --unshallow")


def test_grafts_change_no_history(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD")
    second = repository.commit({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    repository.commit({ACCOUNT: ACCOUNT_TEXT})
    (repository.root / ".git/info").mkdir(exist_ok=True)
    (repository.root / ".git/info/grafts").write_text(f"{repository.git('rev-parse', 'HEAD')} {first}\n")
    assert merge_base(open_commit(repository.root, second), open_commit(repository.root, "HEAD")).name == second


# Partial.


@pytest.mark.parametrize("objects", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_nothing_and_is_an_error(repository: Repository, tmp_path: Path, objects: str) -> None:
    repository.commit({ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    partial = clone(repository, tmp_path / "clone", "--no-checkout", f"--filter={objects}")
    refs = ["--base", "HEAD~1", "--head", "HEAD", *ACTOR]
    commands = (["validate", "--ref", "HEAD"], ["validate", "--base", "HEAD~1", "--ref", "HEAD"],
                ["review", *refs], ["authorize", *refs])  # fmt: skip
    all_fail(partial, *commands, hint="git fetch --refetch --no-filter")
    partial.git("fetch", "--quiet", "--refetch", "--no-filter")
    assert run(partial.root, "validate", "--ref", "HEAD").status == 0


# Sparse.


@pytest.mark.parametrize("is_cone", [True, False])
def test_a_sparse_checkout_is_an_error(repository: Repository, is_cone: bool) -> None:
    repository.commit({OTHER: "name: 1\n", ACCOUNT: ACCOUNT_TEXT + "audience: All\n"})
    patterns = ["schemas", "registry/agencies/health"] if is_cone else ["/*", "!/registry/agencies/roads"]
    repository.git("sparse-checkout", "set", *([] if is_cone else ["--no-cone"]), *patterns)
    assert not (repository.root / OTHER).exists()
    repository.git("status")
    all_fail(repository, ["validate"], ["validate", "--base", "HEAD~1"], ["list", "account"], hint="sparse")
    for ref in ("HEAD", ":"):
        answer = run(repository.root, "validate", "--ref", ref)
        assert answer.status == 1
        assert OTHER in answer.output
    repository.git("sparse-checkout", "disable")
    assert run(repository.root, "validate").status == 1


def test_a_file_that_git_is_told_to_skip_is_not_taken_for_removed(repository: Repository) -> None:
    repository.git("update-index", "--skip-worktree", ACCOUNT)
    assert run(repository.root, "validate").status == 0, "it is still there"
    (repository.root / ACCOUNT).unlink()
    all_fail(repository, ["validate"], ["validate", "--base", "HEAD"], hint=ACCOUNT)
