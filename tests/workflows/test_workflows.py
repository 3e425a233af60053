"""The workflows, their steps run as on a forge."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.commands import PROGRAM
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Repository, build_repository, copy_folder, write
from tests.review.test_authorization import (
    ACCOUNT_NOW,
    APPOINTMENT,
    DESK,
    HOSTILE_NAMES,
    OFFICER,
    POLICY,
    SCHEMA,
    STRANGER,
    WORKS,
    appointment,
)
from tests.workflow_machine import TEMPLATES, Machine

THEIRS = f"{WORKS}/accounts/x-works.yaml"


@dataclass
class Forge:
    """A forge with one repository and pull requests into `main`."""

    folder: Path
    repository: Repository

    @property
    def origin(self) -> Path:
        """Return the forge's repository."""
        return self.folder / "origin.git"

    def propose(self, make: Callable[[Repository], object]) -> str:
        """Commit a proposal over the base, merged as for checks; return its last commit."""
        git = self.repository.git
        git("checkout", "--quiet", "-B", "proposal", "base")
        make(self.repository)
        head = git("rev-parse", "HEAD")
        git("checkout", "--quiet", "--force", "-B", "merge", "main")
        git("clean", "-qfd")
        git("merge", "--quiet", "--no-ff", "--no-edit", "proposal")
        git(
            "push",
            "--quiet",
            "--force",
            str(self.origin),
            "main",
            "proposal:refs/pull/7/head",
            "merge:refs/pull/7/merge",
        )
        return head

    def event(self, head: str) -> dict[str, Any]:
        """Return the forge's event for a proposal."""
        base = self.repository.git("rev-parse", "main")
        return {"pull_request": {"number": 7, "base": {"sha": base}, "head": {"sha": head}}}

    def check(
        self,
        head: str,
        author: int = OFFICER,
        reviews: object = (),
        now: str = "",
        lies: str = "1 false",
        **machine_options: Any,
    ) -> Machine:
        """Run the check of a proposal; `now` is its current head, `lies` the owner of its repository."""
        event = self.event(head)
        machine = Machine(self.folder / "check", self.origin, "pull_request", event, self.artifacts, **machine_options)
        place = lies if lies != "1 false" else f"{author} false"
        machine.forge_answers("pulls+7 --jq", f"{now or head} {author} {place}\n")
        machine.forge_answers("pulls+7+reviews", list(reviews))  # type: ignore[call-overload]
        machine.run_job(TEMPLATES / "check.yml", "check")
        return machine

    @property
    def artifacts(self) -> Path:
        """Return the folder of artifacts."""
        return self.folder / "artifacts"


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a register with a desk and officers, and of the repository that it was pushed to."""
    folder = tmp_path_factory.mktemp("pushed")
    repository = build_repository(folder / "repository", POLICY)
    repository.mark("heads/base")
    repository.git("init", "--quiet", "--bare", "--initial-branch", "main", str(folder / "origin.git"))
    repository.git("push", "--quiet", str(folder / "origin.git"), "main")
    return folder


@pytest.fixture
def forge(pushed: Path, tmp_path: Path) -> Forge:
    """Return a forge with a copy of the register."""
    copy_folder(pushed, tmp_path)
    return Forge(tmp_path, Repository(tmp_path / "repository"))


def committing(files: dict[str, str | bytes | None]) -> Callable[[Repository], object]:
    return lambda repository: repository.commit(files)


def linking(repository: Repository) -> None:
    repository.put_in_index(ACCOUNT.replace("x-health", "x-link"), "120000", b"/proc/self/environ")
    repository.git("commit", "--quiet", "--message", "A change")


def naming(name: str) -> Callable[[Repository], object]:
    def make(repository: Repository) -> None:
        repository.put_in_index(f"registry/agencies/health/accounts/{name}", "100644", ACCOUNT_TEXT.encode())
        repository.git("commit", "--quiet", "--message", "A change")

    return make


def test_a_valid_pull_request_by_an_officer_passes(forge: Forge) -> None:
    machine = forge.check(forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})))
    assert not machine.failed, machine.log
    assert "**The check has passed." in machine.summary
    assert "`acting under letter 123/2025, in force, for health`" in machine.summary
    assert "| account `health/x-health` | changed | `status` | `active` | `dormant` |" in machine.summary


def loosened() -> str:
    schema = json.loads((PROJECT / SCHEMA).read_text("utf-8"))
    schema["additionalProperties"] = True
    return json.dumps(schema)


ATTACKS: dict[str, tuple[Callable[[Repository], object], str]] = {
    "a bad record": (committing({ACCOUNT: ACCOUNT_NOW.replace("active", "lively")}), "value-not-allowed"),
    "a deleted record": (committing({ACCOUNT: None}), "removed-record"),
    "another agency's record": (committing({THEIRS: ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"}),
                                "this belongs to works"),
    "an appointment of one's own": (committing({APPOINTMENT.replace("2025", "2026"): appointment(OFFICER, "1/2026")}),
                                    "reserved for the desk"),
    "a workflow": (committing({".github/workflows/check.yml": "on: push\n"}), "this belongs to the desk"),
    "a hidden change": (committing({"registry/agencies/health/.gitattributes": "* -diff\n",
                                    ACCOUNT: ACCOUNT_NOW.replace("12/2020", "99/2020")}), "reserved for the desk"),
    "a looser schema": (committing({SCHEMA: loosened(), ACCOUNT: ACCOUNT_NOW + "zeal: much\n"}),
                        "this belongs to the desk"),
    "a link": (linking, "a link"),
    **{f"a file called {name!r}": (naming(name), "misnamed-file") for name in HOSTILE_NAMES},
}  # fmt: skip


@pytest.mark.parametrize(("make", "reason"), ATTACKS.values(), ids=map(ascii, ATTACKS))
def test_an_attack_is_denied_and_reported(
    forge: Forge, make: Callable[[Repository], object], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "hush")
    machine = forge.check(forge.propose(make))
    assert machine.failed
    assert reason in machine.log + machine.summary
    assert "hush" not in machine.log + machine.summary
    commands = [line for line in machine.log.splitlines() if line.startswith("::")]
    assert commands
    assert all(line.startswith(("::error file=", "::warning file=")) for line in commands)
    kept = machine.workspace / ACCOUNT
    assert kept.read_text() == ACCOUNT_NOW, "what is checked out is the base"


PROGRAMS: dict[str, str | bytes | None] = {
    "smregister.py": "raise SystemExit(0)\n",
    "smregister/__init__.py": "raise SystemExit(0)\n",
    "sitecustomize.py": "raise SystemExit(0)\n",
    "conftest.py": "raise SystemExit(0)\n",
    "typer.py": "raise SystemExit(0)\n",
    "pyproject.toml": "[",
}


def test_programs_that_a_proposal_brings_change_nothing(forge: Forge) -> None:
    lively = {ACCOUNT: ACCOUNT_NOW.replace("active", "lively")}
    plain = forge.check(forge.propose(committing(lively)), author=DESK, program=PROGRAM)
    findings = json.loads((forge.artifacts / "review/review.json").read_text())["findings"]
    assert [found["rule"] for found in findings] == ["value-not-allowed"]
    (forge.folder / "check").rename(forge.folder / "first")
    armed = forge.check(forge.propose(committing({**lively, **PROGRAMS})), author=DESK, program=PROGRAM)
    assert json.loads((forge.artifacts / "review/review.json").read_text())["findings"] == findings
    assert (plain.failed, armed.failed) == (True, True)


@pytest.mark.parametrize(
    ("reviewer", "state", "passes"),
    [(DESK, "APPROVED", True), (DESK, "CHANGES_REQUESTED", False), (OFFICER, "APPROVED", False)],
)
def test_a_proposal_from_outside_passes_with_the_desk_s_approval(
    forge: Forge, reviewer: int, state: str, passes: bool
) -> None:
    head = forge.propose(committing({THEIRS: ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"}))
    review = {"user": {"id": reviewer}, "state": state, "commit_id": head}
    machine = forge.check(head, STRANGER, [review])
    assert machine.failed is not passes, machine.log


def test_an_approval_of_an_earlier_head_does_not_count(forge: Forge) -> None:
    files = {THEIRS: ACCOUNT_TEXT.replace("health", "works") + "audience: All\n"}
    head = forge.propose(committing(files))
    review = {"user": {"id": DESK}, "state": "APPROVED", "commit_id": forge.repository.git("rev-parse", "main")}
    assert forge.check(head, STRANGER, [review]).failed


def test_a_proposal_that_has_moved_on_is_left_to_a_newer_run(forge: Forge) -> None:
    head = forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}))
    later = forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "suspended")}))
    machine = forge.check(head, now=later)
    assert machine.failed
    assert "a newer run checks it" in machine.log


def test_two_clean_merges_that_collide_are_found_before_they_land(forge: Forge) -> None:
    twin = ACCOUNT_TEXT.replace("example_health", "meeting")
    repository = forge.repository
    repository.commit({THEIRS.replace("x-works", "x-meeting"): twin})
    head = forge.propose(committing({ACCOUNT.replace("x-health", "x-meeting"): twin}))
    machine = forge.check(head)
    assert machine.failed
    assert "duplicate-account" in machine.log


ENDED = str(POLICY[APPOINTMENT]) + "effective_to: 2025-12-31\nend_reason: transfer\n"


def test_the_base_is_the_tip_of_the_branch_at_the_time_of_the_check(forge: Forge) -> None:
    """The forge's own merge of the two may be older."""
    head = forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}))
    forge.repository.git("checkout", "--quiet", "main")
    forge.repository.commit({APPOINTMENT: ENDED})
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    machine = forge.check(head)
    assert machine.failed
    assert "is not in force" in machine.log


def test_the_forge_s_merge_of_an_earlier_head_is_not_believed(forge: Forge) -> None:
    forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}))
    forge.repository.git("checkout", "--quiet", "proposal")
    head = forge.repository.commit({THEIRS: None})
    forge.repository.git("push", "--quiet", str(forge.origin), "proposal:refs/pull/7/head")
    machine = forge.check(head)
    assert machine.failed
    assert "removed-record" in machine.log


@pytest.mark.parametrize(("lies", "passes"), [(f"{OFFICER} false", True), ("999 true", True), ("999 false", False)])
def test_a_pull_request_counts_for_all_users_who_can_push_to_it(forge: Forge, lies: str, passes: bool) -> None:
    """In another user's repository, others could push under its author's name."""
    head = forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}))
    assert forge.check(head, lies=lies).failed is not passes


QUEUED = {"": True, "active": False, "letter": False}


@pytest.mark.parametrize(("meanwhile", "passes"), QUEUED.items(), ids=QUEUED)
def test_a_proposal_in_the_queue_is_reviewed_again(forge: Forge, meanwhile: str, passes: bool) -> None:
    """An earlier entry of the queue may make it invalid, or end its author's letter."""
    twin = ACCOUNT.replace("x-health", "x-meeting")
    proposed = ACCOUNT_TEXT.replace("example_health", "meeting").replace("active", "proposed")
    head = forge.propose(committing({twin: proposed}))
    taken = {THEIRS.replace("x-works", "x-meeting"): ACCOUNT_TEXT.replace("example_health", "meeting")}
    before: dict[str, str | bytes | None] = {APPOINTMENT: ENDED} if meanwhile == "letter" else {}
    machine = queue(forge, head, {**taken} if meanwhile == "active" else before, ["merge", "--no-ff", "proposal"])
    assert machine.failed is not passes, machine.log


WAYS = {
    "merge": ["merge", "--no-ff", "--no-edit", "proposal"],
    "squash": ["cherry-pick", "proposal"],
}


@pytest.mark.parametrize(("way", "is_fixed"), [("merge", False), ("squash", True)])
def test_the_queue_checks_the_group_and_not_the_base(forge: Forge, way: str, is_fixed: bool) -> None:
    """An error that is already on the base keeps no group out; one of the group does."""
    other = ACCOUNT_NOW.replace("active", "dormant" if is_fixed else "lively")
    head = forge.propose(committing({ACCOUNT: other}))
    faulty = {THEIRS: str(POLICY[THEIRS]).replace("active", "lively")}
    machine = queue(forge, head, {**faulty}, WAYS[way])
    assert machine.failed is not is_fixed, machine.log
    assert machine.failed_step == (None if is_fixed else "Review the proposal")


def test_a_group_of_an_earlier_head_is_not_checked(forge: Forge) -> None:
    head = forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")}))
    forge.repository.git("branch", "--force", "earlier", f"{head}^{{commit}}")
    forge.repository.git("checkout", "--quiet", "earlier")
    forge.repository.commit({})
    machine = queue(forge, head, {}, ["merge", "--no-ff", "--no-edit", "earlier"])
    assert machine.failed
    assert "has changed since" in machine.log


def queue(forge: Forge, head: str, meanwhile: dict[str, str | bytes | None], way: list[str]) -> Machine:
    """Check the group of a proposal in the queue, over a base with another change."""
    git = forge.repository.git
    git("checkout", "--quiet", "--force", "main")
    base = forge.repository.commit(meanwhile)
    git(*way)
    group = f"refs/heads/gh-readonly-queue/main/pr-7-{base}"
    git("push", "--quiet", "--force", str(forge.origin), f"HEAD:{group}")
    event = {"merge_group": {"head_sha": git("rev-parse", "HEAD"), "base_sha": base, "head_ref": group}}
    machine = Machine(forge.folder / "queue", forge.origin, "merge_group", event, forge.artifacts)
    machine.forge_answers("pulls+7 --jq", f"{head} {OFFICER} {OFFICER} false\n")
    machine.forge_answers("pulls+7+reviews", [])
    machine.run_job(TEMPLATES / "check.yml", "check")
    return machine


def test_a_push_to_main_is_validated_completely(forge: Forge) -> None:
    commit = forge.repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "lively")})
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    machine = Machine(forge.folder / "push", forge.origin, "push", {}, forge.artifacts, {"sha": commit})
    machine.run_job(TEMPLATES / "check.yml", "check")
    assert machine.failed
    assert "value-not-allowed" in machine.log


def pushed_to_main(forge: Forge, before: str, request: str = "", reviews: str = "") -> Machine:
    """Push the main branch and run its check; the forge knows of a pull request and its reviews."""
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    event = {"before": before, "repository": {"pushed_at": 1780272000}}
    github = {"sha": forge.repository.git("rev-parse", "main")}
    machine = Machine(forge.folder / "push", forge.origin, "push", event, forge.artifacts, github)
    if request:
        machine.forge_answers("+pulls --jq map", "7\n")
        machine.forge_answers("pulls+7 --jq", request)
        machine.forge_answers("pulls+7+reviews", reviews)
    machine.run_job(TEMPLATES / "check.yml", "check")
    return machine


HEAD, MERGED_AT = "a" * 40, "2026-01-01T00:00:00Z"
LANDED = {
    "a pull request by an officer": (f"{HEAD} {OFFICER} {OFFICER} true {MERGED_AT}\n", "", None),
    "a direct push": ("", "", "unknown author"),
    "a pull request by a stranger": (f"{HEAD} {STRANGER} {STRANGER} true {MERGED_AT}\n", "", "not allowed"),
    "one of an account that is gone": (f"{HEAD} null null false {MERGED_AT}\n", "", "unknown author"),
    "one from a fork that is gone": (f"{HEAD} {OFFICER} null false {MERGED_AT}\n", "", "unknown author"),
    "one from a fork of a stranger": (f"{HEAD} {OFFICER} {STRANGER} false {MERGED_AT}\n", "", "not allowed"),
    "one that the desk approved": (f"{HEAD} {STRANGER} 1 true {MERGED_AT}\n", f"{DESK} APPROVED {HEAD}\n", None),
    "one that the desk approved earlier": (
        f"{HEAD} {STRANGER} 1 true {MERGED_AT}\n",
        f"{DESK} APPROVED {'b' * 40}\n",
        "not allowed",
    ),
    "one that the desk no longer approves": (
        f"{HEAD} {STRANGER} 1 true {MERGED_AT}\n",
        f"{DESK} APPROVED {HEAD}\n{DESK} COMMENTED {HEAD}\n{DESK} CHANGES_REQUESTED {HEAD}\n",
        "not allowed",
    ),
}


@pytest.mark.only_long
@pytest.mark.parametrize(("request_", "reviews", "result"), LANDED.values(), ids=LANDED)
def test_what_landed_is_audited(forge: Forge, request_: str, reviews: str, result: str | None) -> None:
    before = forge.repository.git("rev-parse", "main")
    forge.repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    machine = pushed_to_main(forge, before, request_, reviews)
    assert machine.failed_step == (result and "Audit what landed"), machine.log
    assert (result or "allowed") in machine.log


def test_a_direct_push_lands_when_the_forge_gets_it(forge: Forge) -> None:
    """The committer may claim a day on which a letter was still in force. What a new branch begins with is older."""
    before = forge.repository.git("rev-parse", "main")
    commit = forge.repository.git(
        "rev-parse", forge.repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})
    )
    machine = pushed_to_main(forge, before)
    landed = machine.folder / "temp/landed.json"
    entry = {"commit": commit, "author": None, "landed_at": "2026-06-01T00:00:00Z"}
    assert json.loads(landed.read_text())["landed"] == [entry]
    for name in ("push", "artifacts"):
        shutil.rmtree(forge.folder / name, ignore_errors=True)
    pushed_to_main(forge, "0" * 40)
    assert json.loads(landed.read_text())["landed"] == []


def test_a_rewritten_branch_is_an_error(forge: Forge) -> None:
    before = forge.repository.commit({"README.md": "Ours.\n"})
    before = forge.repository.git("rev-parse", before)
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    forge.repository.git("push", "--quiet", str(forge.origin), "main:lost")
    forge.repository.git("reset", "--quiet", "--hard", "HEAD~1")
    forge.repository.git("push", "--quiet", "--force", str(forge.origin), "main")
    machine = pushed_to_main(forge, before)
    assert machine.failed_step == "Audit what landed"
    assert f"`{before}` is no longer on the main line" in machine.log


def test_a_new_branch_is_audited_as_a_whole(forge: Forge) -> None:
    forge.repository.commit({"README.md": "Ours.\n"})
    machine = pushed_to_main(forge, "0" * 40)
    assert machine.failed_step == "Audit what landed"
    assert "the first commit" in machine.log


RERUN = "--method POST repos/gov/register/actions/runs/77/rerun"


def recheck(forge: Forge, last: str, refused: str = "", permission: str = "write") -> Machine:
    """Run the check of a commit again, whose last run and its status are given, after a review by a user."""
    run = {"head_sha": "a" * 40, "head_branch": "proposal", "head_repository": {"id": 2, "owner": {"login": "o"}},
           "actor": {"login": "reviewer"}}  # fmt: skip
    machine = Machine(forge.folder / "again", forge.origin, "workflow_run", {"workflow_run": run}, forge.artifacts)
    machine.forge_answers("workflows+check.yml+runs", last)
    machine.forge_answers("runs+77 --jq", "completed\n")
    machine.forge_answers("collaborators+reviewer+permission", f"{permission}\n")
    machine.forge_answers("pulls --raw-field", "7\n")
    if refused:
        machine.forge_refuses(refused)
    machine.run_job(TEMPLATES / "recheck.yml", "recheck")
    assert not machine.failed, machine.log
    return machine


def test_a_review_has_the_check_carried_out_again(forge: Forge) -> None:
    machine = recheck(forge, "77 completed\n")
    assert f"head_sha={'a' * 40}" in machine.asked
    assert RERUN in machine.asked
    assert "cancel" not in machine.asked
    assert "issues/7/comments" not in machine.asked


@pytest.mark.parametrize(
    ("status", "refused"), [("queued", ""), ("in_progress", "cancel")], ids=["canceled", "ended meanwhile"]
)
def test_a_check_that_still_runs_is_canceled_and_carried_out_again(forge: Forge, status: str, refused: str) -> None:
    machine = recheck(forge, f"77 {status}\n", refused)
    requests = machine.asked.splitlines()
    steps = [
        next(n for n, line in enumerate(requests) if word in line) for word in ("/cancel", "--jq .status", "/rerun")
    ]
    assert steps == sorted(steps)
    assert "issues/7/comments" not in machine.asked


@pytest.mark.parametrize(("last", "refused"), [("77 completed\n", "rerun"), ("", "")], ids=["too old", "none kept"])
def test_a_check_that_can_not_run_again_is_explained(forge: Forge, last: str, refused: str) -> None:
    machine = recheck(forge, last, refused)
    assert "repos/gov/register/issues/7/comments --raw-field body=The review counts only after" in machine.asked
    assert "Close this pull request and open it again" in machine.asked


@pytest.mark.parametrize("permission", ["read", "none"])
def test_reviews_of_strangers_do_not_use_up_the_runs_of_a_check(forge: Forge, permission: str) -> None:
    machine = recheck(forge, "77 completed\n", permission=permission)
    assert "actions/runs" not in machine.asked
    assert "comments" not in machine.asked


def test_no_one_cancels_the_check_after_the_review_of_another() -> None:
    texts = [(TEMPLATES / name).read_text("utf-8") for name in ("approval.yml", "recheck.yml")]
    approval, again = map(yaml.safe_load, texts)
    assert "review.id" in approval["concurrency"]["group"]
    assert "concurrency" not in again, "it would also hold for runs whose job is left out"
    assert "actor.id" in again["jobs"]["recheck"]["concurrency"]["group"]


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")
@pytest.mark.parametrize(("name", "job"), [("recheck.yml", "recheck"), ("comment.yml", "format")])
@pytest.mark.parametrize(("repository", "head"), [({"id": 2}, "2"), (None, "")], ids=["", "deleted"])
def test_the_last_check_is_found_also_without_the_fork(name: str, job: str, repository: object, head: str) -> None:
    script = str(yaml.safe_load((TEMPLATES / name).read_text("utf-8"))["jobs"][job]["steps"])
    [query] = re.findall(r"select\(\.head_repository\.id .*?BRANCH\)", script)
    runs = [{"head_repository": repository, "head_branch": "b"}, {"head_repository": {"id": 3}, "head_branch": "b"}]
    command = ["jq", "--compact-output", f".[] | {query} | .head_repository"]
    variables = {**os.environ, "HEAD_REPOSITORY": head, "BRANCH": "b"}
    answer = subprocess.run(command, input=json.dumps(runs), env=variables, capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in answer.stdout.splitlines()] == [repository]


def test_comments_do_not_use_up_the_runs_of_a_check() -> None:
    """GitHub runs a check at most 50 times. A job that is left out ends its workflow as `skipped`."""
    approval, again = (
        yaml.safe_load((TEMPLATES / name).read_text("utf-8")) for name in ("approval.yml", "recheck.yml")
    )
    assert approval["jobs"]["note"]["if"] == "github.event.review.state != 'commented'"
    assert again["jobs"]["recheck"]["if"] == "github.event.workflow_run.conclusion == 'success'"


def test_the_day_is_checked_and_shown_under_security(forge: Forge) -> None:
    github = {"sha": "main", "ref": "main"}
    machine = Machine(forge.folder / "day", forge.origin, "schedule", {}, forge.artifacts, github)
    machine.run_job(TEMPLATES / "daily.yml", "check")
    assert not machine.failed, machine.log
    second = Machine(forge.folder / "second", forge.origin, "schedule", {}, forge.artifacts, github)
    second.run_job(TEMPLATES / "daily.yml", "show")
    assert "repos/gov/register/code-scanning/sarifs" in second.asked
    assert (second.folder / "forge/sarif").stat().st_size > 100


# The comment.


def comment(forge: Forge, *, number: str = "7\n", newest: str = "1 1 completed\n", **answers: str) -> Machine:
    """Run the jobs of the comment; return the machine of the last one that ran."""
    run = {"id": 1, "run_attempt": 1, "event": "pull_request", "head_branch": "proposal", "head_sha": "0" * 40,
           "head_repository": {"id": 2, "owner": {"login": "somebody"}}}  # fmt: skip
    event = {"workflow_run": run}
    first = Machine(forge.folder / "format", forge.origin, "workflow_run", event, forge.artifacts)
    first.forge_answers("pulls --raw-field", number)
    first.forge_answers("actions+workflows+", newest)
    first.forge_answers("runs+1+artifacts", answers.get("kept", "1\n"))
    first.forge_answers("pulls+7+files", answers.get("files", ""))
    first.forge_answers("pulls+7 --jq .changed_files", answers.get("changed_files", "1\n"))
    first.run_job(TEMPLATES / "comment.yml", "format")
    outputs = {"number": first.outputs["proposal"].get("number", "")}
    if first.failed or not outputs["number"]:
        return first
    needs = {"format": {"outputs": outputs}}
    last = Machine(forge.folder / "comment", forge.origin, "workflow_run", event, forge.artifacts, needs=needs)
    last.forge_answers("pulls+7 --jq .head.sha", answers.get("now", "0" * 40))
    last.forge_answers("issues+7+comments?", answers.get("written", ""))
    last.run_job(TEMPLATES / "comment.yml", "comment")
    return last


def test_the_review_is_in_one_comment(forge: Forge) -> None:
    checked = forge.check(forge.propose(committing({ACCOUNT: ACCOUNT_NOW.replace("active", "dormant")})))
    first = comment(forge)
    assert not first.failed, first.log
    assert (first.folder / "forge/body").read_text() == checked.summary
    assert "repos/gov/register/issues/7/comments --field body=@" in (first.folder / "forge/asked").read_text()
    shutil.rmtree(forge.folder / "format")
    first.folder.rename(forge.folder / "first")
    second = comment(forge, written="12\n13\n")
    assert "--method PATCH repos/gov/register/issues/comments/12 --field" in (second.folder / "forge/asked").read_text()


REVIEW = json.dumps({
    "version": 1, "findings": [], "summary": {"records": 1}, "changes": [], "other_files": [],
    "authorization": {"authority": [], "refused": [], "approvers": []},
})  # fmt: skip
WARNING = "The result of the checks proves nothing"


@pytest.mark.parametrize(
    ("answers", "warns"),
    [({}, False), ({"files": "abc\n"}, True), ({"changed_files": "3001\n"}, True)],
    ids=["records", "a change of the checks", "files that the forge does not list"],
)
def test_the_comment_warns_of_what_it_can_not_know(forge: Forge, answers: dict[str, str], warns: bool) -> None:
    write(forge.artifacts, {"review/review.json": REVIEW})
    machine = comment(forge, **answers)
    assert not machine.failed, machine.log
    assert (WARNING in (machine.folder / "forge/body").read_text()) is warns


@pytest.mark.parametrize("left", ["", "{}", '{"version": 1, "comment": "@everyone"}', "\x1b]8;;", "[" * 10_000])
def test_an_invalid_review_is_never_posted(forge: Forge, left: str) -> None:
    write(forge.artifacts, {"review/review.json": left})
    machine = comment(forge)
    assert machine.failed
    assert not (machine.folder / "forge/body").exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"number": ""},
        {"newest": "2 1 in_progress\n"},
        {"newest": "2 1 completed\n"},
        {"newest": "1 2 queued\n"},
        {"kept": "0\n"},
        {"now": "1" * 40},
    ],
    ids=["deleted", "a newer run", "a newer run has ended", "a newer attempt", "no review", "pushed meanwhile"],
)
def test_nothing_is_written_where_the_result_is_not_the_newest(forge: Forge, answers: dict[str, str]) -> None:
    write(forge.artifacts, {"review/review.json": REVIEW})
    machine = comment(forge, **answers)
    assert not machine.failed, machine.log
    assert not (machine.folder / "forge/body").exists()


# Here as there.


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.yml")))
def test_this_project_runs_what_init_writes_with_its_own_program(name: str) -> None:
    assert (PROJECT / ".github/workflows" / name).read_text("utf-8") == (TEMPLATES / name).read_text("utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.yml")))
def test_a_job_that_may_write_installs_nothing(name: str) -> None:
    for job in yaml.safe_load((TEMPLATES / name).read_text("utf-8"))["jobs"].values():
        if "write" in job["permissions"].values():
            assert not re.search(
                r"install|pip|setup-python|smregister ", str(job["steps"]).replace("smregister intake", "")
            )


# After the merge.


def test_changes_are_published_without_private_values(forge: Forge) -> None:
    private = ACCOUNT_NOW.replace("active", "dormant") + "notes: only for the desk\n"
    commit = forge.repository.commit({ACCOUNT: private})
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    github = {"sha": commit, "server_url": str(forge.folder), "repository": "origin"}
    machine = Machine(forge.folder / "publish", forge.origin, "push", {}, forge.artifacts, github)
    machine.run_job(TEMPLATES / "publish.yml", "format")
    assert not machine.failed, machine.log
    second = Machine(forge.folder / "second", forge.origin, "push", {}, forge.artifacts, github)
    second.run_job(TEMPLATES / "publish.yml", "publish")
    assert not second.failed, second.log
    published = {
        name: forge.repository.git("--git-dir", str(forge.origin), "show", f"published:{name}")
        for name in ("changes.html", "changes.csv", "changes.atom")
    }
    assert all("dormant" in content for content in published.values())
    assert not any("only for the desk" in content for content in published.values())


def test_a_register_with_an_error_is_not_published(forge: Forge) -> None:
    forge.repository.commit({ACCOUNT: ACCOUNT_NOW.replace("active", "lively")})
    forge.repository.git("push", "--quiet", str(forge.origin), "main")
    github = {"sha": "main", "server_url": str(forge.folder), "repository": "origin"}
    machine = Machine(forge.folder / "publish", forge.origin, "push", {}, forge.artifacts, github)
    machine.run_job(TEMPLATES / "publish.yml", "format")
    assert machine.failed
    assert forge.repository.git("--git-dir", str(forge.origin), "branch", "--list", "published") == ""
