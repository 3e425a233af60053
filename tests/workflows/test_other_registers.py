"""The action for GitHub and the template for GitLab, run step by step."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner
from tests.fork_server import environment_folder
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, environment

from smregister import __version__

if TYPE_CHECKING:
    from tests.registers import Repository

ACTION = PROJECT / "action.yml"
TEMPLATE = PROJECT / "ci/gitlab.yml"
FAULTY = ACCOUNT_TEXT.replace("active", "lively")
# What a register could hold to have its own code run where it is validated.
TRAPS = dict.fromkeys(
    ["smregister.py", "sitecustomize.py", "usercustomize.py", "typer.py", "venv.py", "pip.py", "yaml.py"],
    "import pathlib; pathlib.Path('stolen').touch()\n",
)


@cache
def read(place: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(place.read_text("utf-8"))
    return document


@pytest.mark.parametrize(("place", "schema"), [(ACTION, "github-actions"), (TEMPLATE, "gitlab-ci")])
def test_it_is_what_the_forge_expects(place: Path, schema: str) -> None:
    checked = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", str(place)])
    assert checked.exit_code == 0, checked.output


# GitHub

STEPS = {step["name"]: step for step in read(ACTION)["runs"]["steps"]}


def act(
    repository: Repository, tmp_path: Path, inputs: Mapping[str, str], installed: Path | None = None
) -> tuple[int, str]:
    """Run the action's last step in a workspace, with the tested program installed in a folder."""
    temporary = tmp_path / "runner's temp"
    temporary.mkdir(exist_ok=True)
    if not (temporary / "smregister").exists():
        (temporary / "smregister").symlink_to(installed or environment_folder())
    given = {name: each.get("default", "") for name, each in read(ACTION)["inputs"].items()} | dict(inputs)
    step = STEPS["Validate"]
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: given[match[1]], text)
        for name, text in step["env"].items()
    }
    return shell(repository, step["run"], variables | {"RUNNER_TEMP": str(temporary)})


def shell(repository: Repository, script: str, variables: Mapping[str, str]) -> tuple[int, str]:
    finished = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repository.root,
        env=environment() | {"LC_ALL": "C.UTF-8"} | dict(variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in finished.stderr
    return finished.returncode, finished.stdout


def test_the_action_validates_the_whole_register_or_a_change(repository: Repository, tmp_path: Path) -> None:
    assert act(repository, tmp_path, {}) == (0, "")
    repository.commit({ACCOUNT: FAULTY})
    status, output = act(repository, tmp_path, {})
    assert status == 1
    assert output.startswith(f"::error file={ACCOUNT},line=5,")
    repository.commit({"registry/README.md": "About\n"})
    assert act(repository, tmp_path, {"base": "HEAD^"}) == (0, "")
    assert act(repository, tmp_path, {"base": "HEAD^^"})[0] == 1


def test_the_action_takes_a_day_a_format_and_a_folder(repository: Repository, tmp_path: Path) -> None:
    repository.commit({ACCOUNT: ACCOUNT_TEXT.replace("2020-05-02", "2025-05-02")})
    assert act(repository, tmp_path, {"as-of": "2025-05-01"})[0] == 1
    assert act(repository, tmp_path, {"as-of": "2025-05-02"})[0] == 0
    assert json.loads(act(repository, tmp_path, {"format": "json"})[1])["version"] == 1
    assert act(repository, tmp_path, {"working-directory": "registry/agencies"})[0] == 0
    assert act(repository, tmp_path, {"working-directory": ".."})[0] == 2


@pytest.mark.parametrize("name", ["base", "as-of", "format", "working-directory"])
@pytest.mark.parametrize(
    "text", ["$(touch stolen)", "`touch stolen`", "; touch stolen", '"; touch stolen; "', "--help"]
)
def test_no_input_of_the_action_is_run(repository: Repository, tmp_path: Path, name: str, text: str) -> None:
    status, output = act(repository, tmp_path, {name: text})
    assert (status, output) == (2, "")
    assert not [*tmp_path.rglob("stolen")]


def test_the_action_puts_no_expression_into_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert "uses" not in step


def test_the_action_installs_its_own_checkout_out_of_the_register_s_reach(
    repository: Repository, tmp_path: Path
) -> None:
    """The tests have no network: only the call of pip is checked."""
    repository.write(TRAPS)
    calls = tmp_path / "calls"
    python = tmp_path / "bin/python3"
    python.parent.mkdir()
    python.write_text(
        f'#!/bin/bash\n[ "$1" = -I ] || exit 9\necho "$@" >> {calls}\n'
        '[ "$3" != venv ] || { mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; }\n'
    )
    python.chmod(0o755)
    variables = {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_ACTION_PATH": "/actions/smregister/abc",
    }
    assert shell(repository, STEPS["Install smregister"]["run"], variables) == (0, "")
    assert calls.read_text().splitlines() == [
        f"-I -m venv {tmp_path}/temp/smregister",
        "-I -m pip install --quiet /actions/smregister/abc",
    ]


def test_the_action_runs_nothing_of_the_register(repository: Repository, tmp_path: Path) -> None:
    repository.commit(TRAPS)
    assert act(repository, tmp_path, {"base": "HEAD^"}, installed=Path(sys.prefix)) == (0, "")
    assert not [*tmp_path.rglob("stolen")]


# GitLab

JOB = read(TEMPLATE)["smregister"]


def pipeline(
    repository: Repository, installed: Path | None = None, **variables: str
) -> tuple[int, list[dict[str, Any]]]:
    """Run the job's script with the tested program installed in a folder; return the report too."""
    script = "\n".join(JOB["script"]).replace("/opt/smregister", str(installed or environment_folder()))
    status, _ = shell(repository, script, variables)
    report = repository.root / JOB["artifacts"]["reports"]["codequality"]
    return status, json.loads(report.read_text("utf-8"))


def test_the_template_validates_a_merge_request_by_its_base(repository: Repository) -> None:
    base = repository.commit({ACCOUNT: FAULTY})
    head = repository.commit({"registry/README.md": "About\n"})
    assert pipeline(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=base) == (0, [])
    assert (
        pipeline(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=f"{base}^", CI_MERGE_REQUEST_TARGET_BRANCH_SHA=head)[0] == 0
    )
    status, report = pipeline(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=f"{base}^")
    assert (status, [each["location"]["path"] for each in report]) == (1, [ACCOUNT])


def test_the_template_validates_the_whole_default_branch(repository: Repository) -> None:
    assert pipeline(repository) == (0, [])
    repository.commit({ACCOUNT: FAULTY} | TRAPS)
    assert pipeline(repository, installed=Path(sys.prefix))[0] == 1
    assert not [*repository.root.rglob("stolen")]


def test_the_template_installs_this_version() -> None:
    assert JOB["variables"]["SMREGISTER_VERSION"] == __version__
    assert JOB["before_script"][1].endswith('"smregister==$SMREGISTER_VERSION"')
