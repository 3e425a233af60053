"""Several writers at once: each waits for the one before, and nothing that one wrote is lost."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.commands import PROGRAM, run
from tests.lengths import count
from tests.registers import ACCOUNT, Repository, environment

if TYPE_CHECKING:
    from pathlib import Path

# How many edits each writer makes.
EDITS = count(4, 200)
EDITOR = """
for number in $(seq {edits}); do
  {program} edit health/x-health --set "tags+={writer}-$number" >/dev/null 2>>{log} || exit 1
done
"""


def editor(root: Path, writer: str, log: Path) -> subprocess.Popen[bytes]:
    script = EDITOR.format(edits=EDITS, program=PROGRAM, writer=writer, log=log)
    return subprocess.Popen(["sh", "-c", script], cwd=root, env=environment())


@pytest.mark.long
def test_two_writers_of_one_record_lose_no_edit(repository: Repository, tmp_path: Path) -> None:
    log = tmp_path / "log"
    editors = [editor(repository.root, writer, log) for writer in ("a", "b")]
    assert [each.wait() for each in editors] == [0, 0], log.read_text()
    tags = run(repository.root, "show", "health/x-health", "--json").json()["record"]["tags"]
    assert sorted(tags) == sorted(f"{writer}-{number}" for writer in "ab" for number in range(1, EDITS + 1))


def test_whoever_waits_is_told_why(repository: Repository) -> None:
    holding = subprocess.Popen(
        ["python3", "-c", "import fcntl, os, sys\n"
         "fcntl.flock(os.open('registry', os.O_RDONLY), fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"],
        cwd=repository.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holding.stdout
    assert holding.stdin
    holding.stdout.readline()
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
