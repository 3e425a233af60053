"""The pre-commit hooks for registers in other repositories."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, environment

if TYPE_CHECKING:
    from tests.registers import Repository

MANIFEST = PROJECT / ".pre-commit-hooks.yaml"
HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
ODD = ACCOUNT_TEXT.replace("[en]", "[ en ]")


def run_hook(repository: Repository, name: str) -> int:
    """Run a hook as pre-commit does, with the staged files that it selects, if any."""
    hook = HOOKS[name]
    staged = repository.git("diff", "--cached", "--name-only").splitlines()
    wanted = [path for path in staged if re.search(hook["files"], path)]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "smregister"
    if not wanted:
        return 0
    return run(repository.root, *arguments, *(wanted if hook.get("pass_filenames", True) else [])).status


def test_pre_commit_takes_the_manifest(tmp_path: Path) -> None:
    finished = subprocess.run(
        [Path(sys.executable).parent / "pre-commit", "validate-manifest", MANIFEST],
        env=environment() | {"PRE_COMMIT_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stdout


def test_the_hooks_and_no_others_are_offered() -> None:
    assert list(HOOKS) == ["smregister-format", "smregister-validate"]
    assert all(hook["language"] == "python" for hook in HOOKS.values())


def test_a_valid_change_passes(repository: Repository) -> None:
    repository.stage({ACCOUNT: ACCOUNT_TEXT.replace("News", "Health news"), "notes.yaml": "a: [1 ]\n"})
    assert run_hook(repository, "smregister-validate") == 0


def test_the_staged_files_are_validated_and_not_those_on_disk(repository: Repository) -> None:
    repository.stage({ACCOUNT: ACCOUNT_TEXT.replace("active", "lively")})
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    assert run_hook(repository, "smregister-validate") == 1


def test_only_staged_records_are_brought_into_the_canonical_form(repository: Repository) -> None:
    twin = ACCOUNT.replace("x-health", "x-twin")
    repository.commit({twin: ODD})
    repository.stage({ACCOUNT: ODD, "registry/README.md": "# About\n", "notes.yaml": "a: [1 ]\n"})
    assert run_hook(repository, "smregister-format") == 0
    assert (repository.root / ACCOUNT).read_text() == ACCOUNT_TEXT.replace(" [en]", "\n  - en")
    assert (repository.root / twin).read_text() == ODD
    assert (repository.root / "notes.yaml").read_text() == "a: [1 ]\n"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_left_out_where_no_record_is_staged(repository: Repository, name: str) -> None:
    repository.stage({"notes.yaml": "a: [1 ]\n"})
    assert run_hook(repository, name) == 0


def test_a_record_that_can_not_be_read_stops_the_commit(repository: Repository) -> None:
    repository.stage({ACCOUNT: "platform: [x\n"})
    assert run_hook(repository, "smregister-format") == 1
    assert run_hook(repository, "smregister-validate") == 1
