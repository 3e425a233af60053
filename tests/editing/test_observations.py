"""Observation and waiver records in commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, SMALL, Repository, build_repository
from tests.validation.test_examples import EXAMPLES

DAY = ("--as-of", "2026-01-01")
VALID = EXAMPLES / "valid"
HEALTH = "registry/agencies/health"
OBSERVATION = f"{HEALTH}/observations/x-health.yaml"
WAIVER = f"{HEALTH}/waivers/alive.yaml"
STANDARD = "registry/standards/house-2026.yaml"


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    parts = {path: (VALID / path).read_bytes() for path in (OBSERVATION, WAIVER, STANDARD)}
    parts[STANDARD] = parts[STANDARD].replace(b"replaces: house-2025\n", b"")
    return build_repository(tmp_path / "register", {**SMALL, **parts})


def found(register: Repository, *arguments: str) -> list[tuple[str, str]]:
    findings = run(register.root, "validate", "--json", *arguments).json()["findings"]
    return [(each["path"], each["rule"]) for each in findings]


def test_an_account_is_meant_where_its_observation_has_the_same_name(register: Repository) -> None:
    for arguments in (["show", "health/x-health"], ["log", "health/x-health"]):
        answer = run(register.root, *arguments, *(DAY if arguments[0] == "show" else ()))
        assert answer.status == 0, answer.messages
    assert run(register.root, "show", "health/x-health", "--json").json()["kind"] == "account"
    assert run(register.root, "show", "observation:health/x-health", "--json").json()["path"] == OBSERVATION
    assert run(register.root, "edit", "health/x-health", "--set", "audience=The press", *DAY).status == 0


def test_an_observation_goes_with_its_account(register: Repository) -> None:
    answer = run(register.root, "rename", "health/x-health", "x-news", *DAY)
    assert answer.status == 0, answer.messages
    assert not (register.root / OBSERVATION).exists()
    assert (register.root / OBSERVATION.replace("x-health", "x-news")).read_bytes() == (
        VALID / OBSERVATION
    ).read_bytes()
    assert "account: x-news\n" in (register.root / WAIVER).read_text()
    assert found(register, *DAY) == []


def test_an_observation_without_account_is_reported_with_the_nearest_account(register: Repository) -> None:
    register.commit({OBSERVATION: None, OBSERVATION.replace("x-health", "x-helth"): (VALID / OBSERVATION).read_bytes()})
    answer = run(register.root, "validate", *DAY)
    assert answer.status == 1
    assert "there is no account `health/x-helth`; did you mean `health/x-health`?" in answer.output


def test_an_expired_waiver_is_closed(register: Repository) -> None:
    assert found(register, "--as-of", "2026-12-15") == []
    assert found(register, "--as-of", "2026-12-16") == [(WAIVER, "expired-waiver")]
    answer = run(
        register.root, "close", "health/alive", "--reason", "Unlocked", "--on", "2026-12-16", "--as-of", "2026-12-20"
    )
    assert answer.status == 0, answer.messages
    assert found(register, "--as-of", "2026-12-20") == []


def test_a_removed_clause_is_reported_at_its_waivers(register: Repository) -> None:
    text = (register.root / STANDARD).read_text()
    assert found(register, *DAY) == []
    register.write({STANDARD: text.replace("id: POST-01", "id: POST-02")})
    answer = run(register.root, "validate", *DAY)
    assert "`house-2026` has no clause `POST-01`; did you mean `POST-02`?" in answer.output
    assert [path for path, _ in found(register, "--base", "HEAD", *DAY)] == [WAIVER]


def test_a_standard_with_a_hostile_condition_is_not_written(register: Repository) -> None:
    nested = "true"
    for name in "edcba":
        nested = f"facts.languages.exists({name}, {nested})"
    answer = run(register.root, "edit", "house-2026", "--set", f"clauses.0.condition={nested}", *DAY)
    assert answer.status == 1
    assert "invalid-condition" in answer.messages
    assert "but at most 2 are allowed" in answer.messages


def test_an_officer_may_write_neither_a_waiver_nor_an_observation(register: Repository) -> None:
    officer = "officer:\n  post: Press officer\n  forge:\n    login: ann\n    user_id: 7\n"
    appointment = (
        f"{officer}accounts: all-of-agency\nletter:\n  number: '1/1'\n  date: 2025-01-02\neffective_from: 2025-01-02\n"
    )
    register.commit({f"{HEALTH}/appointments/ann.yaml": appointment})
    register.git("checkout", "--quiet", "-b", "proposal")
    waiver, seen = (register.root / WAIVER).read_text(), (register.root / OBSERVATION).read_text()
    register.commit({
        WAIVER: waiver.replace("until: 2026-12-15", "until: 2026-12-14"),
        OBSERVATION: seen.replace("12000", "13000"),
        ACCOUNT: str(SMALL[ACCOUNT]) + "audience: The press\n",
    })  # fmt: skip
    answer = run(register.root, "authorize", "--base", "main", "--head", "proposal", "--actor", "7", "--json", *DAY)
    assert answer.status == 1, answer.messages
    assert {each["path"] for each in json.loads(answer.output)["refused"]} == {WAIVER, OBSERVATION}


def test_facts_are_explained(register: Repository) -> None:
    whole = run(register.root, "explain", "facts").output
    assert "officers_in_force (a whole number): Number of persons" in whole
    assert "Observed as `last_post`: a day." in whole
    one = run(register.root, "explain", "facts.days_since_last_post", "--json").json()
    assert one["name"] == "facts.days_since_last_post"
    wrong = run(register.root, "explain", "facts.days_since_last_pst")
    assert wrong.status == 2
    assert "did you mean `days_since_last_post`?" in wrong.messages


def test_a_fact_and_a_clause_are_explained_by_their_bare_names(register: Repository) -> None:
    for name in ("last_post", "facts.last_post"):
        assert run(register.root, "explain", name).output.startswith("facts.days_since_last_post (a whole number")
    clause = run(register.root, "explain", "post-01").output
    assert clause.startswith("POST-01: Alive\n")
    for line in ("Clause of the standard house-2026, in force from", "Condition: facts.days_since_last_post <= 30"):
        assert line in clause
    wrong = run(register.root, "explain", "POST-1")
    assert (wrong.status, "did you mean `POST-01`?" in wrong.messages) == (2, True)
