"""The judgement: which clauses of a standard an account meets, by what is known of it on a day."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.clauses import FITS
from smregister.standards.expressions import KnownFacts
from smregister.standards.tokens import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smregister.model import Value
    from smregister.standards.clauses import Clause, Standard
    from smregister.standards.expressions import Condition
    from smregister.standards.facts import AccountFacts
    from smregister.standards.waivers import Waiver


class Outcome(StrEnum):
    """How an account stands to a clause."""

    MET = "met"
    NOT_MET = "not-met"
    WAIVED = "waived"
    COULD_NOT_TELL = "could-not-tell"
    NOT_APPLICABLE = "not-applicable"


OPEN_OUTCOMES = (Outcome.NOT_MET, Outcome.COULD_NOT_TELL)
"""Those with which something is to be done: the clause is not met, or nobody can tell."""


class Verdict(NamedTuple):
    """How an account stands to a clause, why, and by the id of which waiver, if by one."""

    clause: Clause
    outcome: Outcome
    reason: str = ""
    waiver: str = ""


def judge(standard: Standard, facts: AccountFacts, waivers: Iterable[Waiver] = ()) -> list[Verdict]:
    """Judge an account by a standard; `waivers` are those that count for it on the day.

    Of several of one clause the one that lasts longest is told.
    """
    longest_last = sorted(waivers, key=lambda waiver: waiver.until)
    waived = {waiver.clause: waiver for waiver in longest_last if waiver.standard == standard.id}
    known = KnownFacts(facts.values)
    verdicts = [judge_clause(clause, facts, known) for clause in standard.clauses]
    return [_with_waiver(verdict, waived.get(verdict.clause.id)) for verdict in verdicts] if waived else verdicts


def judge_clause(clause: Clause, facts: AccountFacts, known: KnownFacts, *, fits: bool = False) -> Verdict:
    """Judge an account by one clause, as if nothing were waived; `known` are the same facts for the engine.

    `fits` takes it for granted that the account is one of those that the clause lists. A fact that was observed
    longer ago than the clause allows is not known to it.
    """
    if clause.fault:
        return Verdict(clause, Outcome.COULD_NOT_TELL, clause.fault)
    misfit = None if fits else _misfit(clause, facts)
    if misfit:
        return Verdict(clause, *misfit)
    if clause.max_age_days is not None and facts.ages:
        known = _young_enough(clause, facts, known)
    if clause.applies_when is not None:
        applies = _answer(clause.applies_when, facts, known)
        if applies is not True:
            outcome = Outcome.NOT_APPLICABLE if applies is False else Outcome.COULD_NOT_TELL
            return Verdict(clause, outcome, applies or _told(clause.applies_when, facts))
    return _judged(clause, clause.condition, facts, known)


def _judged(clause: Clause, condition: Condition | None, facts: AccountFacts, known: KnownFacts) -> Verdict:
    answer = _answer(condition, facts, known) if condition else "there is no condition"
    if answer is True:
        return Verdict(clause, Outcome.MET)
    if condition is None or answer is not False:
        return Verdict(clause, Outcome.COULD_NOT_TELL, str(answer))
    return Verdict(clause, Outcome.NOT_MET, _told(condition, facts))


def _misfit(clause: Clause, facts: AccountFacts) -> tuple[Outcome, str] | None:
    for name, wanted in clause.applies_to.items():
        fact, of_places = FITS[name], name == "jurisdictions"
        known = facts.jurisdictions if of_places else facts.values.get(fact)
        if not known:
            return Outcome.COULD_NOT_TELL, f"`{fact}` is not known"
        if of_places and wanted.isdisjoint(facts.jurisdictions):
            return Outcome.NOT_APPLICABLE, "it is asked of other jurisdictions"
        if not of_places and known not in wanted:
            return Outcome.NOT_APPLICABLE, f"`{fact}` is {known}"
    return None


def _answer(condition: Condition, facts: AccountFacts, known: KnownFacts) -> bool | str:
    """Say whether a condition holds, or why that can't be told.

    While a fact that it needs is not known it never holds; it does not where what is known says so, whatever the
    fact may be.
    """
    unknown = condition.unknown(known)
    if unknown:
        return False if condition.is_ruled_out(known) else "; ".join(_why_unknown(name, facts) for name in unknown)
    try:
        return condition.holds(known)
    except ExpressionError as error:
        return f"the condition can't be worked out: {error}"


def _young_enough(clause: Clause, facts: AccountFacts, known: KnownFacts) -> KnownFacts:
    """Leave out what a clause names and what was seen too long ago."""
    named = {name for each in (clause.condition, clause.applies_when) if each for name in each.named}
    old = {name for name in named if facts.ages.get(name, 0) > (clause.max_age_days or 0)}
    if not old:
        return known
    return KnownFacts({name: value for name, value in facts.values.items() if name not in old})


def _why_unknown(name: str, facts: AccountFacts) -> str:
    age = facts.ages.get(name)
    return f"`{name}` is not known" if age is None else f"`{name}` was seen {age} days ago, which is too long"


def _told(condition: Condition, facts: AccountFacts) -> str:
    return ", ".join(f"`{name}` is {_shown(facts.values.get(name))}" for name in sorted(condition.named))


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else "not known" if value is None else str(value)


def _with_waiver(verdict: Verdict, waiver: Waiver | None) -> Verdict:
    """Let a waiver excuse what is not met or can't be told; nothing else needs one."""
    if waiver is None or verdict.outcome not in OPEN_OUTCOMES:
        return verdict
    return Verdict(verdict.clause, Outcome.WAIVED, f"waived until {waiver.until}: {waiver.reason}", waiver.id)
