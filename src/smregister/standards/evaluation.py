"""Evaluation of the clauses of a standard for one account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from smregister.dates import date_or_text
from smregister.model import Value
from smregister.standards.account_facts import AccountFacts
from smregister.standards.clauses import SELECTORS, Clause, CompiledStandard
from smregister.standards.conditions.condition import Bindings, Condition
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.waivers import Waiver
from smregister.text import Message as _


class Outcome(StrEnum):
    """Outcome of a clause for an account."""

    MET = "met"
    NOT_MET = "not-met"
    WAIVED = "waived"
    COULD_NOT_TELL = "could-not-tell"
    NOT_APPLICABLE = "not-applicable"


OPEN_OUTCOMES = (Outcome.NOT_MET, Outcome.COULD_NOT_TELL)
"""Outcomes that require an action."""

WITHHELD = _("the reason is not published")
"""Replacement of a reason that contains unpublished data."""


class ClauseResult(NamedTuple):
    """Result of a clause for an account, decided by its facts or a waiver.

    `reason` names facts by their keys, `unknown` those that are missing or too old.
    """

    clause: Clause
    outcome: Outcome
    reason: str
    facts: AccountFacts
    unknown: Sequence[str] = ()
    waiver: Waiver | None = None

    @property
    def is_open(self) -> bool:
        """Check whether the result requires an action."""
        return self.outcome in OPEN_OUTCOMES

    @property
    def is_confidential(self) -> bool:
        """Check whether unpublished data, such as a waiver, decide the outcome."""
        return self.waiver is not None or not self.facts.confidential.isdisjoint(self.clause.facts)

    @property
    def public_reason(self) -> str:
        """Return the reason without unpublished data."""
        if self.waiver is not None:
            until = self.waiver.published_until
            return _("waived until {day}", day=date_or_text(until)) if until else _("waived")
        return WITHHELD if self.reason and self.is_confidential else self.reason


def evaluate(standard: CompiledStandard, facts: AccountFacts, waivers: Iterable[Waiver] = ()) -> list[ClauseResult]:
    """Return the results of clauses; the longest of several waivers counts."""
    by_clause = {waiver.clause: waiver for waiver in sorted(waivers, key=lambda waiver: waiver.until)}
    bindings = Bindings(facts.values)
    results = [evaluate_clause(clause, facts, bindings) for clause in standard.clauses]
    return [_apply_waiver(result, by_clause.get(result.clause.id)) for result in results] if by_clause else results


def evaluate_clause(
    clause: Clause, facts: AccountFacts, bindings: Bindings, *, is_selected: bool = False
) -> ClauseResult:
    """Return the result of a clause without waivers.

    `is_selected` takes for granted that `applies_to` selects the account.
    """
    outcome, reason, unknown = _evaluate(clause, facts, bindings, is_selected=is_selected)
    return ClauseResult(clause, outcome, reason, facts, unknown)


class _Verdict(NamedTuple):
    outcome: Outcome
    reason: str = ""
    unknown: Sequence[str] = ()


def _evaluate(clause: Clause, facts: AccountFacts, bindings: Bindings, *, is_selected: bool) -> _Verdict:
    if clause.error:
        return _Verdict(Outcome.COULD_NOT_TELL, clause.error)
    mismatch = None if is_selected else _selection_mismatch(clause, facts)
    if mismatch:
        return mismatch
    if clause.max_age_days is not None and facts.ages:
        bindings = recent_bindings(clause, facts, bindings)
    if clause.applies_when is not None:
        verdict = _evaluate_condition(clause.applies_when, facts, bindings)
        if verdict.outcome is Outcome.NOT_MET:
            return verdict._replace(outcome=Outcome.NOT_APPLICABLE)
        if verdict.outcome is not Outcome.MET:
            return verdict
    if clause.condition is None:
        return _Verdict(Outcome.COULD_NOT_TELL, "the clause has no condition")
    return _evaluate_condition(clause.condition, facts, bindings)


def _selection_mismatch(clause: Clause, facts: AccountFacts) -> _Verdict | None:
    for name, wanted in clause.applies_to.items():
        fact, is_jurisdiction = SELECTORS[name], name == "jurisdictions"
        value = facts.jurisdictions if is_jurisdiction else facts.values.get(fact)
        if not value:
            return _Verdict(Outcome.COULD_NOT_TELL, f"`{fact}` is not known", (fact,))
        if is_jurisdiction and wanted.isdisjoint(facts.jurisdictions):
            return _Verdict(Outcome.NOT_APPLICABLE, "it applies to other jurisdictions")
        if not is_jurisdiction and value not in wanted:
            return _Verdict(Outcome.NOT_APPLICABLE, f"`{fact}` is {value}")
    return None


def _evaluate_condition(condition: Condition, facts: AccountFacts, bindings: Bindings) -> _Verdict:
    missing = condition.missing_facts(bindings)
    if missing and not condition.is_certainly_false(bindings):
        reason = "; ".join(_describe_missing(name, facts) for name in missing)
        return _Verdict(Outcome.COULD_NOT_TELL, reason, missing)
    try:
        is_met = not missing and condition.holds(bindings)
    except ConditionError as error:
        return _Verdict(Outcome.COULD_NOT_TELL, f"the condition can't be evaluated: {error}")
    return _Verdict(Outcome.MET) if is_met else _Verdict(Outcome.NOT_MET, _describe_facts(condition, facts))


def recent_bindings(clause: Clause, facts: AccountFacts, bindings: Bindings | None = None) -> Bindings:
    """Return the facts for a clause, without those observed longer ago than it allows."""
    named = {name for condition in (clause.condition, clause.applies_when) if condition for name in condition.named}
    limit = clause.max_age_days
    old = {name for name in named if limit is not None and facts.ages.get(name, 0) > limit}
    if not old:
        return bindings or Bindings(facts.values)
    return Bindings({name: value for name, value in facts.values.items() if name not in old})


def _describe_missing(name: str, facts: AccountFacts) -> str:
    age = facts.ages.get(name)
    return f"`{name}` is not known" if age is None else f"`{name}` was seen {age} days ago, which is too long"


def _describe_facts(condition: Condition, facts: AccountFacts) -> str:
    return ", ".join(f"`{name}` is {_format(facts.values.get(name))}" for name in sorted(condition.named))


def _format(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else "not known" if value is None else str(value)


def _apply_waiver(result: ClauseResult, waiver: Waiver | None) -> ClauseResult:
    """Waive an open result; no other needs a waiver."""
    if waiver is None or not result.is_open:
        return result
    reason = f"waived until {waiver.until}: {waiver.reason}"
    return result._replace(outcome=Outcome.WAIVED, reason=reason, waiver=waiver)
