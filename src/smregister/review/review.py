"""Review of a pull request: findings, authorization and changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from smregister.changes.diff import diff
from smregister.changes.public import redact_changes
from smregister.changes.texts import diff_texts
from smregister.model import Review
from smregister.register.snapshot import RegisterSnapshot
from smregister.repository.changed_paths import all_changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.merge_base import merge_commits, require_descends_from
from smregister.review.authorization import authorize_change
from smregister.validation.validate_change import validate_change


def review_change(
    base: CommitTree,
    head: CommitTree,
    actor: int,
    approvers: Collection[int],
    day: date,
    merged: CommitTree | None = None,
) -> Review:
    """Review a pull request of head into base; `merged` is the forge's merge.

    Raises FatalError if a tree can't be read or the two can't be merged.
    """
    if merged:
        require_descends_from(base, merged)
    outcome = merged or merge_commits(base, head)
    before, after = RegisterSnapshot(base, day), RegisterSnapshot(outcome, day)
    difference = diff(before, after)
    records, paths = difference.paths, all_changed_paths(base, outcome)
    return Review(
        validate_change(before, after),
        authorize_change(base, head, actor, approvers, day, outcome),
        difference._replace(changes=redact_changes(difference.changes, [before.kinds, after.kinds])),
        tuple(path for path in paths if path not in records),
        tuple(diff_texts(paths, base, outcome)),
    )
