"""Authorization of a change by the rules of its base alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.model import Approver, Authorization
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import Step, list_steps, merge_commits
from smregister.review.authority import Authority, StepChange, describe_authority
from smregister.review.policy import Policy
from smregister.review.signatures import find_unsigned_commits


def authorize_change(
    base: CommitTree,
    head: CommitTree,
    actor: int,
    approvers: Collection[int],
    day: date,
    merged: CommitTree | None = None,
) -> Authorization:
    """Authorize a user, by the forge's user id, to merge head into base on a day.

    Checks the merge of the two (`merged`, created here by default) and each commit: a forge may merge one by one.
    Permissions are read from base. The desk's members and those with their approval may change everything.
    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    policy = Policy(base, day.isoformat())
    trusted = [mandate for mandate in policy.desk if mandate.user_id in (actor, *approvers)]
    # New trees: the caller's may hold paths that the pull request itself supplied.
    whole = Step(*(CommitTree(base.git, tree.name) for tree in (base, merged or merge_commits(base, head))))
    # A change that the desk approves still needs signatures, by the keys of the agencies that it touches.
    commits = list_steps(base, head) if policy.requires_signatures or not trusted else []
    single = [step for step in commits if _names(step) != _names(whole)]
    authority = Authority(policy, actor, [StepChange(step) for step in (whole, *single)])
    denials = set() if trusted else {*authority.find_denials()}
    if policy.requires_signatures:
        own = [mandate for mandate in (*policy.desk, *authority.mandates) if mandate.user_id == actor]
        denials |= {*find_unsigned_commits(base, head, own, policy.desk, day.isoformat())}
    reasons = dict.fromkeys(describe_authority(mandate, actor) for mandate in trusted or authority.acting)
    able = tuple(Approver(mandate.user_id, mandate.login, mandate.post) for mandate in policy.desk)
    return Authorization(tuple(reasons), tuple(sorted(denials, key=str)), able)


def _names(step: Step) -> tuple[str, str]:
    return step.before.name if step.before else "", step.after.name
