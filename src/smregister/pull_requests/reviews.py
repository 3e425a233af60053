"""All that is to be said of a proposal at once: is it sound, may its author make it, what does it change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.changes.authority import Authorisation, authorise
from smregister.changes.diff import Difference, diff
from smregister.changes.public import masked_changes
from smregister.trees import demand_merge_into, every_changed_path, merge_of
from smregister.validation.changing import validate_change
from smregister.validation.snapshot import RegisterSnapshot

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from smregister.model import Judgement
    from smregister.trees import CommitTree


@dataclass(frozen=True, slots=True)
class Review:
    """What is wrong with a proposal, by which authority it is made, and what it changes.

    `others` are files that it changes without changing a record. Private values are left out.
    """

    judgement: Judgement
    authorisation: Authorisation
    difference: Difference
    others: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Say whether the proposal may be merged."""
        return self.judgement.sound and self.authorisation.allowed


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
        demand_merge_into(base, merged)
    outcome = merged or merge_of(base, head)
    before, after = RegisterSnapshot(base, day), RegisterSnapshot(outcome, day)
    difference = diff(before, after)
    records = difference.paths
    return Review(
        validate_change(before, after),
        authorise(base, head, proposer.actor, proposer.approvers, day, outcome),
        difference._replace(changes=masked_changes(difference.changes, [before.kinds, after.kinds])),
        tuple(path for path in every_changed_path(base, outcome) if path not in records),
    )
