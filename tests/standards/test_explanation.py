"""Reasons in words: from the condition, from the clause, and for every clause of the register's standards."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.registers import PROJECT
from tests.standards.test_assessment import clause, standard

from smregister.model import Value
from smregister.records.yaml import parse_data
from smregister.standards.account_facts import AccountFacts
from smregister.standards.clauses import Clause, read_standard
from smregister.standards.conditions.condition import Bindings
from smregister.standards.conditions.requirements import split_condition
from smregister.standards.evaluation import ClauseResult, Outcome, evaluate_clause
from smregister.standards.explanation import PHRASES, explain_result
from smregister.standards.facts import TYPES

STANDARDS = sorted((PROJECT / "registry/standards").glob("*.yaml"))


def compile_clause(condition: str, **fields: Value) -> Clause:
    return read_standard(standard("house", clause("A-1", condition, **fields)), TYPES).clauses[0]


def evaluate(item: Clause, values: Mapping[str, Value], **ages: int) -> ClauseResult:
    facts = AccountFacts(values, ages)
    return evaluate_clause(item, facts, Bindings(facts.values), is_selected=True)


def explain(condition: str, **values: Value) -> str:
    return explain_result(evaluate(compile_clause(condition), values), "en")


@pytest.mark.parametrize(
    ("condition", "values", "reason"),
    [
        (
            "facts.administrators_in_force >= 2",
            {"administrators_in_force": 1},
            "1 administrator appointed by letter, but the standard asks for at least 2",
        ),
        ("facts.vendors == 0", {"vendors": 2}, "2 companies with access, but the standard allows none"),
        ("facts.followers < 1000", {"followers": 2000}, "2,000 followers, but the standard allows fewer than 1,000"),
        ("facts.followers > 5", {"followers": 0}, "no follower, but the standard asks for more than 5"),
        ("facts.followers == 5", {"followers": 1}, "1 follower, but the standard asks for exactly 5"),
        ("facts.followers != 1", {"followers": 1}, "1 follower, but the standard asks for anything but 1"),
        (
            "facts.days_since_last_post <= 1",
            {"days_since_last_post": 1234},
            "the newest post was 1,234 days ago, but the standard allows at most 1 day",
        ),
        (
            "facts.days_since_opened >= 30",
            {"days_since_opened": 0},
            "the opening of the account was today, but the standard asks for at least 30 days",
        ),
        (
            "facts.days_overdue_for_standard_review <= 0",
            {"days_overdue_for_standard_review": 12},
            "the review of the standard was due 12 days ago",
        ),
        (
            "facts.days_overdue_for_review > 0",
            {"days_overdue_for_review": -1},
            "the review of the account is due in 1 day",
        ),
        (
            "facts.days_with_open_handover <= 2",
            {"days_with_open_handover": 3},
            "3 days of an open handover, but the standard allows at most 2 days",
        ),
        ("facts.mfa_enabled", {"mfa_enabled": False}, "not every log-in needs a second factor"),
        ("!facts.agency_closed", {"agency_closed": True}, "the agency has closed"),
        ("facts.captions == true", {"captions": False}, "the sampled videos lack captions"),
        ("facts.badge == 'platform'", {"badge": "paid"}, "the badge is paid, but the standard asks for platform"),
        (
            "facts.badge in ['a', 'b', 'c']",
            {"badge": "paid"},
            "the badge is paid, but the standard asks for a, b or c",
        ),
        ("facts.badge != 'paid'", {"badge": "paid"}, "the badge is paid, but the standard asks for anything but paid"),
        (
            "facts.posts_in_30_days >= facts.least_posts_in_30_days",
            {"posts_in_30_days": 1, "least_posts_in_30_days": 4},
            "1 post in 30 days, but the agency promised at least 4",
        ),
        (
            "!has(facts.captions) || facts.captions",
            {"captions": False, "followers": 1},
            "the sampled videos lack captions",
        ),
        (
            "facts.captions && (facts.followers > 1 && facts.mfa_enabled)",
            {"captions": False, "followers": 1, "mfa_enabled": True},
            "the sampled videos lack captions; 1 follower, but the standard asks for more than 1",
        ),
        (
            "facts.captions || facts.followers + 1 > 3",
            {"captions": False, "followers": 1},
            "the condition `facts.captions || facts.followers + 1 > 3` is not met: "
            "the sampled videos lack captions, 1 follower",
        ),
        (
            "facts.languages.exists(item, item == 'en')",
            {"languages": ["ms", "id"]},
            "the condition `facts.languages.exists(item, item == 'en')` is not met: the language is ms, id",
        ),
        (
            "facts.captions && facts.mfa_enabled",
            {},
            "not observed: whether the sampled videos have captions; "
            "not recorded: whether every log-in needs a second factor",
        ),
    ],
)
def test_a_reason_says_what_fails_and_what_is_asked_for(condition: str, values: dict[str, Value], reason: str) -> None:
    assert explain(condition, **values) == reason


def test_an_old_observation_is_named_with_its_age() -> None:
    item = compile_clause("facts.captions", max_age_days=10)
    reason = explain_result(evaluate(item, {"captions": True}, captions=12), "en")
    assert (
        reason == "observed 12 days ago, but observations count for 10 days: whether the sampled videos have captions"
    )
    item = compile_clause("facts.mfa_enabled && (!has(facts.captions) || facts.captions)", max_age_days=10)
    result = evaluate(item, {"captions": False, "mfa_enabled": False}, captions=12)
    assert explain_result(result, "en") == "not every log-in needs a second factor"


def test_a_clause_may_have_words_of_its_own() -> None:
    item = dataclasses.replace(compile_clause("facts.captions"), published={"reason": {"en": "no captions"}})
    assert explain_result(evaluate(item, {"captions": False}), "ms") == "no captions"
    assert explain_result(evaluate(item, {}), "en") == "not observed: whether the sampled videos have captions"


def test_brackets_and_alternatives_are_kept_together() -> None:
    parts = split_condition("(facts.a && (facts.b || facts.c)) && !(facts.d) && [1] == x")
    assert [part.text for part in parts] == ["facts.a", "facts.b || facts.c", "!(facts.d)", "[1] == x"]
    assert [part.requirement is not None for part in parts] == [True, False, False, False]
    assert [part.text for part in split_condition("facts.a ? facts.b : facts.c && facts.d")] == [
        "facts.a ? facts.b : facts.c && facts.d"
    ]


def test_every_fact_has_a_phrase() -> None:
    assert PHRASES.keys() == TYPES.keys()


@pytest.mark.parametrize("path", STANDARDS, ids=lambda path: path.stem)
def test_each_clause_gives_a_reason_in_words(path: Path) -> None:
    data = parse_data("x", path.read_bytes())
    assert isinstance(data, dict)
    for item, fields in zip(
        read_standard(standard("x", *data["clauses"]), TYPES).clauses, data["clauses"], strict=True
    ):
        outcomes = set()
        for values in ({"status": "active"}, *(example["given"] for example in fields["examples"])):
            result = evaluate(item, values)
            if result.is_open:
                outcomes.add(result.outcome)
                assert re.fullmatch(r"[a-z0-9][-A-Za-z0-9 ,;:.()'/]+[a-z0-9)]", explain_result(result, "en")), item.id
        assert outcomes == {Outcome.NOT_MET, Outcome.COULD_NOT_TELL}, item.id
