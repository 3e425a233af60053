"""Tests of `waive`: waivers from a clause."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import Answer, run
from tests.dialogs import converse
from tests.editing.test_observations import DAY, HEALTH, STANDARD, VALID
from tests.registers import SMALL, Repository, build_repository

from smregister.model import Record
from smregister.standards.waivers import length_error

WAIVER = f"{HEALTH}/waivers/x-health-2026.yaml"
APPROVED = ("--approved-by", "Manager", "--approved-on", "2025-12-30", "--reference", "EX-1")
WHY = ("--reason", "The platform has locked it.", "--until", "2026-06-30")


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    standard = (VALID / STANDARD).read_bytes().replace(b"replaces: house-2025\n", b"")
    return build_repository(tmp_path / "register", {**SMALL, STANDARD: standard})


def waive(register: Repository, *arguments: str, status: int = 0) -> Answer:
    answer = run(register.root, "waive", *arguments, *DAY)
    assert answer.status == status, answer.messages
    assert run(register.root, "validate", *DAY).status == 0
    return answer


def test_a_waiver_names_the_standard_in_force_and_no_clause_in_its_name(register: Repository) -> None:
    answer = waive(register, "health/x-health", "off-01", *WHY, *APPROVED)
    assert "OFF-01 of `house-2026`: Two officers" in answer.messages
    assert (register.root / WAIVER).read_text() == (
        "account: x-health\n"
        "standard: house-2026\n"
        "clause: OFF-01\n"
        "reason: The platform has locked it.\n"
        "approved:\n"
        "  by: Manager\n"
        "  date: 2025-12-30\n"
        "  reference: EX-1\n"
        "from: 2026-01-01\n"
        "until: 2026-06-30\n"
    )
    assert waive(register, "health/x-health", "POST-01", *WHY).output.strip() == WAIVER.replace("2026.", "2026-2.")


def test_a_waiver_for_an_agency_is_for_all_its_accounts(register: Repository) -> None:
    waive(register, "health", "OFF-01", *WHY, *APPROVED)
    assert "account:" not in (register.root / WAIVER.replace("x-health-", "health-")).read_text()


def test_a_waiver_without_approval_has_no_effect(register: Repository) -> None:
    answer = waive(register, "health/x-health", "OFF-01", *WHY)
    assert (
        "has no effect before its approval; record that with `smregister edit health/x-health-2026 --set approved.by=…"
        in answer.messages
    )
    again = waive(register, "health/x-health", "OFF-01", *WHY, "--dry-run").messages
    assert "overlapping-waivers: `health/x-health-2026` covers the same clause until 2026-06-30" in again
    assert "overlapping" not in waive(register, "health/x-health", "POST-01", *WHY, "--dry-run").messages


def test_an_existing_waiver_is_reported(register: Repository) -> None:
    before = "standard: house-2026\nclause: OFF-01\nreason: A\nfrom: 2025-12-31\nuntil: 2026-03-31\n"
    approved = "approved:\n  by: Manager\n  date: 2025-12-30\n  reference: EX-1\n"
    agency, account = f"{before}{approved}", f"account: x-health\n{before}{approved}"
    register.commit({f"{HEALTH}/waivers/all.yaml": agency, f"{HEALTH}/waivers/one.yaml": account})
    answer = waive(register, "health/x-health", "OFF-01", *WHY, *APPROVED)
    assert "`health/all` already excuses from it until 2026-03-31" in answer.messages
    assert "`health/one` already excuses from it until 2026-03-31" in answer.messages
    assert answer.messages.count("overlapping-waivers: `health/one` covers the same clause") == 1


@pytest.mark.parametrize(
    ("begin", "until", "last"),
    [
        ("2028-02-29", "2029-02-28", None),
        ("2028-02-29", "2029-03-01", "2029-02-28"),
        ("2027-03-01", "2028-03-01", None),
        ("2027-02-28", "2028-02-29", "2028-02-28"),
    ],
)
def test_a_year_from_a_day_that_the_next_year_does_not_have(begin: str, until: str, last: str | None) -> None:
    error = length_error(Record("waiver", "", "", {"from": begin, "until": until}))
    assert (error or "").rpartition("until ")[2] == (last or "")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("health/x-health", *WHY), 2, "the clause of `house-2026` is missing; its clauses are OFF-01, "),
        (("health/x-health", "OFF-10", *WHY), 2, "`house-2026` has no clause `OFF-10`; did you mean `OFF-01`?"),
        (("health/x-health", "\x1b[31m", *WHY), 2, "has no clause"),
        (("OFF-01", "health/x-health", *WHY), 2, "write the account or agency first, then the clause"),
        (("health/x-helth", "OFF-01", *WHY), 2, "did you mean `health/x-health`?"),
        (("house-2026", "OFF-01", *WHY), 2, "a waiver is for an account, or for an agency's accounts"),
        (("health/x-health", "OFF-01", *WHY[:3], "2027-01-02"), 2, "one year at most, until 2027-01-01"),
        (("health/x-health", "OFF-01", *WHY[:3], "30.6.2026"), 2, "is not a date; write year-month-day"),
        (("health/x-health", "OFF-01", *WHY[:3], "2025-12-31"), 1, "which is before `from`, 2026-01-01"),
        (("health/x-health", "OFF-01", *WHY[:2]), 2, "--until DATE"),
        (("health/x-health", "OFF-01", *WHY, "--approved-by", "Manager"), 2, "--reference TEXT"),
        (
            ("health/x-health", "OFF-01", *WHY, *APPROVED[:2], "--approved-on", "2026-02-01", *APPROVED[4:]),
            1,
            "in the future",
        ),
    ],
)
def test_an_impossible_waiver_is_an_error_in_plain_words(
    register: Repository, arguments: tuple[str, ...], status: int, message: str
) -> None:
    answer = waive(register, *arguments, status=status)
    assert message in answer.messages
    assert "\x1b" not in answer.messages
    assert not (register.root / WAIVER).exists()


def test_without_a_standard_in_force_nothing_can_be_waived(register: Repository) -> None:
    register.commit({STANDARD: None})
    answer = waive(register, "health/x-health", "OFF-01", *WHY, status=2)
    assert "no standard in force on 2026-01-01 assesses the accounts of `health`" in answer.messages


def test_a_register_without_waivers_is_an_error(register: Repository) -> None:
    register.commit({"schemas/waiver.schema.json": None})
    assert "there is no kind of record `waiver`" in waive(register, "health", "OFF-01", *WHY, status=2).messages


def test_at_a_terminal_what_is_missing_is_asked_for(register: Repository) -> None:
    dialog = converse(register.root, "waive", *DAY, replies=[
        ("Record", "health/x-health"),
        ("Clause", "off-99"),
        ("Clause", "off-01"),
        ("Reason", "The platform has locked it."),
        ("Approved, by", "Manager"),
        ("Approved, date", "2026-01-02"),
        ("Approved, date", "2025-12-30"),
        ("Approved, reference", "EX-1"),
        ("Until", "2026-06-30"),
    ])  # fmt: skip
    assert "OFF-01: Two officers" in dialog.messages
    assert "no clause `off-99`" in dialog.messages
    assert "2026-01-02 is in the future" in dialog.messages
    assert "reference: EX-1" in (register.root / WAIVER).read_text()


def test_at_a_terminal_no_more_is_asked_of_an_approval_that_is_skipped(register: Repository) -> None:
    replies = [("Approved, by", ""), ("Until", "2026-06-30")]
    dialog = converse(register.root, "waive", "health/x-health", "OFF-01", "--reason", "A", *DAY, replies=replies)
    assert dialog.asked == ["Approved, by", "Until"]
    assert "no effect before its approval" in dialog.messages
    assert "approved" not in (register.root / WAIVER).read_text()
