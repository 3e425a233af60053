"""Scores: weights of clauses added up by outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from smregister.standards.evaluation import ClauseResult, Outcome


class Score(NamedTuple):
    """Weights of applicable clauses by outcome, for one account or many."""

    met: int = 0
    not_met: int = 0
    could_not_tell: int = 0
    waived: int = 0

    @property
    def percent(self) -> int | None:
        """Return the weight met in percent of the weight asked; None if none is.

        An unknown outcome counts as not met, so that an agency gains nothing by not observing its accounts.
        """
        asked = self.met + self.not_met + self.could_not_tell
        return 100 * self.met // asked if asked else None


def score_results(results: Iterable[ClauseResult]) -> Score:
    """Add up the weights of results."""
    weights = dict.fromkeys(Outcome, 0)
    for result in results:
        weights[result.outcome] += result.clause.weight
    outcomes = (Outcome.MET, Outcome.NOT_MET, Outcome.COULD_NOT_TELL, Outcome.WAIVED)
    return Score(*(weights[outcome] for outcome in outcomes))


def add_scores(scores: Iterable[Score]) -> Score:
    """Add up the scores of several accounts."""
    return Score(*map(sum, zip(*scores, strict=True)))
