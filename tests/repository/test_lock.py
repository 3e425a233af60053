"""Several writers at once: each waits, and no write is lost."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import fork_server
from tests.commands import PROGRAM, run
from tests.lengths import count
from tests.registers import ACCOUNT, Repository, environment

from smregister.errors import FatalError
from smregister.repository.lock import hold_lock

# How many edits each writer makes: a record has at most 30 tags.
EDITS = count(4, 15)
EDITOR = """
for number in $(seq {edits}); do
  {program} edit health/x-health --set "tags+={writer}-$number" >/dev/null 2>>{log} || exit 1
done
"""


def editor(root: Path, writer: str, log: Path) -> subprocess.Popen[bytes]:
    script = EDITOR.format(edits=EDITS, program=fork_server.program(), writer=writer, log=log)
    return subprocess.Popen(["sh", "-c", script], cwd=root, env=environment())


@pytest.mark.long
def test_two_writers_of_one_record_lose_no_edit(repository: Repository, tmp_path: Path) -> None:
    log = tmp_path / "log"
    editors = [editor(repository.root, writer, log) for writer in ("a", "b")]
    assert [each.wait() for each in editors] == [0, 0], log.read_text()
    tags = run(repository.root, "show", "health/x-health", "--json").json()["record"]["tags"]
    assert sorted(tags) == sorted(f"{writer}-{number}" for writer in "ab" for number in range(1, EDITS + 1))


HOLDER = """
import sys
from pathlib import Path
from smregister.repository.lock import hold_lock
with hold_lock(Path(sys.argv[1]), lambda: print("waiting", flush=True)):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(root: Path) -> subprocess.Popen[bytes]:
    """Start a process that holds the lock of a register until its standard input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, root], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_waiting_command_says_why(repository: Repository) -> None:
    holding = holder(repository.root)
    waiting = subprocess.Popen(
        [PROGRAM, "edit", "health/x-health", "--set", "purpose=b"],
        cwd=repository.root, env=environment(), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert waiting.stderr
    assert waiting.stderr.readline() == "another command is changing this register; waiting for it to end\n"
    assert "purpose: b" not in (repository.root / ACCOUNT).read_text("utf-8")
    assert run(repository.root, "list", "account").status == 0, "readers do not wait"
    holding.communicate(b"")
    waiting.communicate()
    assert waiting.returncode == 0
    assert "purpose: b" in (repository.root / ACCOUNT).read_text("utf-8")


@pytest.mark.parametrize("is_in_git", [True, False], ids=["git", "no git"])
def test_the_lock_of_a_killed_process_is_free(repository: Repository, *, is_in_git: bool) -> None:
    if not is_in_git:
        shutil.rmtree(repository.root / ".git")
    holding = holder(repository.root)
    holding.kill()
    holding.communicate()
    with hold_lock(repository.root, lambda: pytest.fail("the lock is still held")):
        pass


def test_a_lock_is_held_no_longer_than_its_command(repository: Repository) -> None:
    waited: list[str] = []
    with hold_lock(repository.root, lambda: waited.append("first")):
        pass
    with hold_lock(repository.root, lambda: waited.append("second")):
        pass
    assert not waited


@pytest.mark.parametrize("is_in_git", [True, False], ids=["git", "no git"])
def test_the_lock_file_is_no_change_of_the_register(repository: Repository, *, is_in_git: bool) -> None:
    if not is_in_git:
        shutil.rmtree(repository.root / ".git")
    assert run(repository.root, "edit", "health/x-health", "--set", "purpose=b", "--dry-run").status == 0
    assert run(repository.root, "validate").status == 0
    if is_in_git:
        assert repository.git("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("error", [errno.EACCES, errno.EROFS])
def test_where_nothing_can_be_written_there_is_no_lock(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    monkeypatch.setattr("smregister.repository.lock.os.open", refuse(error))
    with hold_lock(repository.root, lambda: pytest.fail("nothing holds it")):
        pass


def test_a_lock_file_that_can_not_be_opened_is_an_error(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smregister.repository.lock.os.open", refuse(errno.EIO))
    with pytest.raises(FatalError, match="can't be opened"), hold_lock(repository.root, lambda: None):
        pass


def refuse(error: int) -> Callable[..., int]:
    def open_(*_: object) -> int:
        raise OSError(error, os.strerror(error))

    return open_
