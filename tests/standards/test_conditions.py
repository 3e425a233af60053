"""Conditions of clauses: restrictions, messages and results."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from select import select
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lengths import count
from tests.registers import environment

from smregister.errors import FatalError
from smregister.standards.account_facts import MAX_ITEMS
from smregister.standards.conditions import engine
from smregister.standards.conditions.condition import Bindings, read_condition
from smregister.standards.conditions.restrictions import MAX_DIGITS, MAX_LENGTH, check_restrictions
from smregister.standards.conditions.tokenizer import ConditionError
from smregister.standards.facts import TYPES

FUZZED = count(100, 20_000)


def rejection(text: str) -> str:
    with pytest.raises(ConditionError) as refused:
        read_condition(text, TYPES)
    return str(refused.value)


def answer(text: str, **facts: object) -> bool:
    return read_condition(text, TYPES).holds(Bindings(facts))  # type: ignore[arg-type]


# Conditions that a desk officer writes.


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("facts.days_since_last_post <= 30", {"days_since_last_post": 30}, True),
        ("facts.days_since_last_post <= 30", {"days_since_last_post": 31}, False),
        ("facts.officers_in_force >= 2 && facts.mfa_enabled", {"officers_in_force": 2, "mfa_enabled": True}, True),
        ("facts.mfa_kind in ['key', 'app']", {"mfa_kind": "sms"}, False),
        ("!(facts.mfa_kind == 'sms') || facts.followers < 10000", {"mfa_kind": "sms", "followers": 5}, True),
        ("facts.languages.exists(one, one == 'ms')", {"languages": ["en", "ms"]}, True),
        ("facts.languages.all(one, one in ['en', 'ms'])", {"languages": ["en", "zh"]}, False),
        ("size(facts.languages) >= 2", {"languages": ["en"]}, False),
        ("facts.followers - facts.posts_in_30_days > -1", {"followers": 3, "posts_in_30_days": 4}, False),
        ("facts.status == 'active' ? facts.captions : true", {"status": "closed", "captions": False}, True),
        ("facts.agency_type.startsWith('dep')", {"agency_type": "department"}, True),
        ("facts.agency_type.matches('^(a+)+$')", {"agency_type": "a" * 5000 + "!"}, False),
        ('facts.badge == "government"', {"badge": "government"}, True),
        ("facts.captions &&\n  facts.alternative_texts", {"captions": True, "alternative_texts": True}, True),
    ],
)
def test_a_condition_answers(text: str, facts: dict[str, object], expected: bool) -> None:
    assert answer(text, **facts) is expected


# Rejections and their messages.


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("facts.oficers_in_force >= 2", "did you mean `officers_in_force`?"),
        ("facts.oficers_in_force >= 2 || true", "there is no fact `oficers_in_force`"),
        ("facts.captions || facts.caption", "there is no fact `caption`"),
        ("officers_in_force >= 2", "write facts.officers_in_force"),
        ("facts.captions and facts.mfa_enabled", "write && for `and`"),
        ("facts.captions OR facts.mfa_enabled", "write || for `or`"),
        ("not facts.captions", "write ! for `not`"),
        ("facts.captions & facts.mfa_enabled", "write && for `and`"),
        ("facts.officers_in_force = 2", "write == for `is`"),
        ("facts.officers_in_force ≥ 2", "write >="),
        ("facts.badge == null", "has(facts.NAME)"),
        ("facts.officers_in_force", "the result must be true or false, not a whole number"),
        ("facts.captions ? facts.badge : facts.badge", "not a text"),
        ("facts.languages", "not a list of texts"),
        ("facts.languages.exists(one, one + 'x' == 'enx')", "`+` can't be used together with"),
        ("facts.captions || facts.officers_in_force", "do not fit the operator"),
        ("facts.status == 'active' && facts.officers_in_force", "do not fit the operator"),
        ("facts.status == 3", "compares a text with a whole number"),
        ("3 == facts.status", "compares a whole number with a text"),
        ("facts.status < 'b'", "compares numbers"),
        ("facts.status in ['active', 3]", "the list must contain a text, not a whole number"),
        ("facts.languages in ['en']", "a list can't be in a list"),
        ("1 == 1", "names no fact"),
        ("true", "names no fact"),
        ("", "the condition is empty"),
        (" \n ", "the condition is empty"),
        ("facts", "name a fact"),
        ("facts['captions']", "name a fact"),
        ("'captions' in facts", "name a fact"),
        ("has(captions)", "has(facts.NAME)"),
        ("has(facts)", "has(facts.NAME)"),
        ("has(facts.captions.x)", "has(facts.NAME)"),
        ("facts.captions.__class__", "`__class__` is not known"),
        ("facts.__class__", "there is no fact `__class__`"),
        ("facts.languages[0] == 'en'", "a list is allowed only after `in`"),
        ("facts.badge in [facts.kind]", "a list may have only texts and numbers"),
        ("facts.badge in ['a', ['b']]", "a list may have only"),
        ("{'a': facts.captions}", "mappings are not allowed"),
        ("facts.followers * 2 > 1", "only + and - are supported"),
        ("facts.followers > 1.5", "whole numbers"),
        ("facts.followers > 1u", "whole numbers"),
        ("facts.followers > 0x1", "whole numbers"),
        ("facts.badge == 'a", "no closing quote"),
        ("facts.badge == 'a\\'b'", "backslash"),
        ("facts.badge == r'a'", "`r` is not known"),
        ("facts.badge == paid", "`paid` is not known; a fact is written facts.NAME, a text in quotes: 'text'"),
        ("facts.badge == 'a' 'b'", "there is no operator between two texts"),
        ("'''' || facts.captions || ''''", "there is no operator between two texts"),
        ("facts.captions // and so on", "`/` can't be used here"),
        ("(facts.captions", "is not closed"),
        ("facts.captions)", "has no opening bracket"),
        ("(facts.captions]", "has no opening bracket"),
        ("facts.captions ==", "column 18: it ends too early"),
        ("facts.captions facts.mfa_enabled", "column 16: `facts` is not allowed here"),
        ("facts.captions && && true", "column 19: `&&` is not allowed here"),
        ("facts.languages.map(one, one)", "`map` can't be used here; lists can't be built"),
        ("facts.languages.all('a', true)", "write LIST.all(item, condition of the item)"),
        ("facts.languages.all(facts, true)", "write LIST.all(item, condition of the item)"),
        ("facts.languages.all(one, one == 'en') && one == 'x'", "`one` is not known"),
        ("facts.languages.all(one, facts.languages.all(one, true))", "write LIST.all"),
        ("facts.badge.matches(facts.kind)", "TEXT.matches('pattern')"),
        ("facts.badge.matches('(')", "not a valid regex"),
        ("size(facts.badge) > 1", "column 1: `size` counts the items of a list, not a text"),
        ("facts.badge.size() > 1", "column 13: `size` counts the items of a list, not a text"),
        ("facts.languages + facts.languages", "`+` needs numbers or texts, not a list"),
        ("size(facts.languages + facts.languages) > 1", "`+` needs numbers or texts, not a list"),
        ("facts.followers in facts.languages", "a list of texts can't contain a whole number"),
        ("facts.languages.exists(int, int('5') == 5)", "`int` is an item of a list, not a function"),
        ("facts.languages.exists(b, b'a' == b'a')", "`b` is not allowed before a text"),
        ("facts.followers > .5", "a name must follow `.`"),
        ("facts.?facts.captions == true", "a name must follow `.`"),
        ("facts." + "captions" * 50, "there is no fact `" + "captions" * 7 + "capt`"),
        ("captions" * 50, "`" + "captions" * 7 + "capt` is not known"),
        ("size(facts.followers) > 1", "`size` can't be used with this value"),
        ("facts.captions()", "not a function"),
        ("facts.badge.size > 1", "column 13: `size` needs brackets: size(…)"),
        ("has(facts.captions) and true", "write && for `and`"),
        ("\ud800", r"`\ud800` can't be used here"),
        ("facts.captions\x00", r"`\x00` can't be used here"),
        ("facts.captions\u202e", r"`\u202e` can't be used here"),
    ],
)
def test_an_unusable_condition_is_refused_in_plain_words(text: str, part: str) -> None:
    message = rejection(text)
    assert part in message
    assert "\n" not in message
    assert "expecting" not in message
    assert len(message) < 300


_ONE = "facts.languages.exists({0}, {1})"
_NESTED = "true"
for _item in "edcba":
    _NESTED = _ONE.format(_item, _NESTED)
_DOUBLED = "[[1]]" + ".map(x, x + x + x + x + x + x + x + x)" * 7 + " == [] || facts.captions"

# Without restrictions, each of them takes all time or memory of the engine, or ends the process.
ATTACKS = {
    "five macros in each other": _NESTED,
    "three macros beside each other": " && ".join([_ONE.format("a", "true")] * 3),
    "a list doubled": _DOUBLED,
    "a list doubled by adding": "facts.languages.exists(a, a in facts.languages + facts.languages)",
    "a hundred thousand brackets": "(" * 100_000,
    "brackets that are closed": "(" * 400 + "facts.captions" + ")" * 400,
    "square brackets": "[" * 900,
    "a mark that was mistaken for memory": "!!(`" * 42,
    "a pattern that grows": "facts.badge.matches('(((a{100}){100}){100})')",
    "a long pattern": f"facts.badge.matches('{'a' * 101}')",
    "a pattern that is made": "facts.badge.matches('a' + 'b')",
    "patterns tried for every pair": "facts.languages.all(a, facts.languages.all(b, a.matches('(.?.?)*')))",
    "choices in each other": "facts.captions ? " * 50 + "true",
    "a number without end": f"facts.followers > {'9' * (MAX_DIGITS + 1)}",
    "a text without end": "facts.badge == '" + "x" * MAX_LENGTH + "'",
    "twenty thousand marks": "!" * 20_000 + "facts.captions",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_before_the_engine_sees_it(name: str) -> None:
    with pytest.raises(ConditionError):
        check_restrictions(ATTACKS[name], TYPES)
    assert rejection(ATTACKS[name])


# The heaviest conditions that the restrictions allow.

HEAVIEST = [
    "!" * (MAX_LENGTH - len("facts.captions")) + "facts.captions",
    "-" * (MAX_LENGTH - len("facts.followers > 0")) + "facts.followers > 0",
    "facts.captions" + " && facts.captions" * 54,
    "(" * 12 + "facts.captions" + ")" * 12,
    "facts.captions" + " ? facts.captions : facts.captions" * 8,
    "facts.followers" + " + facts.followers" * 50 + " > 0",
    "facts.languages.all(a, facts.languages.all(b, " + " && ".join(["a != b"] * 90) + "))",
    "facts.languages.filter(a, a != '').filter(b, b != '').size() >= 0",
]


@pytest.mark.parametrize("text", HEAVIEST, ids=lambda text: text[:20])
def test_the_heaviest_condition_is_answered(text: str) -> None:
    facts = {"captions": True, "followers": 10**12, "languages": [f"l{n}" for n in range(MAX_ITEMS)]}
    assert answer(text, **facts) in (True, False)


def test_a_number_that_grows_too_large_is_reported_in_plain_words() -> None:
    condition = read_condition("facts.followers + facts.posts_in_30_days > 0", TYPES)
    with pytest.raises(ConditionError, match="a number becomes too large"):
        condition.holds(Bindings({"followers": 2**63 - 1, "posts_in_30_days": 1}))


# Any text has a result or a rejection, and never another error.

FUZZ = """\
import json, sys
from smregister.standards.conditions.condition import Bindings, read_condition
from smregister.standards.facts import TYPES
from smregister.standards.account_facts import FactType
from smregister.standards.conditions.tokenizer import ConditionError

VALUES = {FactType.NUMBER: 7, FactType.BOOLEAN: True, FactType.TEXT: "active", FactType.TEXTS: ["en", "ms"]}
facts, nothing = Bindings({name: VALUES[type] for name, type in TYPES.items()}), Bindings({})

def evaluate(text):
    condition = read_condition(text, TYPES)
    assert condition.named <= TYPES.keys()
    assert condition.missing_facts(facts) == [] and not condition.is_certainly_false(nothing)
    return str(condition.holds(facts))

for line in sys.stdin:
    try:
        answer = evaluate(json.loads(line))
    except ConditionError as refused:
        answer = f"refused: {refused}"
    print(json.dumps(answer), flush=True)
"""


class Prober:
    """A process that is asked about conditions, one after the other, and is begun anew where one has ended it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def ask(self, text: str) -> str:
        if self.process is None or self.process.poll() is not None:
            command = [sys.executable, "-c", FUZZ]
            pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
            self.process = subprocess.Popen(command, env=environment(), text=True, **pipes)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()
        answered, _, _ = select([self.process.stdout], [], [], 600)
        assert answered, "it hangs"
        line = self.process.stdout.readline()
        assert line, "it has ended the process"
        return str(json.loads(line))

    def close(self) -> str:
        assert self.process
        return self.process.communicate(timeout=600)[1]


@pytest.fixture(scope="module")
def prober() -> Iterator[Prober]:
    made = Prober()
    yield made
    assert made.close() == "", "the engine panicked"


_WORDS = [
    *("facts.captions", "facts.followers", "facts.badge", "facts.languages", "facts.mfa_enabled", "facts."),
    *("&&", "||", "!", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "?", ":", "(", ")", "[", "]", ",", "."),
    *("1", "0", "'en'", '"a"', "true", "false", "has(facts.captions)", "size(", ".all(a, ", ".exists(b, ", "a", "b"),
    *(".size()", ".startsWith(", ".matches('a')", ".filter(a, true)", "null", "and", "{", "}", "`", "\\", "\n", "é"),
]


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join),
        st.lists(st.sampled_from(_WORDS), max_size=25).map("".join),
        st.lists(st.sampled_from(_WORDS[:5]), min_size=1, max_size=5).map(" && ".join),
    )
)
@settings(max_examples=FUZZED)
def test_no_text_crashes_or_hangs_the_process(prober: Prober, text: str) -> None:
    answer = prober.ask(text)
    assert answer in ("True", "False") or answer.removeprefix("refused: ")
    assert "\n" not in answer


# Without a fact.


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("facts.captions", {}),
        ("!facts.captions", {}),
        ("facts.captions || !facts.captions", {}),
        ("facts.captions || facts.mfa_enabled", {"mfa_enabled": True}),
        ("facts.captions && facts.mfa_enabled", {"mfa_enabled": True}),
        ("facts.followers >= 0", {}),
        ("facts.badge != 'paid'", {}),
        ("facts.languages.all(one, one == facts.badge)", {"languages": []}),
        ("facts.captions ? facts.mfa_enabled : facts.mfa_enabled", {"mfa_enabled": True}),
    ],
)
def test_a_condition_with_an_unknown_fact_never_passes(text: str, facts: dict[str, object]) -> None:
    condition, bindings = read_condition(text, TYPES), Bindings(facts)  # type: ignore[arg-type]
    assert condition.missing_facts(bindings)
    assert not condition.is_certainly_false(bindings)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("facts.captions && facts.mfa_enabled", {"mfa_enabled": False}),
        ("facts.officers_in_force >= 2 && facts.followers > 5", {"officers_in_force": 0}),
        ("!(facts.captions || facts.mfa_enabled)", {"mfa_enabled": True}),
    ],
)
def test_known_facts_can_decide_that_it_does_not_hold(text: str, facts: dict[str, object]) -> None:
    assert read_condition(text, TYPES).is_certainly_false(Bindings(facts))  # type: ignore[arg-type]


def test_a_condition_that_tests_whether_a_fact_is_known_decides_without_it() -> None:
    text = "!has(facts.captions) || facts.captions"
    condition = read_condition(text, TYPES)
    assert (condition.required, condition.named) == (frozenset(), {"captions"})
    assert answer(text)
    assert answer(text, captions=True)
    assert not answer(text, captions=False)


def test_an_error_of_the_engine_is_reported() -> None:
    with pytest.raises(ConditionError, match="captions"):
        answer("facts.captions")


def test_without_the_engine_nothing_is_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    # The engine can be loaded once a process; what is kept of it stays.
    monkeypatch.setattr(engine, "_engine", engine._engine.__wrapped__)
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    with pytest.raises(FatalError, match="install smregister again"):
        read_condition("facts.officers_in_force >= 271828", TYPES)
