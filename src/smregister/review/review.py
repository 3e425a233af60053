"""All that is to be said of a proposal at once: is it sound, may its author make it, what does it change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from smregister.changes.diff import diff
from smregister.changes.public import redact_changes
from smregister.model import Review
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import merge_commits, require_descends_from
from smregister.review.authorization import authorize_change
from smregister.validation.validate_change import validate_change


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes a change, and who has approved it, by the numbers that the forge gave them."""

    actor: int
    approvers: Collection[int] = ()


def review(
    base: CommitTree, head: CommitTree, proposer: Proposer, day: date, merged: CommitTree | None = None
) -> Review:
    """Review what a proposal, up to head, would make of base; `merged` is what the forge's merge gives, if it made one.

    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    if merged:
        require_descends_from(base, merged)
    outcome = merged or merge_commits(base, head)
    before, after = RegisterSnapshot(base, day), RegisterSnapshot(outcome, day)
    difference = diff(before, after)
    records = difference.paths
    return Review(
        validate_change(before, after),
        authorize_change(base, head, proposer.actor, proposer.approvers, day, outcome),
        difference._replace(changes=redact_changes(difference.changes, [before.kinds, after.kinds])),
        tuple(path for path in all_changed_paths(base, outcome) if path not in records),
    )
