"""Reasons for open clauses in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from smregister.model import Value
from smregister.standards.conditions.condition import Bindings, read_condition
from smregister.standards.conditions.requirements import Conjunct, split_condition
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.evaluation import ClauseResult, Outcome, recent_bindings
from smregister.standards.facts import FACTS, TYPES
from smregister.standards.facts.fact import FactSource
from smregister.standards.facts.fact_phrases import Phrase, days
from smregister.standards.facts.observations import OBSERVABLES
from smregister.text import Message, join_messages
from smregister.text import Message as _

PHRASES = {fact.name: fact.phrase for fact in FACTS} | {fact.fact_name: fact.phrase for fact in OBSERVABLES}
"""The phrases of all facts by name."""
_AMOUNTS: Mapping[str, Callable[[int | Message], Message]] = {
    "==": lambda amount: _("exactly {amount}", amount=amount),
    "!=": lambda amount: _("anything but {amount}", amount=amount),
    "<": lambda amount: _("fewer than {amount}", amount=amount),
    "<=": lambda amount: _("at most {amount}", amount=amount),
    ">": lambda amount: _("more than {amount}", amount=amount),
    ">=": lambda amount: _("at least {amount}", amount=amount),
}
_SOURCES = {fact.name: fact.source for fact in FACTS}


def explain_result(result: ClauseResult, language: str) -> str:
    """Return why a clause is open: what fails or is unknown, and what is asked for.

    A published `reason` of the clause in the language goes first. Unpublished data are left out.
    """
    if not result.is_open or result.is_confidential:
        return result.public_reason
    if result.outcome is Outcome.NOT_MET and (own := result.clause.published_words("reason", language)):
        return own
    return join_messages(_sentences(result)) or result.public_reason


def _sentences(result: ClauseResult) -> Iterator[Message]:
    yield from (_describe_unknown(result, name) for name in result.unknown)
    condition = result.clause.condition
    if result.outcome is Outcome.NOT_MET and condition:
        bindings = recent_bindings(result.clause, result.facts)
        for part in split_condition(condition.text):
            if _fails(part, bindings):
                yield _describe_failure(part, bindings.values)


def _fails(part: Conjunct, bindings: Bindings) -> bool:
    try:
        return read_condition(part.text, TYPES).is_certainly_false(bindings)
    except ConditionError:
        return False


def _describe_unknown(result: ClauseResult, name: str) -> Message:
    label, age, limit = PHRASES[name].label, result.facts.ages.get(name), result.clause.max_age_days
    if age is not None and limit is not None:
        facts = {"days": days(age), "limit": days(limit), "label": label}
        return _("observed {days} ago, but observations count for {limit}: {label}", **facts)
    if _SOURCES.get(name, FactSource.OBSERVATION) is FactSource.OBSERVATION:
        return _("not observed: {label}", label=label)
    return _("not recorded: {label}", label=label)


def _describe_failure(part: Conjunct, values: Mapping[str, Value]) -> Message:
    required = part.requirement
    if required is None or not values.keys() >= {required.fact, required.other or required.fact}:
        return _("the condition `{condition}` is not met: {values}", condition=part.text, values=_list(part, values))
    phrase, value = PHRASES[required.fact], values[required.fact]
    if isinstance(value, bool) or (isinstance(value, int) and phrase.amount is None):
        return phrase.describe(value)
    basis = PHRASES[required.other] if required.other else phrase
    wanted = values.get(required.other, required.operand)
    words = {"value": phrase.describe(value), "wanted": _describe_wanted(required.operator, basis, wanted)}
    if basis.promised:
        return _("{value}, but the agency promised {wanted}", **words)
    if wanted == 0 and required.operator in ("==", "<="):
        return _("{value}, but the standard allows none", value=words["value"])
    if required.operator in ("<", "<="):
        return _("{value}, but the standard allows {wanted}", **words)
    return _("{value}, but the standard asks for {wanted}", **words)


def _list(part: Conjunct, values: Mapping[str, Value]) -> Message:
    names = sorted(read_condition(part.text, TYPES).named & values.keys())
    return join_messages((PHRASES[name].describe(values[name]) for name in names), ", ")


def _describe_wanted(operator: str, phrase: Phrase, wanted: Value) -> Message:
    if not isinstance(wanted, int):
        return _describe_texts(operator, wanted if isinstance(wanted, list) else [wanted])
    if wanted == 0 and operator in ("==", "<="):
        return _("none")
    return _AMOUNTS[operator](phrase.amount(wanted) if phrase.amount else wanted)


def _describe_texts(operator: str, wanted: Sequence[Value]) -> Message:
    *first, last = map(str, wanted)
    words = _("{first} or {last}", first=", ".join(first), last=last) if first else join_messages([last])
    return _("anything but {amount}", amount=words) if operator == "!=" else words
