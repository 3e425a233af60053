"""What a repository on GitHub lacks to enforce a register's authority."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from smregister.errors import FatalError
from smregister.review.setup_gap import SetupGap

BRANCH = "main"
"""The branch that the workflows check."""
CHECK = "Check the register"
"""The job of check.yml, by whose name GitHub requires it."""
RULESETS = ".github/rulesets"

_ANY_SOURCE = (None, -1)
"""What stands for a check by any program, so that users who may write can report it."""
_TAG_RULES = frozenset({"creation", "update", "deletion"})
_NAME_RULES = frozenset({"creation", "update"})

Settings: TypeAlias = Mapping[str, Any]
Read: TypeAlias = Callable[[str], Any]


class RegisterNeeds(NamedTuple):
    """What the settings depend on: people of the desk, private values in records, and secrets that workflows name."""

    desk_size: int
    has_private: bool
    secrets: tuple[str, ...] = ()


class Rules(NamedTuple):
    """The rules of the main branch by type; of several the strictest counts, as on GitHub."""

    parameters: Mapping[str, list[Settings]]

    def requires(self, rule: str, name: str = "") -> bool:
        """Return whether a rule applies, and has a parameter set if one is named."""
        return any(not name or parameters.get(name) for parameters in self.parameters.get(rule, ()))


def find_github_gaps(read: Read, needs: RegisterNeeds) -> list[SetupGap]:
    """Return what a repository lacks; `read` returns the answer of the API to a path, or None.

    Raises FatalError if the repository does not show its settings, or an answer has another form.
    """
    try:
        return [*_gaps(read, needs)]
    except (AttributeError, LookupError, TypeError) as error:
        raise FatalError(f"an answer of GitHub has another form than expected ({error}); update smregister") from error


def _gaps(read: Read, needs: RegisterNeeds) -> Iterator[SetupGap]:
    repository = read("") or {}
    if not (repository.get("permissions") or {}).get("admin"):
        raise FatalError(
            "GitHub shows these settings to administrators of the repository only; log in with `gh auth login`"
        )
    yield from _repository_gaps(repository, needs)
    rulesets = [read(f"rulesets/{ruleset['id']}") or {} for ruleset in read("rulesets?per_page=100") or ()]
    active = [ruleset for ruleset in rulesets if ruleset.get("enforcement") == "active"]
    protection = read(f"branches/{BRANCH}/protection") or {}
    applied = read(f"rules/branches/{BRANCH}?per_page=100") or []
    rules = _group([*applied, *_protection_rules(protection)])
    yield from _branch_gaps(rules, needs)
    yield from _check_gaps(rules)
    yield from _bypass_gaps(active, applied, protection)
    yield from _name_gaps(active)
    yield from _actions_gaps(read, repository)
    yield from _secret_gaps(read, needs.secrets)
    yield from _owner_gaps(read)


def _import(name: str) -> str:
    return f"import {RULESETS}/{name} under Settings, Rules, Rulesets, New ruleset"


def _repository_gaps(repository: Settings, needs: RegisterNeeds) -> Iterator[SetupGap]:
    if needs.has_private and not repository.get("private"):
        yield SetupGap(
            "the repository is public, and records have private fields, such as names and telephone numbers",
            "make the repository private (Settings, General, Danger Zone), since its history keeps every value",
        )
    if repository.get("default_branch") != BRANCH:
        yield SetupGap(
            f"the default branch is not `{BRANCH}`, which the workflows check",
            f"push `{BRANCH}` and make it the default branch (Settings, General)",
        )


def _group(rules: Iterable[Settings]) -> Rules:
    parameters: dict[str, list[Settings]] = {}
    for rule in rules:
        parameters.setdefault(str(rule.get("type")), []).append(rule.get("parameters") or {})
    return Rules(parameters)


def _protection_rules(protection: Settings) -> Iterator[Settings]:
    """Yield the rules that classic branch protection stands for."""
    for name, rule in (("allow_deletions", "deletion"), ("allow_force_pushes", "non_fast_forward")):
        if protection and not (protection.get(name) or {}).get("enabled"):
            yield {"type": rule}
    if reviews := protection.get("required_pull_request_reviews"):
        renamed = {
            "dismiss_stale_reviews_on_push": reviews.get("dismiss_stale_reviews"),
            "require_code_owner_review": reviews.get("require_code_owner_reviews"),
        }
        yield {"type": "pull_request", "parameters": {**reviews, **renamed}}
    if checks := protection.get("required_status_checks"):
        required = [{**check, "integration_id": check.get("app_id")} for check in checks.get("checks", ())]
        parameters = {"strict_required_status_checks_policy": checks.get("strict"), "required_status_checks": required}
        yield {"type": "required_status_checks", "parameters": parameters}


_BRANCH_RULES = (
    ("pull_request", "", "`main` takes pushes without a pull request"),
    ("non_fast_forward", "", "`main` takes force pushes, which rewrite its history"),
    ("deletion", "", "`main` can be deleted"),
    ("pull_request", "dismiss_stale_reviews_on_push", "an approval stays valid after new commits are pushed"),
)
_REVIEW_RULES = (
    ("pull_request", "required_approving_review_count", "a pull request needs no approval"),
    ("pull_request", "require_code_owner_review", "a pull request needs no approval of the owners in CODEOWNERS"),
)


def _branch_gaps(rules: Rules, needs: RegisterNeeds) -> Iterator[SetupGap]:
    """Yield rules that the main branch lacks. A desk of one has no second person to approve."""
    for rule, parameter, problem in (*_BRANCH_RULES, *(_REVIEW_RULES if needs.desk_size > 1 else ())):
        if not rules.requires(rule, parameter):
            yield SetupGap(problem, _import("register.json"))


def _check_gaps(rules: Rules) -> Iterator[SetupGap]:
    required = rules.parameters.get("required_status_checks", [])
    checks = [check for parameters in required for check in parameters.get("required_status_checks", ())]
    ours = [check for check in checks if check.get("context") == CHECK]
    if not ours:
        yield SetupGap(f"`{BRANCH}` does not require the check `{CHECK}`", _import("register.json"))
    elif all(check.get("integration_id") in _ANY_SOURCE for check in ours):
        yield SetupGap(
            f"any program may report the check `{CHECK}`",
            "choose GitHub Actions as the source of the check in its rule",
        )
    if not rules.requires("merge_queue") and not rules.requires(
        "required_status_checks", "strict_required_status_checks_policy"
    ):
        yield SetupGap(
            "a pull request that is not up to date can be merged, so two of them may contradict each other",
            "require branches to be up to date before merging, or a merge queue",
        )


def _bypass_gaps(active: Iterable[Settings], applied: Iterable[Settings], protection: Settings) -> Iterator[SetupGap]:
    """Yield the rulesets and the protection that some people need not follow at all."""
    used = {rule.get("ruleset_id") for rule in applied}
    for ruleset in active:
        actors = [actor for actor in ruleset.get("bypass_actors") or () if actor.get("bypass_mode") != "pull_request"]
        if actors and ruleset.get("id") in used:
            yield SetupGap(
                f"the ruleset `{ruleset.get('name')}` lets some people push to `{BRANCH}` directly",
                "remove them from its bypass list, or let them bypass it for pull requests only",
            )
    if protection and not used and not (protection.get("enforce_admins") or {}).get("enabled"):
        yield SetupGap(
            f"the protection of `{BRANCH}` does not bind administrators", "turn on: Do not allow bypassing the settings"
        )


def _name_gaps(active: Sequence[Settings]) -> Iterator[SetupGap]:
    if not any(_restricts(ruleset, "tag", "~ALL", _TAG_RULES) for ruleset in active):
        yield SetupGap(
            "anyone who may push may create tags, which git can take for branches", _import("register-tags.json")
        )
    if not any(_restricts(ruleset, "branch", "refs/heads/refs/**/*", _NAME_RULES) for ruleset in active):
        yield SetupGap("branches may have names that git can take for others", _import("register-names.json"))


def _restricts(ruleset: Settings, target: str, pattern: str, rules: frozenset[str]) -> bool:
    """Return whether a ruleset has rules for the names of a pattern."""
    names = (ruleset.get("conditions") or {}).get("ref_name") or {}
    is_for_them = ruleset.get("target") == target and pattern in (names.get("include") or ())
    return is_for_them and rules.issubset(rule.get("type") for rule in ruleset.get("rules") or ())


def _actions_gaps(read: Read, repository: Settings) -> Iterator[SetupGap]:
    if not (read("actions/permissions") or {}).get("enabled"):
        yield SetupGap("workflows are turned off", "allow GitHub Actions (Settings, Actions, General)")
    workflow = read("actions/permissions/workflow") or {}
    if workflow.get("default_workflow_permissions") != "read":
        yield SetupGap(
            "workflows may write unless they say otherwise", "choose read permissions (Settings, Actions, General)"
        )
    if repository.get("has_issues"):
        yield from _form_gaps(read, workflow)
    for entry in (read("actions/workflows?per_page=100") or {}).get("workflows", ()):
        if entry.get("state") != "active":
            yield SetupGap(f"the workflow `{entry.get('name')}` is turned off", "enable it under Actions")
    forks = read("actions/permissions/fork-pr-workflows-private-repos") if repository.get("private") else None
    if forks and not forks.get("run_workflows_from_fork_pull_requests"):
        yield SetupGap(
            "pull requests from forks are not checked",
            "let workflows run from fork pull requests, without write tokens or secrets (Settings, Actions, General)",
        )
    if forks and (forks.get("send_write_tokens_to_workflows") or forks.get("send_secrets_and_variables")):
        yield SetupGap("workflows of forks get write tokens or secrets", "turn both off (Settings, Actions, General)")


def _form_gaps(read: Read, workflow: Settings) -> Iterator[SetupGap]:
    """Yield what the forms for people without git lack."""
    if not workflow.get("can_approve_pull_request_reviews"):
        yield SetupGap(
            "forms can't become pull requests",
            "allow GitHub Actions to create pull requests (Settings, Actions, General), or turn issues off",
        )
    if read("labels/intake") is None:
        yield SetupGap(
            "the label `intake` of the forms is missing", "create it under Issues, Labels, or turn issues off"
        )


def _secret_gaps(read: Read, names: Iterable[str]) -> Iterator[SetupGap]:
    for name in names:
        if read(f"actions/secrets/{name}") is None:
            yield SetupGap(f"a workflow needs the secret `{name}`", "add it (Settings, Secrets and variables, Actions)")


def _owner_gaps(read: Read) -> Iterator[SetupGap]:
    for error in (read("codeowners/errors") or {}).get("errors", ()):
        yield SetupGap(
            f"{error.get('path')}:{error.get('line')}: {error.get('kind')}: {error.get('source', '').strip()}",
            "give the owner the right to write, or correct the `login` in the record and run `smregister codeowners`",
        )
