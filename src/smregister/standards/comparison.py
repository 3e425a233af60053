"""What is different between two judgements of the same accounts, by two standards or on two days, clause by clause."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.judging import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from smregister.standards.disclosure import ToldClause, ToldJudgement, ToldVerdict
    from smregister.standards.knowledge import Place


class Turn(StrEnum):
    """What became of an account's standing to a clause."""

    FAILS = "newly-fails"
    UNKNOWN = "newly-unknown"
    PASSES = "newly-passes"
    WAIVED = "newly-waived"
    NOT_ASKED = "no-longer-asked"


class Shift(NamedTuple):
    """An account that stands otherwise to a clause; None where the clause was, or is, not there."""

    place: Place
    clause: ToldClause
    turn: Turn
    before: Outcome | None
    after: Outcome | None
    reason: str


_TURNS = {Outcome.NOT_MET: Turn.FAILS, Outcome.COULD_NOT_TELL: Turn.UNKNOWN}
_ENDS = {Outcome.MET: Turn.PASSES, Outcome.WAIVED: Turn.WAIVED}


def shifts(before: Iterable[ToldJudgement], after: Iterable[ToldJudgement]) -> list[Shift]:
    """Tell which accounts fail a clause, or can't be told of, that did not before, and which do no more.

    Clauses are the same that have the same code; what is gone, the clause or the account, is no longer asked.
    """
    old, new = ({each.place.account: each for each in some} for some in (before, after))
    accounts = ((old.get(account), new.get(account)) for account in sorted(old.keys() | new.keys()))
    # Of an account that stands as it did, what may be said of why need not be found out.
    return [shift for was, now in accounts if _outcomes(was) != _outcomes(now) for shift in _shifts(was, now)]


def _outcomes(judgement: ToldJudgement | None) -> Mapping[str, Outcome]:
    return judgement.outcomes_by_clause if judgement else {}


def _shifts(before: ToldJudgement | None, after: ToldJudgement | None) -> Iterator[Shift]:
    told = after or before
    old, new = _by_clause(before), _by_clause(after)
    for clause in dict.fromkeys((*new, *old)) if told else ():
        was, now = old.get(clause), new.get(clause)
        turn = _turn(was, now)
        about = now or was
        if turn and about and told:
            outcomes = (was.outcome if was else None, now.outcome if now else None)
            yield Shift(told.place, about.clause, turn, *outcomes, now.reason if now else "")


def _by_clause(judgement: ToldJudgement | None) -> Mapping[str, ToldVerdict]:
    verdicts: Sequence[ToldVerdict] = judgement.verdicts if judgement else ()
    return {verdict.clause.id: verdict for verdict in verdicts}


def _turn(before: ToldVerdict | None, after: ToldVerdict | None) -> Turn | None:
    was, now = (_TURNS.get(each.outcome) if each else None for each in (before, after))
    if was is now:
        return None
    return now or (_ENDS.get(after.outcome, Turn.NOT_ASKED) if after else Turn.NOT_ASKED)
