"""Required signatures, by keys of the base that are in force."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, TIME, Repository, build_repository
from tests.review.test_authorization import ACCOUNT_NOW, APPOINTMENT, DESK, OFFICER, POLICY, REGISTER, STRANGER, decide

from smregister.appointments.mandates import Mandate, SigningKey
from smregister.dates import DateRange
from smregister.model import Denial
from smregister.review.signatures import find_unsigned_commits

FORGE = "  forge:\n    login: user-20\n    user_id: 20\n"
DESK_FORGE = "    forge:\n      login: the-desk\n      user_id: 10\n"


@pytest.fixture
def key(tmp_path: Path) -> Callable[[str], str]:
    """Create a key by name and return its public key."""

    def key(name: str) -> str:
        path = tmp_path / name
        if not path.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
        return " ".join((tmp_path / f"{name}.pub").read_text().split()[:2])

    return key


@pytest.fixture
def repository(tmp_path: Path, key: Callable[[str], str]) -> Repository:
    """Return a register that requires signatures, with keys of officer, desk and the past."""
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
    repository.mark("heads/base")
    return repository


def commit(repository: Repository, key: str | None, text: str = "dormant", when: str = TIME) -> None:
    """Commit a change of the account, signed with a key or unsigned."""
    repository.stage({ACCOUNT: ACCOUNT_NOW.replace("active", text)})
    signed = [] if key is None else ["-S"]
    path = repository.root.parent / str(key)
    settings = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={path}"]
    repository.git(*settings, "commit", "--quiet", *signed, "--message", "A change", when=when)


def test_a_commit_signed_by_its_author_is_accepted(repository: Repository) -> None:
    commit(repository, "officer")
    assert decide(repository).allowed


@pytest.mark.parametrize("key_name", [None, "stranger", "lost"])
def test_any_other_commit_is_denied(repository: Repository, key: Callable[[str], str], key_name: str | None) -> None:
    if key_name:
        key(key_name)
    commit(repository, key_name)
    answer = decide(repository)
    assert {denial.needs for denial in answer.denials} == {"signature"}
    (denial,) = answer.denials
    assert denial.path == f"commit {repository.git('rev-parse', 'HEAD')[:12]}"
    assert not decide(repository, OFFICER, DESK).allowed, "an officer signs, even if the desk approves"
    assert not decide(repository, DESK).allowed, "and so are those of the desk"


def test_every_commit_must_be_signed(repository: Repository) -> None:
    commit(repository, None, "dormant")
    commit(repository, "officer", "suspended")
    assert [denial.path for denial in decide(repository).denials] == [
        f"commit {repository.git('rev-parse', 'HEAD~1')[:12]}"
    ]


def test_commits_with_the_desk_s_approval_must_be_signed_too(repository: Repository) -> None:
    commit(repository, None, "dormant")
    commit(repository, "desk", "active")
    repository.stage({"notes.txt": "x\n"})
    settings = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={repository.root.parent / 'desk'}")
    repository.git(*settings, "commit", "--quiet", "-S", "--message", "Notes")
    assert [denial.path for denial in decide(repository, OFFICER, DESK).denials] == [
        f"commit {repository.git('rev-parse', 'HEAD~2')[:12]}"
    ]


def test_the_desk_may_sign_any_commit(repository: Repository) -> None:
    commit(repository, "desk")
    assert decide(repository, DESK).allowed
    assert decide(repository, OFFICER).allowed


def test_an_officer_can_not_sign_for_the_desk(repository: Repository) -> None:
    commit(repository, "officer")
    assert {denial.needs for denial in decide(repository, DESK).denials} == {"signature"}


def test_a_key_added_by_the_change_is_ignored(repository: Repository, key: Callable[[str], str]) -> None:
    own = str(POLICY[REGISTER]).replace(DESK_FORGE, f"{DESK_FORGE}    signing_keys:\n      - key: {key('stranger')}\n")
    repository.write({REGISTER: own})
    commit(repository, "stranger")
    assert {(denial.path.split()[0], denial.needs) for denial in decide(repository, DESK).denials} == {
        ("commit", "signature")
    }


def test_a_lost_key_does_not_sign_a_back_dated_commit(repository: Repository) -> None:
    commit(repository, "lost", when="2025-10-01T00:00:00Z")
    assert not decide(repository).allowed
    assert decide(repository, day=date(2025, 11, 30)).allowed


def test_a_key_does_not_sign_commits_before_its_first_day(repository: Repository) -> None:
    commit(repository, "officer", when="2025-05-01T00:00:00Z")
    assert not decide(repository).allowed
    commit(repository, "officer", "suspended", when="2025-06-01T00:00:00Z")
    assert len(decide(repository).denials) == 1


def test_an_outsider_s_proposal_needs_the_desk_s_approval_and_signature(repository: Repository) -> None:
    """A stolen forge account of a desk member could approve."""
    commit(repository, None)
    assert {denial.needs for denial in decide(repository, STRANGER, DESK).denials} == {"signature"}
    commit(repository, "desk", "suspended")
    assert decide(repository, STRANGER, DESK).allowed, "the last commit vouches for what is below"
    assert {denial.needs for denial in decide(repository, STRANGER).denials} == {"desk"}


def test_another_signature_format_runs_no_program(repository: Repository, tmp_path: Path) -> None:
    """The repository's configuration names a verification program; it is not run."""
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


def test_nothing_is_decided_without_ssh_keygen(repository: Repository, tmp_path: Path) -> None:
    commit(repository, "officer")
    tools = tmp_path / "tools"
    tools.mkdir()
    git = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, check=True, encoding="utf-8").stdout
    (tools / "git").symlink_to(git.strip())
    arguments = ("authorize", "--base", "base", "--head", "HEAD", "--actor", str(OFFICER), "--as-of", "2026-01-01")
    assert run(repository.root, *arguments).status == 0
    answer = run(repository.root, *arguments, settings={"PATH": str(tools)})
    assert answer.status == 2
    assert "without ssh-keygen" in answer.messages


# Without git: the list of signers that ssh-keygen gets, and what is denied.

BASE, HEAD = SimpleNamespace(name="b" * 40), SimpleNamespace(name="a" * 40)
OWN = Mandate(20, "health", "x", keys=(SigningKey("ssh-ed25519 A", DateRange("2025-06-01", "2026-12-31")),))
MEMBER = Mandate(10, None, "register", keys=(SigningKey("ssh-ed25519 B"),))


def unsigned(own: Sequence[Mandate], signed: Mapping[str, bool], day: str = "2026-01-01") -> tuple[list[Denial], str]:
    """Return what is denied of commits that git finds signed or not, and the signers that it was given."""
    lists = []

    def new_commits(git: object, base: str, head: str) -> Iterable[Any]:
        assert (base, head) == (BASE.name, HEAD.name)
        return (SimpleNamespace(id=commit) for commit in signed)

    def signatures(commits: Sequence[str], signers: Path) -> Iterable[tuple[str, bool]]:
        assert commits == [*signed]
        assert (signers.parent.name[:11], signers.name) == ("smregister-", "allowed_signers")
        lists.append(signers.read_text())
        return signed.items()

    base: Any = SimpleNamespace(name=BASE.name, git=SimpleNamespace(signatures=signatures))
    head: Any = HEAD
    with patch("smregister.review.signatures.new_commits", new_commits):
        return [*find_unsigned_commits(base, head, own, [MEMBER], day)], *lists


def test_the_keys_in_force_are_listed_with_their_days() -> None:
    mine = '20 namespaces="git",valid-after="20250531",valid-before="20270102" ssh-ed25519 A\n'
    theirs = '10 namespaces="git" ssh-ed25519 B\n'
    assert unsigned([OWN], {})[1] == mine + theirs
    assert unsigned([OWN], {}, "2027-01-01")[1] == theirs
    assert unsigned([OWN, OWN._replace(keys=())], {})[1] == mine + theirs


@pytest.mark.parametrize(
    ("start", "end", "options"),
    [
        ("2025-06-01", None, ',valid-after="20250531"'),
        (None, "2026-01-01", ',valid-before="20260103"'),
        ("0001-01-01", "9999-12-31", ""),
        ("0001-01-02", "9999-12-29", ',valid-after="00010101",valid-before="99991231"'),
    ],
)
def test_days_beyond_the_calendar_are_open(start: str | None, end: str | None, options: str) -> None:
    key = SigningKey("ssh-ed25519 A", DateRange(start, end))
    assert unsigned([OWN._replace(keys=(key,))], {})[1].startswith(f'20 namespaces="git"{options} ssh-ed25519 A\n')


def test_each_commit_of_an_officer_and_the_last_of_anyone_is_signed() -> None:
    signed = {"c" * 40: False, "d" * 40: True, HEAD.name: False}
    reason = "this commit is not signed with a registered key of"
    last = Denial("commit aaaaaaaaaaaa", (), f"{reason} the desk", "signature")
    assert unsigned([OWN], signed)[0] == [
        Denial(f"commit {letter * 12}", (), f"{reason} you or the desk", "signature") for letter in "ca"
    ]
    assert unsigned([], signed)[0] == [last]
    assert unsigned([], signed | {HEAD.name: True})[0] == []
