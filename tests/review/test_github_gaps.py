"""Every gap that `doctor` may find on GitHub, in its words, and the answers that make none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.review.test_github_setup import (
    ANY_SOURCE,
    EVERYBODY,
    MISSING,
    NEEDS,
    REPOSITORY,
    RULESETS,
    answering,
    changing,
    gaps,
    of_ruleset,
    rule,
    settings,
    without,
)

from smregister.errors import FatalError
from smregister.review.github_setup import CHECK, find_github_gaps
from smregister.review.setup_gap import SetupGap

_IMPORT = "import .github/rulesets/{} under Settings, Rules, Rulesets, New ruleset"
REGISTER_FILE, TAGS_FILE, NAMES_FILE = map(
    _IMPORT.format, ("register.json", "register-tags.json", "register-names.json")
)
BARE = {"": {"permissions": {"admin": True}, "has_issues": True, "private": False}}
OF_A_BARE_REPOSITORY = [
    SetupGap(
        "the repository is public, and records have private fields, such as names and telephone numbers",
        "make the repository private (Settings, General, Danger Zone), since its history keeps every value",
    ),
    SetupGap(
        "the default branch is not `main`, which the workflows check",
        "push `main` and make it the default branch (Settings, General)",
    ),
    SetupGap(
        "`main` takes pushes without a pull request",
        REGISTER_FILE,
    ),
    SetupGap(
        "`main` takes force pushes, which rewrite its history",
        REGISTER_FILE,
    ),
    SetupGap(
        "`main` can be deleted",
        REGISTER_FILE,
    ),
    SetupGap(
        "an approval stays valid after new commits are pushed",
        REGISTER_FILE,
    ),
    SetupGap(
        "a pull request needs no approval",
        REGISTER_FILE,
    ),
    SetupGap(
        "a pull request needs no approval of the owners in CODEOWNERS",
        REGISTER_FILE,
    ),
    SetupGap(
        "`main` does not require the check `Check the register`",
        REGISTER_FILE,
    ),
    SetupGap(
        "a pull request that is not up to date can be merged, so two of them may contradict each other",
        "require branches to be up to date before merging, or a merge queue",
    ),
    SetupGap(
        "anyone who may push may create tags, which git can take for branches",
        TAGS_FILE,
    ),
    SetupGap(
        "branches may have names that git can take for others",
        NAMES_FILE,
    ),
    SetupGap(
        "workflows are turned off",
        "allow GitHub Actions (Settings, Actions, General)",
    ),
    SetupGap(
        "workflows may write unless they say otherwise",
        "choose read permissions (Settings, Actions, General)",
    ),
    SetupGap(
        "forms can't become pull requests",
        "allow GitHub Actions to create pull requests (Settings, Actions, General), or turn issues off",
    ),
    SetupGap(
        "the label `intake` of the forms is missing",
        "create it under Issues, Labels, or turn issues off",
    ),
    SetupGap(
        "a workflow needs the secret `KEY`",
        "add it (Settings, Secrets and variables, Actions)",
    ),
]
FORKS = "actions/permissions/fork-pr-workflows-private-repos"
OF_OTHER_SETTINGS = [
    SetupGap(
        "any program may report the check `Check the register`",
        "choose GitHub Actions as the source of the check in its rule",
    ),
    SetupGap(
        "the ruleset `register` lets some people push to `main` directly",
        "remove them from its bypass list, or let them bypass it for pull requests only",
    ),
    SetupGap(
        "the workflow `daily` is turned off",
        "enable it under Actions",
    ),
    SetupGap(
        "pull requests from forks are not checked",
        "let workflows run from fork pull requests, without write tokens or secrets (Settings, Actions, General)",
    ),
    SetupGap(
        "workflows of forks get write tokens or secrets",
        "turn both off (Settings, Actions, General)",
    ),
    SetupGap(
        ".github/CODEOWNERS:5: Unknown owner: * @gone",
        "give the owner the right to write, or correct the `login` in the record and run `smregister codeowners`",
    ),
]


def test_a_bare_repository_lacks_all_of_this() -> None:
    assert find_github_gaps(BARE.get, NEEDS._replace(secrets=("KEY",))) == OF_A_BARE_REPOSITORY


def test_other_settings_lack_the_rest() -> None:
    answers = settings()
    changing("required_status_checks", "required_status_checks", ANY_SOURCE)(answers)
    of_ruleset("register", "bypass_actors", EVERYBODY)(answers)
    answers[FORKS] = {"send_secrets_and_variables": True}
    for name in ("owners", "sleeping"):
        MISSING[name][0](answers)
    assert find_github_gaps(answers.get, NEEDS) == OF_OTHER_SETTINGS


def test_protection_that_does_not_bind_administrators_has_a_cure() -> None:
    answers = settings()
    protected(enforce_admins=None)(answers)
    assert find_github_gaps(answers.get, NEEDS) == [SetupGap(ADMINS, "turn on: Do not allow bypassing the settings")]


# One change of an answer, and the problems that it makes.

PROTECTION: dict[str, Any] = {
    "required_pull_request_reviews": {"dismiss_stale_reviews": True, "require_code_owner_reviews": True,
                                      "required_approving_review_count": 1},
    "required_status_checks": {"strict": True, "checks": [{"context": CHECK, "app_id": 15368}]},
    "enforce_admins": {"enabled": True},
}  # fmt: skip
REWRITES = "`main` takes force pushes, which rewrite its history"
DELETED, PUSHED = "`main` can be deleted", "`main` takes pushes without a pull request"
OLD_APPROVALS = "an approval stays valid after new commits are pushed"
UNAPPROVED = "a pull request needs no approval"
UNOWNED = "a pull request needs no approval of the owners in CODEOWNERS"
UNCHECKED = f"`main` does not require the check `{CHECK}`"
ANY_PROGRAM = f"any program may report the check `{CHECK}`"
OUTDATED = "a pull request that is not up to date can be merged, so two of them may contradict each other"
BYPASS = "the ruleset `register` lets some people push to `main` directly"
ADMINS = "the protection of `main` does not bind administrators"
TAGS = "anyone who may push may create tags, which git can take for branches"
NAMES = "branches may have names that git can take for others"
UNCHECKED_FORKS, FORKS_WITH_TOKENS = (
    "pull requests from forks are not checked", "workflows of forks get write tokens or secrets",
)  # fmt: skip
TAG_RULES = [{"type": "creation"}, {"type": "update"}, {"type": "deletion"}]
[REGISTER, TAG_NUMBER] = (
    next(number for number, ruleset in RULESETS.items() if ruleset["name"] == name)
    for name in ("register", "register: tags")
)


def protected(**changes: Any) -> Callable[[dict[str, Any]], None]:
    """Return what replaces the rules of the main branch by classic protection."""

    def change(answers: dict[str, Any]) -> None:
        answers["rules/branches/main?per_page=100"] = []
        answers["branches/main/protection"] = PROTECTION | changes

    return change


def reviews(**changes: Any) -> dict[str, Any]:
    return {"required_pull_request_reviews": PROTECTION["required_pull_request_reviews"] | changes}


def checks(*required: Any, strict: bool = True) -> dict[str, Any]:
    return {"required_status_checks": {"strict": strict, "checks": [*required]}}


def both(*changes: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], None]:
    def change(answers: dict[str, Any]) -> None:
        for each in changes:
            each(answers)

    return change


def required_check(**changes: Any) -> Callable[[dict[str, Any]], object]:
    """Return what adds another rule with a check to that of the ruleset."""
    parameters = {"required_status_checks": [{"context": CHECK, **changes}]}
    added = {"type": "required_status_checks", "parameters": parameters, "ruleset_id": REGISTER}
    return lambda answers: answers["rules/branches/main?per_page=100"].append(added)


TOKENS = {"run_workflows_from_fork_pull_requests": True, "send_write_tokens_to_workflows": True}
CASES: dict[str, tuple[Callable[[dict[str, Any]], object], list[str]]] = {
    "protection": (protected(), []),
    "protection that says so": (
        protected(allow_deletions={"enabled": False}, allow_force_pushes={"enabled": False}), [],
    ),
    "protection with deletion": (protected(allow_deletions={"enabled": True}), [DELETED]),
    "protection with force pushes": (protected(allow_force_pushes={"enabled": True}), [REWRITES]),
    "protection without reviews": (
        protected(required_pull_request_reviews=None), [PUSHED, OLD_APPROVALS, UNAPPROVED, UNOWNED],
    ),
    "protection with old approvals": (protected(**reviews(dismiss_stale_reviews=False)), [OLD_APPROVALS]),
    "protection without owners": (protected(**reviews(require_code_owner_reviews=False)), [UNOWNED]),
    "protection without approval": (protected(**reviews(required_approving_review_count=0)), [UNAPPROVED]),
    "protection without checks": (protected(required_status_checks=None), [UNCHECKED, OUTDATED]),
    "protection without our check": (protected(**checks({"context": "x", "app_id": 1})), [UNCHECKED]),
    "protection with no check": (protected(required_status_checks={"strict": True}), [UNCHECKED]),
    "protection with a check by anyone": (protected(**checks({"context": CHECK, "app_id": -1})), [ANY_PROGRAM]),
    "protection with a check by no app": (protected(**checks({"context": CHECK, "app_id": None})), [ANY_PROGRAM]),
    "protection of old requests": (
        protected(**checks({"context": CHECK, "app_id": 1}, strict=False)), [OUTDATED],
    ),
    "protection without administrators": (protected(enforce_admins={"enabled": False}), [ADMINS]),
    "protection that says nothing of them": (protected(enforce_admins=None), [ADMINS]),
    "protection beside a ruleset": (
        answering("branches/main/protection", PROTECTION | {"enforce_admins": None}), [],
    ),
    "rules without parameters": (
        both(without("required_status_checks"),
             lambda answers: answers["rules/branches/main?per_page=100"].append({"type": "required_status_checks"})),
        [UNCHECKED, OUTDATED],
    ),
    "a second, weaker rule": (required_check(), []),
    "a check by anyone": (
        changing("required_status_checks", "required_status_checks", [{"context": CHECK, "integration_id": -1}]),
        [ANY_PROGRAM],
    ),
    "a second rule of pull requests": (
        lambda answers: answers["rules/branches/main?per_page=100"].append({"type": "pull_request"}), [],
    ),
    "a bypass by pull request": (
        of_ruleset("register", "bypass_actors", [{**EVERYBODY[0], "bypass_mode": "pull_request"}]), [],
    ),
    "one bypass of two": (
        of_ruleset("register", "bypass_actors", [{**EVERYBODY[0], "bypass_mode": "pull_request"}, *EVERYBODY]),
        [BYPASS],
    ),
    "no list of bypasses": (of_ruleset("register", "bypass_actors", None), []),
    "a bypass of other names": (of_ruleset("register: tags", "bypass_actors", EVERYBODY), []),
    "a bypass of a disabled ruleset": (
        both(of_ruleset("register", "bypass_actors", EVERYBODY), of_ruleset("register", "enforcement", "disabled")),
        [],
    ),
    "tags of another target": (of_ruleset("register: tags", "target", "branch"), [TAGS]),
    "tags without conditions": (of_ruleset("register: tags", "conditions", None), [TAGS]),
    "tags without names": (of_ruleset("register: tags", "conditions", {"ref_name": None}), [TAGS]),
    "tags without a list": (of_ruleset("register: tags", "conditions", {"ref_name": {"include": None}}), [TAGS]),
    **{
        f"tags without {left['type']}": (
            of_ruleset("register: tags", "rules", [entry for entry in TAG_RULES if entry != left]), [TAGS],
        )
        for left in TAG_RULES
    },
    "tags without rules": (of_ruleset("register: tags", "rules", None), [TAGS]),
    "tags and more": (
        of_ruleset("register: tags", "conditions", {"ref_name": {"include": ["x", "~ALL"], "exclude": []}}), [],
    ),
    "a ruleset that is gone": (answering(f"rulesets/{TAG_NUMBER}", None), [TAGS]),
    "names of all branches": (
        of_ruleset("register: branches with misleading names", "conditions", {"ref_name": {"include": ["~ALL"]}}),
        [NAMES],
    ),
    "no rulesets": (answering("rulesets?per_page=100", None), [TAGS, NAMES]),
    "no issues": (
        both(answering("", REPOSITORY | {"has_issues": False}), answering("labels/intake", None),
             answering("actions/permissions/workflow", {"default_workflow_permissions": "read"})),
        [],
    ),
    "no workflows": (answering("actions/workflows?per_page=100", None), []),
    "an answer without workflows": (answering("actions/workflows?per_page=100", {}), []),
    "no settings of actions": (answering("actions/permissions", None), ["workflows are turned off"]),
    "no errors of owners": (answering("codeowners/errors", None), []),
    "an answer without errors": (answering("codeowners/errors", {}), []),
    "an error without source": (
        answering("codeowners/errors", {"errors": [{"path": "x", "line": 1, "kind": "y"}]}), ["x:1: y:"],
    ),
    "no forks": (answering(FORKS, None), []),
    "forks with tokens": (answering(FORKS, TOKENS), [FORKS_WITH_TOKENS]),
    "forks with secrets": (
        answering(FORKS, {"run_workflows_from_fork_pull_requests": True, "send_secrets_and_variables": True}),
        [FORKS_WITH_TOKENS],
    ),
    "forks that are not checked": (
        answering(FORKS, {"run_workflows_from_fork_pull_requests": False}), [UNCHECKED_FORKS],
    ),
    "forks of a public repository": (
        both(answering(FORKS, {}), answering("", REPOSITORY | {"private": False})),
        ["the repository is public, and records have private fields, such as names and telephone numbers"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "problems"), CASES.values(), ids=CASES)
def test_an_answer_makes_these_problems(change: Callable[[dict[str, Any]], object], problems: list[str]) -> None:
    answers = settings()
    change(answers)
    assert [problem.strip() for problem in gaps(answers)] == problems


def test_a_public_repository_is_not_asked_for_its_forks() -> None:
    answers = settings() | {"": REPOSITORY | {"private": False}, FORKS: TOKENS}
    assert gaps(answers, NEEDS._replace(has_private=False)) == []


@pytest.mark.parametrize("size", [0, 1])
def test_a_desk_of_one_needs_rules_of_pull_requests_all_the_same(size: int) -> None:
    answers = settings()
    rule(answers, "pull_request").update(
        dismiss_stale_reviews_on_push=False, required_approving_review_count=0, require_code_owner_review=False
    )
    assert gaps(answers, NEEDS._replace(desk_size=size)) == [OLD_APPROVALS]


@pytest.mark.parametrize("repository", [None, {}, {"permissions": None}, {"permissions": {"admin": False}}])
def test_others_than_administrators_get_no_answer(repository: object) -> None:
    with pytest.raises(FatalError) as raised:
        gaps(settings() | {"": repository})
    assert str(raised.value) == (
        "GitHub shows these settings to administrators of the repository only; log in with `gh auth login`"
    )


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        ("rulesets?per_page=100", [{}], "'id'"),
        ("rulesets?per_page=100", 5, "'int' object is not iterable"),
        ("codeowners/errors", [1], "'list' object has no attribute 'get'"),
    ],
)
def test_an_answer_of_another_form_is_an_error_with_its_cause(path: str, answer: object, error: str) -> None:
    with pytest.raises(FatalError) as raised:
        gaps(settings() | {path: answer})
    assert str(raised.value) == f"an answer of GitHub has another form than expected ({error}); update smregister"
