"""Authorization of a change by the rules of its base alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.model import Authorization
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_methods import Landing, open_landing
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

    `merged` is the forge's merge of the two; by default it is created here.
    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    return authorize_landing(open_landing(base, head, merged), actor, approvers, day)


def authorize_landing(landing: Landing, actor: int, approvers: Collection[int], day: date) -> Authorization:
    """Authorize a user for every way in which a forge lands a proposal on a day.

    Permissions are read from the base. The desk's members and those with their approval may change everything.
    Raises FatalError if a tree can't be read.
    """
    policy = Policy(landing.base, day.isoformat())
    trusted = [mandate for mandate in policy.desk if mandate.user_id in (actor, *approvers)]
    # A change that the desk approves still needs signatures, by the keys of the agencies that it touches.
    single = landing.single_steps if policy.requires_signatures or not trusted else []
    authority = Authority(policy, actor, [StepChange(step) for step in (landing.whole, *single)])
    denials = set() if trusted else {*authority.find_denials()}
    if policy.requires_signatures:
        own = [mandate for mandate in (*policy.desk, *authority.mandates) if mandate.user_id == actor]
        denials |= {*find_unsigned_commits(landing.base, landing.head, own, policy.desk, day.isoformat())}
    reasons = dict.fromkeys(describe_authority(mandate, actor) for mandate in trusted or authority.acting)
    return Authorization(tuple(reasons), tuple(sorted(denials, key=str)), policy.approvers)
