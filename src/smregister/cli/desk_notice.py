"""Notice that the desk must approve a change."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.cli.approval_lines import approval_lines
from smregister.cli.context import Context
from smregister.cli.user_id import read_user_id
from smregister.errors import FatalError
from smregister.model import Authorization
from smregister.review.policy import Policy
from smregister.review.preview import find_desk_matters


def describe_approval(context: Context, contents: Mapping[str, bytes | None]) -> list[str]:
    """Return what the desk must approve in a change, unless the user is a member of it.

    Read before the files are written. An invalid register has no desk yet.
    """
    try:
        policy, user_id = Policy(context.tree, context.as_of.isoformat()), read_user_id(context.root)
    except FatalError:
        return []
    # In a new register, the desk has no members yet.
    if not policy.approvers or user_id in [approver.user_id for approver in policy.approvers]:
        return []
    after = context.snapshot.propose(contents).tree
    denials = find_desk_matters(policy, context.tree, after, sorted(contents))
    return [*approval_lines(Authorization((), tuple(denials), policy.approvers))]
