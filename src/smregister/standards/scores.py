"""Scores: what verdicts come to by the weights of their clauses, for one account or for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.judging import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.standards.judging import Verdict


class Score(NamedTuple):
    """The weights of clauses, added up by how accounts stand to them; what is not asked of an account is left out."""

    met: int = 0
    not_met: int = 0
    could_not_tell: int = 0
    waived: int = 0

    @property
    def percent(self) -> int | None:
        """Give the weight that is met in a hundred of what is asked and not waived, rounded down; None of nothing.

        What can't be told counts as asked and not met, so that nobody gains by not being looked at.
        """
        asked = self.met + self.not_met + self.could_not_tell
        return 100 * self.met // asked if asked else None


_PLACES = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "not_met",
    Outcome.COULD_NOT_TELL: "could_not_tell",
    Outcome.WAIVED: "waived",
}


def score_of(verdicts: Iterable[Verdict]) -> Score:
    """Add up the weights of verdicts."""
    sums = dict.fromkeys(_PLACES.values(), 0)
    for verdict in verdicts:
        if verdict.outcome in _PLACES:
            sums[_PLACES[verdict.outcome]] += verdict.clause.weight
    return Score(**sums)


def together(scores: Iterable[Score]) -> Score:
    """Put the scores of several accounts together: each counts by what is asked of it."""
    return Score(*map(sum, zip(*scores, strict=True)))
