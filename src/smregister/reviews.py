"""All that is to be said of a proposal at once: is it sound, may its author make it, what does it change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smregister.changes.authority import Authorisation, authorise
from smregister.changes.diff import Difference, compare
from smregister.trees import merge_base
from smregister.validation.changing import validate_change

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from smregister.model import Judgement
    from smregister.trees import CommitTree


@dataclass(frozen=True, slots=True)
class Review:
    """What is wrong with a proposal, by which authority it is made, and what it changes."""

    judgement: Judgement
    authorisation: Authorisation
    difference: Difference

    @property
    def accepted(self) -> bool:
        """Say whether the proposal may be merged."""
        return self.judgement.sound and self.authorisation.allowed


@dataclass(frozen=True, slots=True)
class Proposer:
    """Who proposes a change, and who has approved it, by the numbers that the forge gave them."""

    actor: int
    approvers: Collection[int] = ()


def review(base: CommitTree, head: CommitTree, merged: CommitTree, proposer: Proposer, day: date) -> Review:
    """Review what a proposal, up to head, would make of base; `merged` is what a merge gives, head where there is none.

    Raises FatalError if a tree can't be read, or no change can be seen between them.
    """
    root = base.git.folder
    return Review(
        validate_change(root, base, merged, day),
        authorise(base, head, proposer.actor, proposer.approvers, day),
        compare(root, merge_base(base, merged), merged),
    )
