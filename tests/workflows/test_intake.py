"""The intake workflow, its steps run as on a forge."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner
from tests.editing.test_forms import ACCOUNT_ANSWERS, CORRECTION_ANSWERS, HEALTH, body
from tests.registers import PROJECT, Repository, build_repository
from tests.workflow_machine import Machine

TEMPLATES = PROJECT / "src/smregister/editing/init/templates/dot-github"
WORKFLOW: dict[Any, Any] = yaml.safe_load((TEMPLATES / "workflows/intake.yml").read_text("utf-8"))
ACCOUNT_PATH = f"{HEALTH}/accounts/instagram-example-health.yaml"
BOT = "github-actions[bot]"


@dataclass
class Forge:
    """A register on a forge, and the machines of its workflow."""

    place: Path
    remote: Repository
    machines: list[Machine] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    event: dict[str, Any] = field(default_factory=dict)

    def run(self, job: str, text: str | None) -> str | None:
        """Run a job for an issue on a new machine; return the name of the failed step, if any."""
        issue = {"body": text, "number": 7, "user": {"id": 5}, "created_at": "2026-03-01T08:00:00Z"}
        event = {"issue": issue, "repository": {"default_branch": "main"}} | self.event
        folder = self.place / f"machine-{len(self.machines)}"
        machine = Machine(folder, self.remote.root, "issues", event, self.place / "artifacts")
        if "pr create" in self.asked():
            machine.forge_answers("pr list", "41\n")
        for part, answer in self.answers.items():
            machine.forge_answers(part, answer)
        machine.run_job(TEMPLATES / "workflows/intake.yml", job)
        self.machines.append(machine)
        return machine.failed_step

    def copy(self, place: Path) -> Forge:
        """Return a forge with the same register and copied artifacts."""
        shutil.copytree(self.place / "artifacts", place / "artifacts")
        return Forge(place, self.remote)

    @property
    def result(self) -> Path:
        """Return the artifact of the first job."""
        return self.place / "artifacts/result"

    def asked(self) -> str:
        """Return the requests to the forge."""
        return "".join(machine.asked for machine in self.machines)

    def reply(self) -> str:
        """Return the reply to the issue."""
        return (self.result / "reply.md").read_text("utf-8")


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Return a forge with a small register."""
    return Forge(tmp_path / "forge", build_repository(tmp_path / "remote"))


def test_a_form_becomes_a_pull_request(forge: Forge) -> None:
    text = body(ACCOUNT_ANSWERS)
    assert forge.run("read", text) is None
    assert forge.run("propose", text) is None
    changed = forge.remote.git("diff", "--name-only", "main", "intake/7")
    assert changed == ACCOUNT_PATH
    assert forge.remote.git("log", "-1", "--format=%an %cn %s", "intake/7") == f"{BOT} {BOT} Change from issue 7"
    assert "pr create --base main --head intake/7 --title Change from issue 7" in forge.asked()
    assert "issue comment 7 --edit-last --create-if-none" in forge.asked()
    assert "`health/instagram-example-health`" in forge.reply()
    request = forge.machines[-1].folder / "temp/result/request.md"
    assert "Closes #7" in request.read_text("utf-8")


def test_an_issue_that_is_edited_changes_its_own_pull_request(forge: Forge) -> None:
    for answers in (ACCOUNT_ANSWERS, CORRECTION_ANSWERS):
        assert forge.run("read", body(answers)) is None
        assert forge.run("propose", body(answers)) is None
    assert forge.remote.git("rev-list", "--count", "main..intake/7") == "1"
    assert forge.remote.git("diff", "--name-only", "main", "intake/7") == f"{HEALTH}/accounts/x-health.yaml"
    assert forge.asked().count("pr create") == 1
    assert "pr edit 41" in forge.asked()


def test_a_rejected_form_gets_a_reply_and_no_pull_request(forge: Forge) -> None:
    text = body(ACCOUNT_ANSWERS, agency="Nobody")
    assert forge.run("read", text) is None
    assert forge.run("propose", text) is None
    assert forge.remote.git("branch", "--list", "intake/*") == ""
    assert "pr create" not in forge.asked()
    assert "there is no agency `Nobody`" in forge.reply()
    assert "issue comment 7" in forge.asked()


def test_a_request_is_closed_once_its_issue_no_longer_asks_for_it(forge: Forge) -> None:
    for text in (body(ACCOUNT_ANSWERS), body(ACCOUNT_ANSWERS, agency="Nobody")):
        assert forge.run("read", text) is None
        assert forge.run("propose", text) is None
    closing = [line for line in forge.asked().splitlines() if line.startswith("pr close ")]
    assert closing == [
        "pr close 41 --comment Issue #7 was edited and no longer asks for this change; the answer there explains it."
    ]
    assert "there is no agency `Nobody`" in forge.reply()
    assert forge.asked().count("issue comment 7 ") == 2
    assert forge.remote.git("log", "-1", "--format=%s", "intake/7") == "Change from issue 7"


def test_a_form_rejected_twice_closes_nothing(forge: Forge) -> None:
    text = body(ACCOUNT_ANSWERS, agency="Nobody")
    assert (forge.run("read", text), forge.run("propose", text)) == (None, None)
    assert "pr close" not in forge.asked()


@pytest.mark.parametrize("text", ["部" * 65_536, "x" * 65_536, ""], ids=["long and wide", "long", "empty"])
def test_a_text_of_any_length_gets_an_answer(forge: Forge, text: str) -> None:
    assert (forge.run("read", text), forge.run("propose", text)) == (None, None)
    assert ("it has more than 64 KiB; send it in parts" in forge.reply()) == (len(text.encode()) > 65_536)
    assert "There are errors" in forge.reply()
    assert "issue comment 7" in forge.asked()


def test_an_issue_without_a_body_is_one_with_an_empty_text(forge: Forge) -> None:
    assert forge.run("read", None) is None
    assert "the text is empty" in forge.reply()


@pytest.mark.parametrize(
    "hostile", ["$(touch alarm)", "`touch alarm`", "'; touch alarm; '", '"; touch alarm #', "\\\n touch alarm", "-n %s"]
)
def test_the_text_of_an_issue_is_never_carried_out(forge: Forge, hostile: str) -> None:
    text = body(ACCOUNT_ANSWERS, purpose=f"News {hostile}")
    assert forge.run("read", text) is None
    assert forge.run("propose", text) is None
    assert list(forge.place.rglob("alarm")) == []
    account = yaml.safe_load(forge.remote.git("show", f"intake/7:{ACCOUNT_PATH}"))
    assert account["purpose"] == f"News {hostile}"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """Return a forge that has read a form."""
    folder = tmp_path_factory.mktemp("read")
    forge = Forge(folder / "forge", build_repository(folder / "remote"))
    assert forge.run("read", body(ACCOUNT_ANSWERS)) is None
    return forge


@pytest.fixture
def after_reading(read_once: Forge, tmp_path: Path) -> Forge:
    """Return a forge whose next job finds the result of the first one, which a test may replace."""
    return read_once.copy(tmp_path / "forge")


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/check.yml",
        "registry/register.yaml",
        "registry/platforms/x.yaml",
        "schemas/account.schema.json",
        ".gitattributes",
        "registry/agencies/health/.gitattributes",
        "registry/agencies/health/accounts/a b.yaml",
        "registry/agencies/health/accounts/a\nb.yaml",
        "registry/agencies/health/accounts/a/b.yaml",
        "registry/agencies/health/accounts/UPPER.yaml",
        "registry/agencies/loose.yaml",
    ],
)
def test_nothing_but_records_of_agencies_comes_through(after_reading: Forge, path: str) -> None:
    forge = after_reading
    place = forge.result / "files" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("name: forged\n")
    assert forge.run("propose", body(ACCOUNT_ANSWERS)) == "Check that only records of agencies changed"
    assert forge.remote.git("branch", "--list", "intake/*") == ""


@pytest.mark.parametrize("odd", ["link", "folder link", "large"])
def test_nothing_but_plain_files_comes_through(after_reading: Forge, odd: str) -> None:
    forge = after_reading
    place = forge.result / "files" / ACCOUNT_PATH
    place.unlink()
    if odd == "large":
        place.write_text("#" * 70_000)
    elif odd == "link":
        place.symlink_to("/etc/passwd")
    else:
        place.parent.rmdir()
        place.parent.symlink_to("/etc")
    assert forge.run("propose", body(ACCOUNT_ANSWERS)) == "Check that only records of agencies changed"
    assert forge.remote.git("branch", "--list", "intake/*") == ""


@pytest.fixture
def alone(after_reading: Forge) -> Forge:
    """Return a forge that has read a form, with a repository of its own."""
    after_reading.remote = Repository(shutil.copytree(after_reading.remote.root, after_reading.place / "remote"))
    return after_reading


LABELED = {"action": "labeled", "sender": {"id": 6}}
LIMITS = {
    "few": ("5\n" * 5 + "9\n" * 25, {}, True),
    "many of one person": ("5\n" * 6, {}, False),
    "many in all": ("9\n" * 31, {}, False),
    "let through by the desk": ("5\n" * 6, LABELED, True),
    "labeled by its author": ("5\n" * 6, LABELED | {"sender": {"id": 5}}, False),
}


@pytest.mark.parametrize(("authors", "event", "is_made"), LIMITS.values(), ids=LIMITS)
def test_the_pull_requests_of_a_day_are_limited(
    alone: Forge, authors: str, event: dict[str, Any], is_made: bool
) -> None:
    """The forge answers with the author of each issue of the last 24 hours."""
    forge = alone
    forge.answers, forge.event = {"issues?labels=intake": authors}, event
    assert forge.run("propose", body(ACCOUNT_ANSWERS)) is None
    assert ("pr create" in forge.asked()) is is_made
    answer = (forge.machines[-1].folder / "temp/result/reply.md").read_text("utf-8")
    assert ("Too many forms came in" in answer) is not is_made
    if event is not LABELED:
        assert "since=2026-02-28T08:00:00Z" in forge.asked()


def test_a_request_that_is_open_already_counts_no_more(alone: Forge) -> None:
    forge = alone
    forge.answers = {"issues?labels=intake": "5\n" * 6, "pr list": "41\n"}
    assert forge.run("propose", body(ACCOUNT_ANSWERS)) is None
    assert "pr edit 41" in forge.asked()


def test_each_job_has_no_more_rights_than_it_needs() -> None:
    read, propose = WORKFLOW["jobs"]["read"], WORKFLOW["jobs"]["propose"]
    assert WORKFLOW["permissions"] == {}
    assert read["permissions"] == {"contents": "read"}
    assert propose["permissions"] == {"contents": "write", "pull-requests": "write", "issues": "write"}
    for step in (*read["steps"], *propose["steps"]):
        assert "${{" not in step.get("run", "")
        assert "uses" not in step or re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}", step["uses"])
        assert "checkout" not in step.get("uses", "") or step["with"]["persist-credentials"] is False
    # What came from outside is read in the first job only.
    assert "issue.body" not in str(propose)
    assert "pip" not in str(propose)


@pytest.mark.parametrize("name", ["new-account", "new-appointment", "correction"])
def test_only_issues_with_the_label_of_the_forms_are_read(name: str) -> None:
    form = yaml.safe_load((TEMPLATES / f"ISSUE_TEMPLATE/{name}.yml").read_text("utf-8"))
    assert form["labels"] == ["intake"]
    assert "contains(github.event.issue.labels.*.name, 'intake')" in WORKFLOW["jobs"]["read"]["if"]


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-workflows", "workflows/intake.yml"),
        ("custom.github-workflows-require-timeout", "workflows/intake.yml"),
        ("vendor.github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/new-appointment.yml"),
        ("vendor.github-issue-forms", "ISSUE_TEMPLATE/correction.yml"),
    ],
)
def test_workflow_and_forms_are_what_the_forge_expects(schema: str, path: str) -> None:
    checked = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, str(TEMPLATES / path)])
    assert checked.exit_code == 0, checked.output
