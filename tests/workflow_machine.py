"""Runs of a workflow's job, step by step, with a made-up repository, event and forge."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests import fork_server
from tests.registers import PROJECT, environment

TEMPLATES = PROJECT / "src/smregister/editing/init/templates/dot-github/workflows"

# Answers from files beside it, each named by a part of the request; writes every request down.
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$FORGE/asked"
for argument in "$@"; do
  case $argument in
    body=@*) cp "${argument#body=@}" "$FORGE/body" ;;
    sarif=@-) cat > "$FORGE/sarif" ;;
  esac
done
for answer in "$FORGE"/refusals/* "$FORGE"/answers/*; do
  part=${answer##*/}
  case "$*" in
    *"${part//+//}"*) cat "$answer"; [[ $answer == "$FORGE"/answers/* ]]; exit ;;
  esac
done
exit 0
"""
# Nobody waits in a test.
SLEEP = "#!/bin/sh\nexit 0\n"
# There is nothing to install: the program that is being tried is here.
INSTALL = "bash .github/smregister/install"


@dataclass
class Machine:
    """A runner of the forge, new for every job."""

    folder: Path
    origin: Path
    event_name: str
    event: dict[str, Any]
    artifacts: Path
    github: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    program: Path = field(default_factory=fork_server.program)
    log: str = ""
    failed_step: str | None = None

    def __post_init__(self) -> None:
        for name in ("tools", "temp", "forge/answers", "forge/refusals"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in (("gh", GH), ("sleep", SLEEP)):
            tool = self.folder / "tools" / name
            tool.write_text(text)
            tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        (self.folder / "tools/smregister").symlink_to(self.program)
        (self.folder / "event.json").write_text(json.dumps(self.event), "utf-8")
        usual = {"event": self.event, "event_name": self.event_name, "token": "t0ken", "repository": "gov/register"}
        self.github = usual | self.github

    @property
    def failed(self) -> bool:
        """Return whether a step has failed."""
        return self.failed_step is not None

    @property
    def asked(self) -> str:
        """Return the requests to the forge, one on each line."""
        place = self.folder / "forge/asked"
        return place.read_text("utf-8") if place.exists() else ""

    @property
    def workspace(self) -> Path:
        """Return the folder in which the steps run."""
        return self.folder / "workspace"

    @property
    def summary(self) -> str:
        """Return the summary that the job has written."""
        place = self.folder / "summary"
        return place.read_text("utf-8") if place.exists() else ""

    def forge_answers(self, part: str, answer: object) -> None:
        """Set the forge's answer to requests that contain a text, with `+` for every slash."""
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (self.folder / "forge/answers" / part).write_text(text, "utf-8")

    def forge_refuses(self, part: str) -> None:
        """Set that the forge refuses requests that contain a text, with `+` for every slash."""
        (self.folder / "forge/refusals" / part).write_text("HTTP 403\n", "utf-8")

    def run_job(self, workflow: Path, job: str) -> None:
        """Run the steps of a job whose conditions hold."""
        described = _read_jobs(workflow)[job]
        self.workspace.mkdir(exist_ok=True)
        self.settings = {name: self._filled(str(value)) for name, value in described.get("env", {}).items()}
        for step in described["steps"]:
            condition = str(step.get("if", "true"))
            goes_on = (not self.failed or "!cancelled()" in condition) and self._value(condition)
            if goes_on and step.get("run") != INSTALL:
                self._use(step) if "uses" in step else self._run(step)
            if "id" in step:
                self.outcomes[step["id"]] = "done" if goes_on else "skipped"

    def _use(self, step: dict[str, Any]) -> None:
        action = step["uses"].partition("@")[0]
        inputs = {name: self._filled(str(value)) for name, value in step.get("with", {}).items()}
        if action == "actions/checkout":
            self._git("clone", "--quiet", "--no-checkout", str(self.origin), str(self.workspace), where=self.folder)
            self._git("checkout", "--quiet", "--detach", inputs.get("ref") or "origin/main", where=self.workspace)
        elif action == "actions/upload-artifact":
            _copy(Path(inputs["path"]), self.artifacts / inputs["name"])
        elif action == "actions/download-artifact":
            _copy(self.artifacts / inputs["name"], Path(inputs["path"]))
        else:
            assert action == "actions/setup-python", f"unknown action {action}"

    def _run(self, step: dict[str, Any]) -> None:
        outputs = self.folder / "outputs"
        outputs.write_text("")
        assert "${{" not in step["run"], "no text of others in a script"
        finished = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env=self._environment() | {name: self._filled(str(value)) for name, value in step.get("env", {}).items()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.log += finished.stdout.decode("utf-8", "backslashreplace")
        if finished.returncode != 0:
            self.failed_step = self.failed_step or step["name"]
        if "id" in step:
            lines = outputs.read_text("utf-8").splitlines()
            self.outputs[step["id"]] = dict(line.partition("=")[::2] for line in lines)

    def _environment(self) -> dict[str, str]:
        known = {
            name: value for name, value in environment().items() if not name.startswith(("GIT_AUTHOR", "GIT_COMM"))
        }
        return known | {
            "PATH": f"{self.folder / 'tools'}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_OUTPUT": str(self.folder / "outputs"),
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "FORGE": str(self.folder / "forge"),
            "CI": "true",
            **self.settings,
        }

    def _git(self, *arguments: str, where: Path) -> None:
        subprocess.run(["git", *arguments], cwd=where, env=environment(), check=True, capture_output=True)

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(self._value(match[1]) or ""), text)

    def _value(self, expression: str) -> Any:
        """Evaluate an expression of a workflow: names, texts, `||`, `&&`, `==`, `!=`, and two functions."""
        words = expression.replace("!cancelled()", "true").replace("||", " or ").replace("&&", " and ")
        python = re.sub(
            r"'[^']*'|\b(?:github|needs|steps|runner)(?:\.[a-z_]+)+",
            lambda match: match[0] if match[0].startswith("'") else f"look_up({match[0]!r})",
            words,
        )
        names = {"look_up": self._look_up, "true": True, "startsWith": str.startswith}
        return eval(python.strip(), {"__builtins__": {}}, names)

    def _look_up(self, name: str) -> Any:
        steps = {
            id_: {"outcome": outcome, "outputs": self.outputs.get(id_, {})} for id_, outcome in self.outcomes.items()
        }
        runner = {"temp": str(self.folder / "temp")}
        found: Any = {"github": self.github, "needs": self.needs, "steps": steps, "runner": runner}
        for part in name.split("."):
            found = found.get(part, "") if isinstance(found, dict) else ""
        return found


@cache
def _read_jobs(workflow: Path) -> dict[str, Any]:
    """Read the jobs of a workflow."""
    jobs: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return jobs


def _copy(source: Path, target: Path) -> None:
    """Copy a file, or the content of a folder, into a new folder."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        target.mkdir(parents=True)
        shutil.copy2(source, target / source.name)
