"""The hook of a server that checks each push."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests import fork_server
from tests.commands import Answer, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Files, Repository, build_repository, environment
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    FORMER,
    OFFICER,
    POLICY,
    WORKS,
)

from smregister.errors import FatalError
from smregister.repository.ref_updates import RefUpdate, find_shadows, parse_updates

DAY = ("--as-of", "2026-01-01")
NONE = "0" * 40
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 42 + "E"

OWN = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}
FOREIGN = {f"{WORKS}/accounts/x-works.yaml": ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"}
INVALID = {ACCOUNT: ACCOUNT_NOW.replace("active", "lively")}


@dataclass
class Server:
    """A bare repository with the hook, and the clone of an officer."""

    root: Path
    clone: Repository
    base: str

    def push(self, *refs: str, **variables: str) -> tuple[int, str]:
        """Push as a user whom the server names; return git's status and messages."""
        command = ["git", "-C", self.clone.root, "push", "--quiet", "--force", self.root, *refs]
        done = subprocess.run(
            command, env=environment() | variables, capture_output=True, encoding="utf-8", check=False
        )
        return done.returncode, done.stderr

    def check(self, head: str = "HEAD", ref: str = "refs/heads/main", **variables: str) -> Answer:
        """Run the hook for a push of what the server has already, without git around it."""
        new = self.clone.git("rev-parse", head)
        return self.receive(f"{self.base} {new} {ref}\n", variables)

    def receive(self, lines: str, variables: Mapping[str, str]) -> Answer:
        """Run the hook in a repository that has the objects of the clone."""
        return run(self.root, "hook", "pre-receive", *DAY, stdin=lines, settings=variables)


def build_server(folder: Path) -> Server:
    """Create a server with a register in which a letter names a key of the officer."""
    officer = str(POLICY[APPOINTMENT]).replace("user_id: 20\n", f"user_id: 20\n  signing_keys:\n    - key: {KEY}\n")
    clone = build_repository(folder / "clone", {**POLICY, APPOINTMENT: officer})
    # The name of a folder above, such as that of an organization, means nothing.
    root = folder / "registry/server.git"
    clone.git("clone", "--quiet", "--bare", "--template", "", str(clone.root), str(root))
    (root / "objects/info").mkdir(exist_ok=True)
    (root / "objects/info/alternates").write_text(f"{clone.root}/.git/objects\n")
    hook = root / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {fork_server.program()} hook pre-receive {' '.join(DAY)}\n")
    hook.chmod(0o755)
    return Server(root, clone, clone.git("rev-parse", "main"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return a server on which nothing lands."""
    return build_server(tmp_path_factory.mktemp("server"))


@pytest.fixture
def server(shared: Server) -> Server:
    """Return a server, and a clone on its main branch."""
    shared.clone.git("checkout", "--quiet", "--force", "--detach", shared.base)
    return Server(shared.root, shared.clone, shared.base)


def forgejo(user_id: int, **others: str) -> dict[str, str]:
    """Return what Forgejo and Gitea tell a hook (modules/repository/env.go)."""
    names = {"GITEA_PUSHER_NAME": "x", "GITEA_REPO_NAME": "register", "GITEA_DEPLOY_KEY_ID": "0", "GITEA_PR_ID": "0"}
    return {"GITEA_PUSHER_ID": str(user_id), **names, **others}


# Real pushes, whose objects wait in a quarantine.


def test_an_officer_pushes_what_the_letter_covers(tmp_path: Path) -> None:
    server = build_server(tmp_path)
    (server.root / "objects/info/alternates").unlink()
    server.clone.commit(OWN)
    assert server.push("main", **forgejo(OFFICER)) == (0, "")
    server.clone.commit(FOREIGN)
    status, messages = server.push("main", **forgejo(OFFICER))
    assert status == 1
    assert "this belongs to works, for which the author has no appointment" in messages
    assert "Manager of the desk (the-desk); one of them must push or merge this" in messages
    assert server.push("main:proposal") == (0, "")
    assert server.push("main", **forgejo(DESK)) == (0, "")


# The same without a push.


@pytest.mark.parametrize(
    ("files", "allowed"),
    [(OWN, {OFFICER, DESK}), (FOREIGN, {DESK}), (INVALID, set()), ({".gitattributes": "* -diff\n"}, {DESK})],
)
def test_every_commit_is_authorized_and_valid(server: Server, files: Files, allowed: set[int]) -> None:
    server.clone.commit(files)
    for user in (OFFICER, DESK, FORMER) if files is OWN else (OFFICER, DESK):
        answer = server.check(**forgejo(user))
        assert (answer.status == 0, answer.output) == (user in allowed, "")
        assert answer.messages.startswith("refused: this push to main can't land\n") is (user not in allowed)


def test_a_change_that_a_later_commit_takes_back_is_refused(server: Server) -> None:
    for files in (FOREIGN, {path: POLICY[path] for path in FOREIGN}):
        server.clone.commit(files)
    answer = server.check(**forgejo(OFFICER))
    assert (answer.status, "works/accounts/x-works.yaml" in answer.messages) == (1, True)


def test_an_invalid_commit_is_refused_and_named_though_the_next_one_fixes_it(server: Server) -> None:
    commit = server.clone.commit(INVALID)
    server.clone.commit(OWN)
    assert f"commit {commit[:12]}:\n{ACCOUNT}:5:1: error value-not-allowed" in server.check(**forgejo(DESK)).messages


def test_errors_that_the_branch_has_already_block_nothing(server: Server) -> None:
    server.base = server.clone.commit({f"{WORKS}/accounts/x-works.yaml": "platform: nonsense\n"})
    server.clone.commit(OWN)
    assert server.check(**forgejo(OFFICER)).status == 0


def test_a_merge_is_checked_as_a_whole(server: Server) -> None:
    """The merge itself adds what neither side has."""
    side = server.clone.commit(OWN)
    server.clone.git("checkout", "--quiet", server.base)
    server.clone.git("merge", "--quiet", "--no-ff", "--no-edit", side)
    assert server.check(**forgejo(OFFICER)).status == 0
    server.clone.stage(FOREIGN)
    server.clone.git("commit", "--quiet", "--amend", "--no-edit")
    assert server.check(**forgejo(OFFICER)).status == 1


def test_what_has_landed_stays_and_stays_first(server: Server) -> None:
    side = server.clone.commit(OWN)
    server.clone.git("checkout", "--quiet", server.base)
    server.base = server.clone.commit({})
    assert "it would remove them" in server.check(side, **forgejo(DESK)).messages
    server.clone.git("checkout", "--quiet", side)
    server.clone.git("merge", "--quiet", "--no-edit", server.base)
    assert "a side line" in server.check(**forgejo(DESK)).messages


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2026-01-02T12:00:00Z", "2025-12-27T00:00:00Z"], ""),
        (["2026-01-05T00:00:00Z"], "(2026-01-05) is in the future"),
        (["2025-12-20T00:00:00Z"], "(2025-12-20) is before that of an earlier commit"),
        (["2025-12-26T00:00:00Z", "2025-12-20T00:00:00Z"], "(2025-12-20) is before that of an earlier commit"),
        (["1970-01-02T00:00:00Z"], "(1970-01-02) is before"),
    ],
)
def test_the_date_of_a_commit_is_near_the_truth(server: Server, dates: Sequence[str], words: str) -> None:
    for date_ in dates:
        server.clone.commit({}, when=date_)
    answer = server.check(**forgejo(DESK))
    assert (answer.status, words in answer.messages) == (1 if words else 0, True), answer.messages
    assert ("correct the clock" in answer.messages) is bool(words)


# The repository.


def test_the_repository_is_the_one_that_git_names(server: Server) -> None:
    server.clone.commit(OWN)
    setting = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.bareRepository", "GIT_CONFIG_VALUE_0": "explicit"}
    assert server.check(**forgejo(OFFICER), **setting).status == 2
    assert server.check(**forgejo(OFFICER), **setting, GIT_DIR=".").status == 0


def test_a_register_in_a_folder_of_the_repository_is_not_checked(server: Server) -> None:
    server.clone.git("rm", "-rq", "--cached", "registry")
    server.clone.put_in_index("gov/registry/register.yaml", "100644", b"name: A register\n")
    server.clone.git("commit", "-qm", "Move")
    server.base = server.clone.git("rev-parse", "HEAD")
    server.clone.git("commit", "-qm", "More", "--allow-empty")
    answer = server.check(**forgejo(OFFICER))
    assert (answer.status, "the hook reads only one at the top" in answer.messages) == (2, True)


# Refs.


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{base} {none} refs/heads/main", "can't be deleted"),
        ("{none} {base} refs/heads/main", "push it before you set up this hook"),
        ("{none} {base} refs/tags/main", "refs/tags/main instead of refs/heads/main"),
        ("{none} {base} refs/heads/side\n{none} {base} refs/tags/side", "refs/tags/side instead of refs/heads/side"),
    ],
)
def test_the_desk_itself_can_not_delete_or_hide_a_branch(server: Server, line: str, reason: str) -> None:
    answer = server.receive(line.format(base=server.base, none=NONE) + "\n", forgejo(DESK))
    assert (answer.status, reason in answer.messages) == (1, True), answer.messages


@pytest.mark.parametrize(
    "ref",
    ["refs/main", "refs/heads/heads/main", "refs/heads/refs/heads/main", "refs/remotes/main/HEAD", "refs/heads/Main",
     "refs/tags/origin/HEAD", "refs/tags/origin/main", "refs/heads/origin/main", "refs/tags/a/b/Main",
     "refs/tags/origin", "refs/heads/HEAD", "refs/tags/HEAD", "refs/tags/heads/main", "refs/replace/" + "b" * 40,
     "refs/remotes/origin/main", "refs/remotes/x", "refs/Remotes/origin/side", "refs/Replace/" + "b" * 40],
)  # fmt: skip
def test_other_refs_that_git_reads_for_the_main_branch_are_refused(ref: str) -> None:
    assert [*find_shadows([RefUpdate(NONE, "a" * 40, ref)], "refs/heads/main", [])] == [(ref, "refs/heads/main")]


@pytest.mark.parametrize(
    ("ref", "new"),
    [
        ("refs/heads/side", "a"),
        ("refs/tags/v1", "a"),
        ("refs/tags/side", "0"),
        ("refs/notes/main", "a"),
        ("refs/tags/origin/main", "0"),
        ("refs/tags/v1/maintenance", "a"),
        ("refs/heads/main/fix", "a"),
    ],
)
def test_other_refs_are_free(ref: str, new: str) -> None:
    branches = ["refs/heads/main", "refs/heads/side"]
    assert [*find_shadows([RefUpdate(NONE, new * 40, ref)], "refs/heads/main", branches)] == []


@pytest.mark.parametrize("text", ["", "\n", "x", f"{NONE} {NONE}", f"{NONE} x refs/heads/main",
     *(f"{NONE} {NONE} refs/heads/main{sign}\n" for sign in "\r\t\0\x1b\x7f")])  # fmt: skip
def test_input_that_is_no_push_is_an_error(text: str) -> None:
    with pytest.raises(FatalError, match="not a push"):
        parse_updates(text)


def test_the_default_branch_or_the_named_one_is_checked(server: Server) -> None:
    new, trunk = server.clone.commit(FOREIGN), "refs/heads/trunk"
    assert server.check(ref=trunk, **forgejo(OFFICER)).status == 0
    named = ("hook", "pre-receive", "--branch", "trunk", *DAY)
    assert run(server.root, *named, stdin=f"{server.base} {new} {trunk}\n", settings=forgejo(OFFICER)).status == 1


def test_another_name_of_the_main_branch_is_checked_as_well(server: Server) -> None:
    """A push to a symbolic ref changes its target."""
    server.clone.commit(FOREIGN)
    alias = server.root / "refs/heads/master"
    alias.write_text("ref: refs/heads/main\n")
    answers = [server.check(ref="refs/heads/master", **forgejo(OFFICER))]
    (server.root / "HEAD").write_text("ref: refs/heads/master\n")
    answers += [server.check(ref=f"refs/heads/{name}", **forgejo(OFFICER)) for name in ("master", "main")]
    (server.root / "HEAD").write_text("ref: refs/heads/main\n")
    alias.unlink()
    assert [answer.status for answer in answers] == [1, 1, 1]


# Who pushes: `test_pusher` has the rest.


def test_without_a_user_nothing_lands(server: Server) -> None:
    server.clone.commit(OWN)
    assert server.check().status == 2


def test_a_key_of_the_connection_names_the_user(server: Server, tmp_path: Path) -> None:
    server.clone.commit(OWN)
    (tmp_path / "sshauth").write_text(f"publickey {KEY}\n")
    assert server.check(SSH_USER_AUTH=str(tmp_path / "sshauth")).status == 0
