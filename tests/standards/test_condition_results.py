"""Results of conditions, compared with a second evaluator of their plain part."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smregister.standards.conditions.condition import Bindings, Condition, read_condition
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.facts import TYPES

Facts: TypeAlias = Mapping[str, "bool | int | str"]
Answer: TypeAlias = "bool | None"


class Question(NamedTuple):
    """A question as a condition writes it, how tightly its sign binds, and what answers it: None where nothing does."""

    text: str
    level: int
    answer: Callable[[Facts], Answer]

    def within(self, level: int) -> str:
        return self.text if self.level >= level else f"({self.text})"


CHOICE, OR, AND, COMPARISON, NOT, PLAIN = range(6)
TRUTHS, NUMBERS, TEXTS = ("captions", "mfa_enabled"), ("followers", "officers_in_force"), ("badge", "mfa_kind")
WORDS = ("sms", "app", "")
SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def truth(name: str) -> Question:
    return Question(f"facts.{name}", PLAIN, lambda facts: bool(facts[name]) if name in facts else None)


def asked_after(name: str) -> Question:
    return Question(f"has(facts.{name})", PLAIN, lambda facts: name in facts)


def compared(name: str, sign: str, value: int | str, reverse: bool) -> Question:
    def answer(facts: Facts) -> Answer:
        sides = (facts.get(name), value)
        return None if sides[0] is None else bool(SIGNS[sign](*(reversed(sides) if reverse else sides)))

    sides = (f"facts.{name}", str(value) if isinstance(value, int) else f"'{value}'")
    return Question(f" {sign} ".join(reversed(sides) if reverse else sides), COMPARISON, answer)


def one_of(name: str, words: list[str]) -> Question:
    listed = ", ".join(f"'{word}'" for word in words)
    return Question(
        f"facts.{name} in [{listed}]", COMPARISON, lambda facts: facts[name] in words if name in facts else None
    )


def negated(inner: Question) -> Question:
    def answer(facts: Facts) -> Answer:
        outcome = inner.answer(facts)
        return None if outcome is None else not outcome

    return Question(f"!{inner.within(NOT)}", NOT, answer)


def joined(left: Question, sign: str, right: Question) -> Question:
    decisive, level = (True, OR) if sign == "||" else (False, AND)

    def answer(facts: Facts) -> Answer:
        sides = [left.answer(facts), right.answer(facts)]
        return decisive if decisive in sides else None if None in sides else not decisive

    return Question(f"{left.within(level)} {sign} {right.within(level + 1)}", level, answer)


def chosen(test: Question, yes: Question, no: Question) -> Question:
    def answer(facts: Facts) -> Answer:
        outcome = test.answer(facts)
        return None if outcome is None else (yes if outcome else no).answer(facts)

    return Question(f"{test.within(OR)} ? {yes.within(OR)} : {no.within(CHOICE)}", CHOICE, answer)


LEAVES = st.one_of(
    st.sampled_from(TRUTHS).map(truth),
    st.sampled_from(TRUTHS + NUMBERS + TEXTS).map(asked_after),
    st.builds(compared, st.sampled_from(NUMBERS), st.sampled_from([*SIGNS]), st.integers(-2, 2), st.booleans()),
    st.builds(compared, st.sampled_from(TEXTS), st.sampled_from(["==", "!="]), st.sampled_from(WORDS), st.booleans()),
    st.builds(one_of, st.sampled_from(TEXTS), st.lists(st.sampled_from(WORDS), max_size=2)),
)
QUESTIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(negated),
        st.builds(joined, inner, st.sampled_from(["&&", "||"]), inner),
        st.builds(chosen, inner, inner, inner),
    ),
    max_leaves=7,
)
FACTS = st.fixed_dictionaries(
    dict.fromkeys(TRUTHS, st.booleans())
    | dict.fromkeys(NUMBERS, st.integers(-3, 3))
    | dict.fromkeys(TEXTS, st.sampled_from(WORDS))
)


@given(QUESTIONS, FACTS, st.sets(st.sampled_from(TRUTHS + NUMBERS + TEXTS)))
def test_a_condition_is_evaluated_exactly_and_never_passes_without_a_needed_fact(
    question: Question, whole: dict[str, bool | int | str], missing: set[str]
) -> None:
    condition = read_condition(question.text, TYPES)
    known = {name: value for name, value in whole.items() if name not in missing}
    unknown = condition.missing_facts(Bindings(known))
    assert unknown == sorted(condition.required & missing)
    assert answered(condition, whole) is question.answer(whole)
    assert answered(condition, known) is question.answer(known)
    if unknown and condition.is_certainly_false(Bindings(known)):
        later = known | {name: whole[name] for name in unknown}
        assert question.answer(known) is False
        assert question.answer(later) is False or not answered(condition, later)


def answered(condition: Condition, facts: Facts) -> Answer:
    try:
        return condition.holds(Bindings(facts))
    except ConditionError:
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("facts.languages.all(a, a == facts.badge)", None),
        ("facts.languages.exists(a, a == facts.badge)", None),
        ("facts.languages.exists_one(a, a == facts.badge)", None),
        ("facts.languages.filter(a, a != 'en').size() == 0", True),
        ("size(facts.languages) == 1 && facts.captions", None),
        ("size(facts.languages) == 2 && facts.captions", False),
        ("facts.languages.exists(a, a == 'en') || facts.captions", None),
        ("facts.languages.all(a, has(facts.badge))", False),
    ],
)
def test_lists_answer_too(text: str, expected: Answer) -> None:
    condition, facts = read_condition(text, TYPES), Bindings({"languages": ["en"]})
    unknown = condition.missing_facts(facts)
    outcome = (False if condition.is_certainly_false(facts) else None) if unknown else condition.holds(facts)
    assert outcome is expected
