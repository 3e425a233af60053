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
from smregister.repository.merge_methods import open_landing
from smregister.review.authorization import authorize_landing
from smregister.validation.validate_change import validate_steps


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
    landing = open_landing(base, head, merged)
    before, after = RegisterSnapshot(base, day), RegisterSnapshot(landing.merged, day)
    difference = diff(before, after)
    records, paths = difference.paths, all_changed_paths(base, landing.merged)
    return Review(
        validate_steps(before, after, landing.single_steps, landing.rebased),
        authorize_landing(landing, actor, approvers, day),
        difference._replace(changes=redact_changes(difference.changes, [before.kinds, after.kinds])),
        tuple(path for path in paths if path not in records),
        tuple(diff_texts(paths, base, landing.merged)),
    )
