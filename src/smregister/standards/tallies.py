"""What the judgements of many accounts come to: outcomes counted, and the score."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from smregister.standards.judging import Outcome
from smregister.standards.scores import together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smregister.model import Value
    from smregister.standards.disclosure import ToldJudgement
    from smregister.standards.groups import Group


def tally(judgements: Sequence[ToldJudgement]) -> dict[str, Value]:
    """Count accounts and how they stand to clauses, and give the score in percent; None where nothing is asked."""
    counts = Counter(outcome for each in judgements for outcome in each.outcomes)
    outcomes: dict[str, Value] = {outcome: counts[outcome] for outcome in Outcome}
    percent = together(each.score for each in judgements).percent
    return {"accounts": len(judgements), **outcomes, "percent": percent}


def tallies(judgements: Iterable[ToldJudgement], group: Group) -> dict[str, dict[str, Value]]:
    """Count by what accounts have in common, in the order of its names; what is not public goes by no name."""
    groups: dict[str, list[ToldJudgement]] = {}
    for each in judgements:
        groups.setdefault(getattr(each.place, group), []).append(each)
    return {name: tally(some) for name, some in sorted(groups.items())}
