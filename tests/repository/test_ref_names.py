"""Names of refs: none stands for another one."""

from __future__ import annotations

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository

from smregister.errors import FatalError
from smregister.repository.open import open_commit

SHADOWS = [
    ("main", "refs/tags/main"),
    ("main", "refs/remotes/main"),
    ("main", "refs/remotes/main/HEAD"),
    ("heads/main", "refs/tags/heads/main"),
    ("topic/a", "refs/tags/topic/a"),
]


@pytest.fixture
def shadowed(repository: Repository) -> Repository:
    """Return a repository with the branches `main` and `topic/a`, and a later commit on no branch."""
    repository.git("branch", "topic/a")
    repository.git("checkout", "--quiet", "--detach")
    repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("active", "dormant")})
    return repository


@pytest.mark.parametrize(("name", "shadow"), SHADOWS)
def test_a_name_of_two_refs_is_ambiguous(shadowed: Repository, name: str, shadow: str) -> None:
    shadowed.git("update-ref", shadow, "HEAD")
    for arguments in (["validate", f"--base={name}"], ["diff", f"{name}~0", "HEAD"]):
        answer = run(shadowed.root, *arguments)
        assert answer.status == 2
        assert f"`{name}` is ambiguous: it may be " in answer.messages
        assert shadow in answer.messages
    full = f"refs/{name}" if name.startswith("heads/") else f"refs/heads/{name}"
    assert open_commit(shadowed.root, full).name == shadowed.git("rev-parse", full)


def test_a_tag_is_never_taken_for_a_missing_branch(shadowed: Repository) -> None:
    shadowed.git("update-ref", "refs/tags/refs/heads/gone", "HEAD")
    with pytest.raises(FatalError, match="there is no commit, tag or branch"):
        open_commit(shadowed.root, "refs/heads/gone")


def test_a_tag_is_never_taken_for_the_beginning_of_an_id(shadowed: Repository) -> None:
    commit = shadowed.git("rev-parse", "main")
    shadowed.git("update-ref", f"refs/tags/{commit[:8]}", "HEAD")
    with pytest.raises(FatalError, match=f"it may be refs/tags/{commit[:8]} or the beginning of an id"):
        open_commit(shadowed.root, commit[:8])
    shadowed.git("update-ref", f"refs/tags/{commit}", "HEAD")
    assert open_commit(shadowed.root, commit).name == commit
    shadowed.git("update-ref", "refs/tags/facade", "HEAD")
    assert open_commit(shadowed.root, "facade").name == shadowed.git("rev-parse", "HEAD")


def test_a_tag_is_never_taken_for_what_was_fetched(shadowed: Repository) -> None:
    commit = shadowed.git("rev-parse", "main")
    (shadowed.root / ".git/FETCH_HEAD").write_text(f"{commit}\t\tbranch 'main' of elsewhere\n")
    assert open_commit(shadowed.root, "FETCH_HEAD").name == commit
    shadowed.git("update-ref", "refs/tags/FETCH_HEAD", "HEAD")
    with pytest.raises(FatalError, match="FETCH_HEAD"):
        open_commit(shadowed.root, "FETCH_HEAD")


def test_a_file_in_git_s_folder_is_never_taken_for_a_branch(shadowed: Repository) -> None:
    (shadowed.root / ".git/main").write_text(shadowed.git("rev-parse", "HEAD") + "\n")
    assert open_commit(shadowed.root, "main").name == shadowed.git("rev-parse", "refs/heads/main")


@pytest.mark.parametrize("ref", ["@", "HEAD", "main", "main~0", "main^{}", "topic/a", "@{-1}", "main@{0}"])
def test_other_revisions_are_resolved_as_git_does(shadowed: Repository, ref: str) -> None:
    assert open_commit(shadowed.root, ref).name == shadowed.git("rev-parse", "--verify", f"{ref}^{{commit}}")
