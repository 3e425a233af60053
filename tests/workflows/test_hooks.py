"""The pre-commit hooks for registers in other repositories."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests import fork_server
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Repository, build, build_repository, environment

MANIFEST = PROJECT / ".pre-commit-hooks.yaml"
TEMPLATE = PROJECT / "src/smregister/editing/init/templates/dot-pre-commit-config.yaml"
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


def pre_commit(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    """Run pre-commit in a folder, without a network, and with the tested program on the path."""
    home, path = folder.parent / "pre-commit", f"{fork_server.program().parent}:{os.environ['PATH']}"
    finished = subprocess.run(
        [Path(sys.executable).parent / "pre-commit", *arguments],
        cwd=folder,
        env=environment() | {"PRE_COMMIT_HOME": str(home), "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return finished.returncode, finished.stdout


def test_pre_commit_takes_the_manifest(tmp_path: Path) -> None:
    assert pre_commit(tmp_path, "validate-manifest", MANIFEST) == (0, "")


def test_a_new_register_has_the_same_hooks_by_the_installed_program() -> None:
    [local] = yaml.safe_load(TEMPLATE.read_text("utf-8"))["repos"]
    keys = ("entry", "files", "pass_filenames", "require_serial")
    hooks = {hook["id"]: {key: hook.get(key) for key in keys} for hook in local["hooks"]}
    assert local["repo"] == "local"
    assert hooks == {name: {key: hook.get(key) for key in keys} for name, hook in HOOKS.items()}
    assert {hook["language"] for hook in local["hooks"]} == {"system"}


def test_pre_commit_runs_the_hooks_for_a_register_in_a_folder(tmp_path: Path) -> None:
    top = tmp_path / "repository"
    repository = build_repository(top, below="data/social media")
    repository.stage({ACCOUNT: ODD.replace("active", "lively")})
    (top / ".pre-commit-config.yaml").write_text(TEMPLATE.read_text("utf-8"))
    repository.git("-C", str(top), "add", ".pre-commit-config.yaml")
    status, output = pre_commit(top, "run")
    assert (status, "files were modified by this hook" in output) == (1, True)
    assert "error value-not-allowed: `status` must be one of" in output
    assert (repository.root / ACCOUNT).read_text() == ACCOUNT_TEXT.replace("active", "lively").replace(
        " [en]", "\n  - en"
    )
    repository.stage({ACCOUNT: ACCOUNT_TEXT.replace(" [en]", "\n  - en")})
    assert pre_commit(top, "run")[0] == 0


def test_a_repository_with_several_registers_needs_the_name_of_one(tmp_path: Path) -> None:
    root = build_repository(tmp_path, below="one").root.parent
    Repository(build(root / "two")).git("add", "--all", "--", ".")
    answer = run(root, "validate", "--ref", ":")
    assert (answer.status, "one, two; name the folder of one with -C" in answer.messages) == (2, True)
    assert run(root, "-C", "two", "validate", "--ref", ":").status == 0


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
