"""Comparison of assessments by two standards or on two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from smregister.standards.assessment import AccountScope, Assessment
from smregister.standards.clauses import Clause
from smregister.standards.evaluation import ClauseResult, Outcome


class Direction(StrEnum):
    """Direction in which an outcome changed."""

    FAILS = "newly-fails"
    UNKNOWN = "newly-unknown"
    PASSES = "newly-passes"
    WAIVED = "newly-waived"
    NOT_ASKED = "no-longer-asked"


class OutcomeChange(NamedTuple):
    """Changed outcome of a clause for an account; None on a side without the clause."""

    scope: AccountScope
    clause: Clause
    direction: Direction
    before: Outcome | None
    after: Outcome | None
    reason: str


_OPEN = {Outcome.NOT_MET: Direction.FAILS, Outcome.COULD_NOT_TELL: Direction.UNKNOWN}
_SETTLED = {Outcome.MET: Direction.PASSES, Outcome.WAIVED: Direction.WAIVED}


def compare(before: Iterable[Assessment], after: Iterable[Assessment]) -> list[OutcomeChange]:
    """Return the changes of outcomes to and from not met and unknown.

    Clauses with the same code are the same. A clause or an account that is gone is no longer asked.
    """
    old, new = ({item.account.id: item for item in assessments} for assessments in (before, after))
    pairs = ((old.get(account), new.get(account)) for account in sorted(old.keys() | new.keys()))
    return [change for was, is_ in pairs for change in _changes(was, is_)]


def _changes(before: Assessment | None, after: Assessment | None) -> Iterator[OutcomeChange]:
    assessment = after or before
    old, new = _results_by_code(before), _results_by_code(after)
    for code in dict.fromkeys((*new, *old)) if assessment else ():
        was, is_ = old.get(code), new.get(code)
        direction, result = _direction(was, is_), is_ or was
        if direction and result and assessment:
            outcomes = (was.outcome if was else None, is_.outcome if is_ else None)
            reason = is_.public_reason if is_ else ""
            yield OutcomeChange(assessment.scope, result.clause, direction, *outcomes, reason)


def _results_by_code(assessment: Assessment | None) -> Mapping[str, ClauseResult]:
    results = assessment.results if assessment else ()
    return {result.clause.published_id: result for result in results}


def _direction(before: ClauseResult | None, after: ClauseResult | None) -> Direction | None:
    was, is_ = (_OPEN.get(result.outcome) if result else None for result in (before, after))
    if was is is_:
        return None
    return is_ or (_SETTLED.get(after.outcome, Direction.NOT_ASKED) if after else Direction.NOT_ASKED)
