"""Commits signed where the desk asks for it: by keys that the base names, on days on which they count."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, Repository, build_repository, environment
from tests.review.test_authorization import ACCOUNT_NOW, APPOINTMENT, DESK, OFFICER, POLICY, REGISTER, STRANGER, decide

FORGE = "  forge:\n    login: user-20\n    user_id: 20\n"
DESK_FORGE = "    forge:\n      login: the-desk\n      user_id: 10\n"


@pytest.fixture
def key(tmp_path: Path) -> Callable[[str], str]:
    """Make a key by its name, and give its public half."""

    def key(name: str) -> str:
        place = tmp_path / name
        if not place.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", place], check=True)
        return " ".join((tmp_path / f"{name}.pub").read_text().split()[:2])

    return key


@pytest.fixture
def repository(tmp_path: Path, key: Callable[[str], str]) -> Repository:
    """Return a register that asks for signatures, with a key of the officer, one of the desk, and one of the past."""
    officer = f"""\
  signing_keys:
    - key: {key("officer")}
      from: 2025-06-01
    - key: {key("lost")}
      until: 2025-11-30
"""
    files = {
        REGISTER: str(POLICY[REGISTER]).replace(
            DESK_FORGE, f"{DESK_FORGE}    signing_keys:\n      - key: {key('desk')}\n"
        )
        + "signed_commits: true\n",
        APPOINTMENT: str(POLICY[APPOINTMENT]).replace(FORGE, FORGE + officer),
    }
    repository = build_repository(tmp_path / "repository", {**POLICY, **files})
    repository.git("branch", "base")
    return repository


def commit(repository: Repository, key: str | None, text: str = "dormant", when: str = "2026-01-01T00:00:00Z") -> None:
    """Change the account, in a commit signed with a key or with none."""
    repository.stage({ACCOUNT: ACCOUNT_NOW.replace("active", text)})
    signed = [] if key is None else ["-S"]
    place = repository.root.parent / str(key)
    settings = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={place}"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.registers.environment", _environment_at(when))
        repository.git(*settings, "commit", "--quiet", *signed, "--message", "A change")


def _environment_at(when: str) -> Callable[[], dict[str, str]]:

    return lambda: environment() | {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when}


def test_a_commit_signed_by_its_author_is_accepted(repository: Repository) -> None:
    commit(repository, "officer")
    assert decide(repository).allowed


@pytest.mark.parametrize("key_name", [None, "stranger", "lost"])
def test_any_other_is_refused(repository: Repository, key: Callable[[str], str], key_name: str | None) -> None:
    if key_name:
        key(key_name)
    commit(repository, key_name)
    answer = decide(repository)
    assert {denial.needs for denial in answer.denials} == {"signature"}
    (denial,) = answer.denials
    assert denial.path == f"commit {repository.git('rev-parse', 'HEAD')[:12]}"
    assert not decide(repository, OFFICER, DESK).allowed, "an officer's commits are signed, whoever approves them"
    assert not decide(repository, DESK).allowed, "and so are those of the desk"


def test_every_commit_counts(repository: Repository) -> None:
    commit(repository, None, "dormant")
    commit(repository, "officer", "suspended")
    assert [denial.path for denial in decide(repository).denials] == [
        f"commit {repository.git('rev-parse', 'HEAD~1')[:12]}"
    ]


def test_with_the_desk_s_approval_every_commit_still_counts_even_those_that_cancel_out(repository: Repository) -> None:
    commit(repository, None, "dormant")
    commit(repository, "desk", "active")
    repository.stage({"notes.txt": "x\n"})
    settings = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={repository.root.parent / 'desk'}")
    repository.git(*settings, "commit", "--quiet", "-S", "--message", "Notes")
    assert [denial.path for denial in decide(repository, OFFICER, DESK).denials] == [
        f"commit {repository.git('rev-parse', 'HEAD~2')[:12]}"
    ]


def test_the_desk_signs_for_itself_and_for_others(repository: Repository) -> None:
    commit(repository, "desk")
    assert decide(repository, DESK).allowed
    assert decide(repository, OFFICER).allowed


def test_an_officer_s_key_is_not_the_desk_s(repository: Repository) -> None:
    commit(repository, "officer")
    assert {denial.needs for denial in decide(repository, DESK).denials} == {"signature"}


def test_a_key_that_the_change_itself_brings_is_not_believed(repository: Repository, key: Callable[[str], str]) -> None:
    own = str(POLICY[REGISTER]).replace(DESK_FORGE, f"{DESK_FORGE}    signing_keys:\n      - key: {key('stranger')}\n")
    repository.write({REGISTER: own})
    commit(repository, "stranger")
    assert {(denial.path.split()[0], denial.needs) for denial in decide(repository, DESK).denials} == {
        ("commit", "signature")
    }


def test_a_lost_key_does_not_count_however_far_the_commit_is_back_dated(repository: Repository) -> None:
    commit(repository, "lost", when="2025-10-01T00:00:00Z")
    assert not decide(repository).allowed
    assert decide(repository, day=date(2025, 11, 30)).allowed


def test_a_key_does_not_count_for_commits_made_before_it_did(repository: Repository) -> None:
    commit(repository, "officer", when="2025-05-01T00:00:00Z")
    assert not decide(repository).allowed
    commit(repository, "officer", "suspended", when="2025-06-01T00:00:00Z")
    assert len(decide(repository).denials) == 1


def test_a_proposal_from_outside_rests_on_the_desk_s_approval_and_signature(repository: Repository) -> None:
    """An approval alone could be given by whoever took over a desk member's account at the forge."""
    commit(repository, None)
    assert {denial.needs for denial in decide(repository, STRANGER, DESK).denials} == {"signature"}
    commit(repository, "desk", "suspended")
    assert decide(repository, STRANGER, DESK).allowed, "the last commit vouches for what is below"
    assert {denial.needs for denial in decide(repository, STRANGER).denials} == {"desk"}


def test_a_signature_of_another_sort_runs_no_program(repository: Repository, tmp_path: Path) -> None:
    """The repository's own settings name a program to look at signatures with; it is not run."""
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program"):
        repository.git("config", name, str(trap))
    commit(repository, None)
    signed = repository.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n\n", 1
    )
    forged = repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{signed}\n".encode())
    repository.git("reset", "--quiet", "--soft", forged)
    assert not decide(repository).allowed
    assert not (tmp_path / "sprung").exists()


def test_without_ssh_keygen_nothing_is_decided(repository: Repository, tmp_path: Path) -> None:
    commit(repository, "officer")
    tools = tmp_path / "tools"
    tools.mkdir()
    git = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, check=True, encoding="utf-8").stdout
    (tools / "git").symlink_to(git.strip())
    arguments = ("authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER), "--as-of", "2026-01-01")
    assert run(repository.root, *arguments).status == 0
    answer = run(repository.root, *arguments, settings={"PATH": str(tools)})
    assert answer.status == 2
    assert "no ssh-keygen" in answer.messages
