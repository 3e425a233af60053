"""The action for GitHub and the template for GitLab, run step by step."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner
from tests.fork_server import environment_folder
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Files, Repository, build_repository, environment
from tests.review.test_authorization import ACCOUNT_NOW, DESK, OFFICER, POLICY, STRANGER

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
        "-I -m pip install --quiet --require-hashes --only-binary :all: "
        "-r /actions/smregister/abc/.github/smregister/dependencies.txt",
        "-I -m pip install --quiet --no-deps --no-build-isolation /actions/smregister/abc",
    ]


def test_the_action_runs_nothing_of_the_register(repository: Repository, tmp_path: Path) -> None:
    repository.commit(TRAPS)
    assert act(repository, tmp_path, {"base": "HEAD^"}, installed=Path(sys.prefix)) == (0, "")
    assert not [*tmp_path.rglob("stolen")]


# GitLab

JOBS = read(TEMPLATE)
NOTES = "projects/1/merge_requests/7/notes?per_page=100&sort=desc"
JOB = JOBS["smregister"]
# Answers from files named by the end of the address, with `+` for each slash; writes each request down.
CURL = """\
#!/bin/bash
for address; do :; done
printf '%s\\n' "$*" >> "$FORGE/asked"
address=${address#https://gitlab.example/api/v4/}
case $* in *" body@"*) cp review/comment "$FORGE/comment"; exit 0 ;; esac
cat "$FORGE/answers/${address//\\//+}" || exit 22
"""


def pipeline(
    repository: Repository, installed: Path | None = None, **variables: str
) -> tuple[int, list[dict[str, Any]]]:
    """Run the job's script with the tested program installed in a folder; return the report too."""
    status, _ = run_job(repository, "smregister", installed, variables)
    report = repository.root / JOB["artifacts"]["reports"]["codequality"]
    return status, json.loads(report.read_text("utf-8"))


def run_job(repository: Repository, name: str, installed: Path | None, variables: Mapping[str, str]) -> tuple[int, str]:
    script = "\n".join(JOBS[name]["script"]).replace("/opt/smregister", str(installed or environment_folder()))
    return shell(repository, script, variables)


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


@dataclass
class GitLab:
    """A project on GitLab with one merge request, and the job's clone of it."""

    folder: Path
    clone: Repository
    head: str
    author: int = OFFICER

    def answer(self, path: str, document: object) -> None:
        place = self.folder / "answers" / path.replace("/", "+")
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(document), "utf-8")

    def review(self, **changes: object) -> str | None:
        """Run the jobs that a webhook starts; return the verdict in their comment."""
        request = {"author": {"id": self.author}, "sha": self.head, "source_project_id": 1, "target_branch": "main"}
        self.answer("projects/1/merge_requests/7", {**request, "state": "opened", **changes})
        (self.folder / "payload").write_text('{"object_attributes": {"iid": 7, "last_commit": "forged"}}')
        curl = self.folder / "bin/curl"
        curl.parent.mkdir(exist_ok=True)
        curl.write_text(CURL)
        curl.chmod(0o755)
        (self.folder / "bin/python").unlink(missing_ok=True)
        (self.folder / "bin/python").symlink_to(sys.executable)
        variables = {
            "PATH": f"{curl.parent}:{os.environ['PATH']}",
            "FORGE": str(self.folder),
            "TRIGGER_PAYLOAD": str(self.folder / "payload"),
            "CI_API_V4_URL": "https://gitlab.example/api/v4",
            "CI_PROJECT_ID": "1",
            "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_URL": "https://gitlab.example/job/1",
            "SMREGISTER_TOKEN": "t0ken",
        }
        if run_job(self.clone, "smregister-fetch", None, variables)[0]:
            return None
        safe = {name: value for name, value in variables.items() if name != "SMREGISTER_TOKEN"}
        comment = self.folder / "comment"
        comment.unlink(missing_ok=True)
        run_job(self.clone, "smregister-review", None, safe)
        assert run_job(self.clone, "smregister-comment", None, variables)[0] == 0
        if not comment.exists():
            return None
        mark, verdict, *_ = comment.read_text("utf-8").splitlines()
        assert mark == "<!-- smregister:review -->"
        assert f"ommit {self.head}" in comment.read_text("utf-8")
        [found] = re.findall("not passed|passed|not be reviewed", verdict)
        return str(found)

    @property
    def last_request(self) -> str:
        return (self.folder / "asked").read_text("utf-8").splitlines()[-1]


def propose_on_gitlab(folder: Path, make: Callable[[Repository], object]) -> GitLab:
    """Create a project with a desk and officers, and a merge request."""
    origin = build_repository(folder / "origin", POLICY)
    origin.mark("heads/base")
    make(origin)
    head = origin.git("rev-parse", "HEAD")
    origin.git("update-ref", "refs/merge-requests/7/head", head)
    origin.git("update-ref", "refs/heads/main", "base")
    origin.git("clone", "--quiet", str(origin.root), str(folder / "clone"))
    project = GitLab(folder / "forge", Repository(folder / "clone"), head)
    project.folder.mkdir()
    project.answer("user", {"id": 99})
    project.answer("projects/1/merge_requests/7/approvals", {"approved_by": []})
    version = {"id": 1, "head_commit_sha": head, "created_at": "2026-01-01T08:00:00Z"}
    project.answer("projects/1/merge_requests/7/versions?per_page=100", [version])
    project.answer(NOTES, [])
    return project


@pytest.fixture
def gitlab(tmp_path: Path) -> Callable[[Files], GitLab]:
    """Propose a change of files in a project."""
    return lambda files: propose_on_gitlab(tmp_path, lambda repository: repository.commit(files))


OWN = {ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}


def test_a_webhook_has_a_merge_request_reviewed_by_the_default_branch(gitlab: Callable[[Files], GitLab]) -> None:
    project = gitlab(OWN)
    assert project.review() == "passed"
    assert project.last_request.endswith("/projects/1/merge_requests/7/notes")
    mark = "<!-- smregister:review -->\n"
    notes = [{"id": 5, "author": {"id": OFFICER}, "body": mark}, {"id": 4, "author": {"id": 99}, "body": mark}]
    project.answer(NOTES, [{"system": False, **note} for note in notes])
    project.answer("projects/1/merge_requests/7/versions?per_page=100", [])
    assert project.review() == "not be reviewed", "approvals that can't be read"
    assert "--request PUT " in project.last_request
    assert project.last_request.endswith("/notes/4"), "its own comment"


def test_an_approval_of_the_desk_after_the_last_push_counts(gitlab: Callable[[Files], GitLab]) -> None:
    project = gitlab({".gitlab-ci.yml": "test: {script: 'true'}\n"})
    for at, state in (("2026-01-01T08:00:01Z", "passed"), ("2026-01-01T07:59:59Z", "not passed")):
        project.answer(
            "projects/1/merge_requests/7/approvals", {"approved_by": [{"user": {"id": DESK}, "approved_at": at}]}
        )
        assert project.review() == state


def test_the_owner_of_a_fork_counts_as_the_author(gitlab: Callable[[Files], GitLab]) -> None:
    project = gitlab(OWN)
    for owner, author, state in ((OFFICER, STRANGER, "passed"), (STRANGER, DESK, "not passed")):
        project.answer("projects/2", {"owner": {"id": owner}})
        assert project.review(source_project_id=2, author={"id": author}) == state
    project.answer("projects/2", {"namespace": {"kind": "group"}})
    assert project.review(source_project_id=2) is None


@pytest.mark.parametrize("changes", [{"state": "merged"}, {"target_branch": "other"}, {"sha": "1" * 40}], ids=str)
def test_another_merge_request_gets_no_comment(gitlab: Callable[[Files], GitLab], changes: dict[str, object]) -> None:
    assert gitlab(OWN).review(**changes) is None


@pytest.mark.parametrize("source", ["", "git+https://host.example/smregister@abc"])
def test_the_template_installs_what_the_register_or_a_variable_names(
    repository: Repository, tmp_path: Path, source: str
) -> None:
    """The tests have no network: only the calls are checked."""
    repository.write({".github/smregister/install": 'echo "own $(command -v python)" >> "$CALLS"\n'})
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text(
        '#!/bin/bash\n[ "$1" = -I ] || exit 9\necho "$@" >> "$CALLS"\n'
        '[ "$3" != venv ] || { mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; }\n'
    )
    python.chmod(0o755)
    script = "\n".join(JOBS[".smregister-installed"]["before_script"]).replace("/opt", f"{tmp_path}/opt")
    variables = {"PATH": f"{python.parent}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls")}
    assert shell(repository, script, variables | {"SMREGISTER_SOURCE": source}) == (0, "")
    installed = f"-I -m pip install --quiet {source}" if source else f"own {tmp_path}/opt/smregister/bin/python"
    assert (tmp_path / "calls").read_text().splitlines() == [f"-I -m venv {tmp_path}/opt/smregister", installed]


def test_no_job_that_installs_the_program_has_the_token() -> None:
    for name, job in JOBS.items():
        installs = "pip install" in str(job) or ".smregister-installed" in job.get("extends", ())
        assert not (installs and ("environment" in job or "SMREGISTER_TOKEN" in str(job))), name
        assert installs or name == ".smregister-review" or job["environment"]["name"] == "smregister"
