"""Settings of a repository on GitHub that `doctor` finds missing."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.commands import Answer, run
from tests.registers import Repository
from tests.workflow_machine import TEMPLATES

from smregister.errors import FatalError
from smregister.review.github_setup import CHECK, RegisterNeeds, find_github_gaps

RULESETS = {
    number: json.loads(path.read_text("utf-8"))
    for number, path in enumerate(sorted((TEMPLATES.parent / "rulesets").glob("*.json")), 1)
}
NEEDS = RegisterNeeds(desk_size=2, has_private=True)


def settings() -> dict[str, Any]:
    """Return the answers of a repository in which the rulesets that `init` writes were imported."""
    [register] = [number for number, ruleset in RULESETS.items() if ruleset["name"] == "register"]
    rulesets = json.loads(json.dumps(RULESETS))
    return {
        "": {"private": True, "default_branch": "main", "has_issues": True, "permissions": {"admin": True}},
        "rulesets?per_page=100": [{"id": number} for number in RULESETS],
        **{f"rulesets/{number}": ruleset | {"id": int(number)} for number, ruleset in rulesets.items()},
        "rules/branches/main?per_page=100": [
            {**rule, "ruleset_id": register} for rule in rulesets[str(register)]["rules"]
        ],
        "branches/main/protection": None,
        "actions/permissions": {"enabled": True},
        "actions/permissions/workflow": {
            "default_workflow_permissions": "read",
            "can_approve_pull_request_reviews": True,
        },
        "actions/permissions/fork-pr-workflows-private-repos": {"run_workflows_from_fork_pull_requests": True},
        "actions/workflows?per_page=100": {"workflows": [{"name": "check", "state": "active"}]},
        "labels/intake": {"name": "intake"},
        "codeowners/errors": {"errors": []},
    }


def gaps(answers: dict[str, Any], needs: RegisterNeeds = NEEDS) -> list[str]:
    return [gap.problem for gap in find_github_gaps(answers.get, needs)]


def rule(answers: dict[str, Any], type_: str) -> dict[str, Any]:
    """Return the parameters of a rule of the main branch."""
    rules = answers["rules/branches/main?per_page=100"]
    parameters: dict[str, Any] = next(rule for rule in rules if rule["type"] == type_)["parameters"]
    return parameters


def without(type_: str) -> Callable[[dict[str, Any]], object]:
    def change(answers: dict[str, Any]) -> None:
        rules = answers["rules/branches/main?per_page=100"]
        rules[:] = [rule for rule in rules if rule["type"] != type_]

    return change


def answering(path: str, answer: Any) -> Callable[[dict[str, Any]], object]:
    return lambda answers: answers.update({path: answer})


def changing(type_: str, name: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda answers: rule(answers, type_).update({name: value})


def of_ruleset(name: str, key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    number = next(number for number, ruleset in RULESETS.items() if ruleset["name"] == name)
    return lambda answers: answers[f"rulesets/{number}"].update({key: value})


REPOSITORY = settings()[""]
EVERYBODY = [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]
ANY_SOURCE = [{"context": CHECK}]
MISSING = {
    "public": (answering("", REPOSITORY | {"private": False}), "the repository is public"),
    "another branch": (answering("", REPOSITORY | {"default_branch": "trunk"}), "the default branch is not `main`"),
    "pushes": (without("pull_request"), "`main` takes pushes"),
    "force pushes": (without("non_fast_forward"), "`main` takes force pushes"),
    "deletion": (without("deletion"), "`main` can be deleted"),
    "old approvals": (changing("pull_request", "dismiss_stale_reviews_on_push", False), "an approval stays valid"),
    "no approval": (changing("pull_request", "required_approving_review_count", 0), "needs no approval"),
    "no owners": (changing("pull_request", "require_code_owner_review", False), "the owners in CODEOWNERS"),
    "no check": (without("required_status_checks"), "does not require the check"),
    "another check": (changing("required_status_checks", "required_status_checks", [{"context": "check"}]),
                      "does not require the check"),
    "any source": (changing("required_status_checks", "required_status_checks", ANY_SOURCE), "any program may report"),
    "out of date": (changing("required_status_checks", "strict_required_status_checks_policy", False),
                    "not up to date"),
    "bypass": (of_ruleset("register", "bypass_actors", EVERYBODY), "lets some people push to `main` directly"),
    "tags": (of_ruleset("register: tags", "enforcement", "disabled"), "may create tags"),
    "some tags": (of_ruleset("register: tags", "conditions", {"ref_name": {"include": ["refs/tags/v*"]}}),
                  "create tags"),
    "names": (of_ruleset("register: branches with misleading names", "rules", [{"type": "update"}]), "may have names"),
    "no actions": (answering("actions/permissions", {"enabled": False}), "workflows are turned off"),
    "write": (answering("actions/permissions/workflow", {"default_workflow_permissions": "write",
                                                         "can_approve_pull_request_reviews": True}), "may write"),
    "no requests": (answering("actions/permissions/workflow", {"default_workflow_permissions": "read"}), "forms can't"),
    "no label": (answering("labels/intake", None), "the label `intake`"),
    "sleeping": (answering("actions/workflows?per_page=100", {"workflows": [{"name": "daily", "state": "disabled"}]}),
                 "the workflow `daily` is turned off"),
    "forks": (answering("actions/permissions/fork-pr-workflows-private-repos", {"send_secrets_and_variables": True}),
              "forks are not checked"),
    "owners": (answering("codeowners/errors", {"errors": [{"path": ".github/CODEOWNERS", "line": 5,
                                                           "kind": "Unknown owner", "source": "* @gone"}]}),
               ".github/CODEOWNERS:5: Unknown owner: * @gone"),
}  # fmt: skip


def test_nothing_is_missing_once_the_rulesets_of_init_are_imported() -> None:
    assert gaps(settings()) == []


@pytest.mark.parametrize(("change", "problem"), MISSING.values(), ids=MISSING)
def test_each_missing_setting_is_found_with_its_cure(change: Callable[[dict[str, Any]], object], problem: str) -> None:
    answers = settings()
    change(answers)
    assert problem in "\n".join(gaps(answers))
    assert len(gaps(answers)) <= 4
    assert all(gap.cure for gap in find_github_gaps(answers.get, NEEDS))


def test_a_bare_repository_lacks_everything_and_is_no_error() -> None:
    assert len(gaps({"": {"permissions": {"admin": True}}})) > 10


def test_a_desk_of_one_needs_no_approval_but_the_check() -> None:
    answers = settings()
    changing("pull_request", "required_approving_review_count", 0)(answers)
    changing("pull_request", "require_code_owner_review", False)(answers)
    assert gaps(answers, NEEDS._replace(desk_size=1)) == []


def test_a_register_without_private_values_may_be_public() -> None:
    answers = settings() | {"": REPOSITORY | {"private": False}}
    assert gaps(answers, NEEDS._replace(has_private=False)) == []


def test_a_merge_queue_brings_requests_up_to_date() -> None:
    answers = settings()
    changing("required_status_checks", "strict_required_status_checks_policy", False)(answers)
    answers["rules/branches/main?per_page=100"].append({"type": "merge_queue"})
    assert gaps(answers) == []


def test_classic_branch_protection_counts_too() -> None:
    answers = settings()
    protection = {
        "required_pull_request_reviews": {"dismiss_stale_reviews": True, "require_code_owner_reviews": True,
                                          "required_approving_review_count": 1},
        "required_status_checks": {"strict": True, "checks": [{"context": CHECK, "app_id": 15368}]},
        "enforce_admins": {"enabled": True},
        "allow_force_pushes": {"enabled": False},
        "allow_deletions": {"enabled": False},
    }  # fmt: skip
    answers |= {"rules/branches/main?per_page=100": [], "branches/main/protection": protection}
    assert gaps(answers) == []
    protection["enforce_admins"] = {"enabled": False}
    assert gaps(answers) == ["the protection of `main` does not bind administrators"]


def test_secrets_that_workflows_name_are_asked_for() -> None:
    answers = settings() | {"actions/secrets/MAIL": {"name": "MAIL"}}
    assert gaps(answers, NEEDS._replace(secrets=("MAIL", "KEY"))) == ["a workflow needs the secret `KEY`"]


@pytest.mark.parametrize("repository", [None, {"permissions": {"admin": False}}])
def test_only_an_administrator_gets_an_answer(repository: object) -> None:
    with pytest.raises(FatalError, match="administrators"):
        gaps(settings() | {"": repository})


def test_the_required_check_is_the_job_of_the_workflow() -> None:
    workflow = yaml.safe_load((TEMPLATES / "check.yml").read_text("utf-8"))
    assert [job["name"] for job in workflow["jobs"].values()] == [CHECK]
    assert CHECK in (TEMPLATES.parent / "rulesets/register.json").read_text("utf-8")


def test_a_ruleset_has_what_github_exports() -> None:
    for ruleset in RULESETS.values():
        assert ruleset.keys() == {"name", "target", "enforcement", "conditions", "rules", "bypass_actors"}
        assert ruleset["enforcement"] == "active"
        assert ruleset["conditions"]["ref_name"].keys() == {"include", "exclude"}


# The command, with gh replaced by a script

GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$ANSWERS/asked"
answer=$ANSWERS/${4//\\//+}
if [ -e "$ANSWERS/broken" ]; then cat "$ANSWERS/broken" >&2; exit 1; fi
if [ ! -e "$answer" ]; then echo "gh: Not Found (HTTP 404)" >&2; exit 1; fi
cat "$answer"
"""


@dataclass
class Hosted:
    """A register whose remote is on GitHub, and the folder of the answers to gh."""

    repository: Repository
    answers: Path

    def doctor(self, *options: str) -> Answer:
        """Run the command with gh on the path."""
        path = f"{self.answers.parent / 'tools'}:/usr/bin:/bin"
        arguments = ("doctor", "--forge", "github", *options)
        return run(self.repository.root, *arguments, settings={"PATH": path, "ANSWERS": str(self.answers)})

    def answer(self, path: str, answer: object) -> None:
        """Write the answer to a path of the API."""
        name = f"repos/gov/register/{path}".rstrip("/").replace("/", "+")
        (self.answers / name).write_text(json.dumps(answer), "utf-8")


@pytest.fixture
def hosted(repository: Repository, tmp_path: Path) -> Hosted:
    """Return a register on GitHub with all settings."""
    repository.git("remote", "add", "origin", "git@github.com:gov/register.git")
    tool, answers = tmp_path / "tools/gh", tmp_path / "answers"
    for folder in (tool.parent, answers):
        folder.mkdir()
    tool.write_text(GH)
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    register = Hosted(repository, answers)
    for path, answer in settings().items():
        if answer is not None:
            register.answer(path, answer)
    return register


def test_doctor_asks_github_through_gh(hosted: Hosted) -> None:
    answer = hosted.doctor()
    assert (answer.status, answer.output, answer.messages) == (0, "", "nothing is missing\n")
    assert (hosted.answers / "asked").read_text().startswith("api --hostname github.com repos/gov/register\n")
    (hosted.answers / "repos+gov+register+labels+intake").unlink()
    answer = hosted.doctor()
    assert (answer.status, answer.messages) == (1, "1 missing\n")
    assert answer.output.startswith("missing: the label `intake` of the forms is missing\n  create it")
    [missing] = hosted.doctor("--json").json()["missing"]
    assert missing["problem"] == "the label `intake` of the forms is missing"


@pytest.mark.parametrize(
    ("reason", "words"),
    [("gh: Must have admin rights (HTTP 403)", "Must have admin rights"), ("no token", "log in as an administrator")],
)
def test_doctor_ends_with_2_if_github_does_not_answer(hosted: Hosted, reason: str, words: str) -> None:
    (hosted.answers / "broken").write_text(reason)
    answer = hosted.doctor("--json")
    assert (answer.status, answer.output) == (2, "")
    assert words in answer.messages


def test_a_plan_without_rules_lacks_them(hosted: Hosted) -> None:
    for path in ("rulesets?per_page=100", "rules/branches/main?per_page=100"):
        hosted.answer(path, [])
    assert "`main` can be deleted" in hosted.doctor().output


@pytest.mark.parametrize("answer", [[], {"admin": True}, "text", 5])
def test_an_answer_of_another_form_is_an_error(hosted: Hosted, answer: object) -> None:
    hosted.answer("rulesets?per_page=100", answer)
    hosted.answer("codeowners/errors", answer)
    assert hosted.doctor().status in (1, 2)


def test_doctor_needs_gh_and_a_remote_on_github(hosted: Hosted) -> None:
    git = hosted.repository.git
    (hosted.answers.parent / "tools/gh").unlink()
    answer = hosted.doctor()
    assert (answer.status, "gh is not installed" in answer.messages) == (2, True)
    git("remote", "set-url", "origin", "/srv/register.git")
    assert "is not a repository on GitHub" in hosted.doctor().messages
    git("remote", "remove", "origin")
    answer = hosted.doctor()
    assert (answer.status, "git remote add origin ADDRESS" in answer.messages) == (2, True)
