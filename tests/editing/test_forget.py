"""Tests of `forget`: removed and remaining values, and the report of traces."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Answer, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, SMALL, Repository, build_repository

FOLDER = "registry/agencies/health/appointments/"
SCHEMA = "schemas/appointment.schema.json"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
OLD = f"""\
# The first letter.
officer:
  name: Jane Q. Doe
  post: Press officer  # as in the letter
  unit: Press unit
  grade: III/c
  staff_number: '00042'  # from the list
  email: jane.doe@gov.example
  phone: +675 321 0000
  forge: {{login: janedoe, user_id: 42}}
  signing_keys:
    - key: {KEY}
accounts: all-of-agency
letter:
  number: 1/2020
  date: 2020-01-10
  signed_by:
    post: Secretary
    name: Another Person
  softcopy:
    sha256: {"ab" * 32}
    received: 2020-01-11
    sent_by_email: Jane.Doe@gov.example
effective_from: 2020-02-01
effective_to: 2021-01-31
end_reason: end-of-term
handover: {{date: 2021-02-01, access_removed: true, recovery_changed: true, tools_removed: true}}
training:
  - course: The basics
    date: 2020-01-20
    certificate: B/17
out_of_hours: Ask her husband
notes: She is on leave in May.
"""
PERSONAL = ("Jane", "00042", "janedoe", "jane.doe", "321 0000", "AAAAC3", "B/17", "husband", "leave")
NEW = (
    OLD.replace("1/2020", "2/2022").replace("2020-02-01", "2022-02-01").replace("2021-01-31", "2023-01-31")
    .replace("2021-02-01", "2023-02-01").replace("ab" * 32, "cd" * 32)
)  # fmt: skip
FILES: dict[str, str | bytes | None] = {**SMALL, f"{FOLDER}old.yaml": OLD, f"{FOLDER}new.yaml": NEW}
BY = ("--reference", "DPO/2026/014", "--as-of", "2026-01-01")


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


def forget(register: Repository, *arguments: str, status: int = 0) -> Answer:
    answer = run(register.root, "forget", *arguments, *BY)
    assert answer.status == status, answer.messages
    if status:
        assert register.git("status", "--porcelain") == ""
    return answer


def text(register: Repository, name: str) -> str:
    return (register.root / f"{FOLDER}{name}.yaml").read_text()


def record(register: Repository, record_id: str) -> dict[str, Any]:
    found: dict[str, Any] = run(register.root, "show", record_id, "--json").json()["record"]
    return found


def test_the_person_is_erased_and_the_letter_stays(register: Repository) -> None:
    answer = forget(register, "health/old")
    assert [word for word in PERSONAL if word in text(register, "old")] == []
    assert record(register, "health/old") == {
        "officer": {
            "post": "Press officer", "unit": "Press unit", "grade": "III/c",
            "removed": {"date": "2026-01-01", "reference": "DPO/2026/014"},
        },
        "accounts": "all-of-agency",
        "letter": {
            "number": "1/2020",
            "date": "2020-01-10",
            "signed_by": {"post": "Secretary", "name": "Another Person"},
            "softcopy": {"sha256": "ab" * 32, "received": "2020-01-11"},
        },
        "effective_from": "2020-02-01",
        "effective_to": "2021-01-31",
        "end_reason": "end-of-term",
        "handover": {
            "date": "2021-02-01", "access_removed": True, "recovery_changed": True, "tools_removed": True,
        },
        "training": [{"course": "The basics", "date": "2020-01-20"}],
    }  # fmt: skip
    assert "# The first letter." in text(register, "old")
    assert "  # as in the letter" in text(register, "old")
    assert run(register.root, "validate", "--as-of", "2026-01-01").output == ""
    assert text(register, "new") == NEW
    assert "the same officer is also in `health/new`; --all includes them" in answer.messages
    assert "git's history keeps the removed details" in answer.messages


def test_what_a_register_publishes_of_a_person_goes_too(tmp_path: Path) -> None:
    """A register's own schema may mark no field as private."""
    schema = re.sub(r',\s*"x-private": true', "", (PROJECT / SCHEMA).read_text())
    register = build_repository(tmp_path / "register", {**FILES, SCHEMA: schema})
    forget(register, "health/old")
    forge_and_more = ("janedoe", "42", "jane.doe@", "Jane.Doe@", "B/17", "husband", "leave")
    assert [word for word in forge_and_more if word in text(register, "old").replace("0042", "")] == []


def test_the_day_may_have_been_another_one(register: Repository) -> None:
    forget(register, "health/old", "--on", "2025-12-01")
    assert record(register, "health/old")["officer"]["removed"]["date"] == "2025-12-01"


def test_all_of_one_person_go_in_one_step_and_come_back_in_one(register: Repository) -> None:
    answer = forget(register, "health/old", "--all")
    assert answer.output.splitlines() == [f"{FOLDER}new.yaml", f"{FOLDER}old.yaml"]
    assert "also" not in answer.messages
    assert [word for word in PERSONAL if word in text(register, "new") + text(register, "old")] == []
    assert run(register.root, "undo").status == 0
    assert register.git("status", "--porcelain") == ""


def test_remaining_traces_of_the_person_are_reported(tmp_path: Path) -> None:
    register = build_repository(
        tmp_path / "register",
        {
            **SMALL,
            f"{FOLDER}jane-q-doe-2020.yaml": OLD.replace("# The first", "# Jane q. DOE's first"),
            f"{FOLDER}shared.yaml": NEW.replace("Jane Q. Doe", "John Doe").replace("'00042'", "'00043'"),
            ACCOUNT: ACCOUNT_TEXT + "notes: Ask Jane Q. Doe\n",
        },
    )
    message = forget(register, "health/jane-q-doe-2020").messages
    assert f"{FOLDER}jane-q-doe-2020.yaml:1: the person is still named here" in message
    assert "the same officer may also be in `health/shared`; if it is the same person, add" in message
    assert "the person is also named in `health/shared`, `health/x-health`" in message
    assert "`smregister rename health/jane-q-doe-2020 NAME`" in message
    for word in PERSONAL[:5]:
        assert word not in message.replace("jane-q-doe", "")


def test_a_dry_run_shows_what_would_go(register: Repository) -> None:
    assert "officer.name: Jane Q. Doe → (nothing)" in forget(register, "health/old", "--dry-run").output
    assert register.git("status", "--porcelain") == ""


def test_two_of_one_letter_and_post_may_both_be_forgotten(tmp_path: Path) -> None:
    other = OLD.replace("Jane Q. Doe", "John Doe").replace("00042", "00043").replace("ab" * 32, "cd" * 32)
    register = build_repository(tmp_path / "register", {**FILES, f"{FOLDER}new.yaml": other})
    forget(register, "health/old", "health/new")
    assert run(register.root, "validate", "--as-of", "2026-01-01").status == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "effective_to: 2021-01-31\nend_reason: end-of-term\n",
            "",
            "`health/old` is in force or will be, so its officer",
        ),
        ("effective_to: 2021-01-31", "effective_to: 2026-01-01", "in force"),
        ("effective_from: 2020-02-01\neffective_to: 2021-01-31", "effective_from: 2027-01-01", "in force"),
        (", tools_removed: true", "", "record it first: `smregister handover health/old`"),
        ("name: Jane Q. Doe", "name: 7", "has errors"),
        ("# The first letter.", "# None", ""),
    ],
)
def test_an_officer_with_duties_left_is_not_forgotten(tmp_path: Path, old: str, new: str, message: str) -> None:
    register = build_repository(tmp_path / "register", {**SMALL, f"{FOLDER}old.yaml": OLD.replace(old, new)})
    assert message in forget(register, "health/old", status=2 if message else 0).messages


def test_no_appointment_is_forgotten_if_one_is_in_force(tmp_path: Path) -> None:
    files = {**FILES, f"{FOLDER}new.yaml": NEW.replace("effective_to: 2023-01-31\nend_reason: end-of-term\n", "")}
    register = build_repository(tmp_path / "register", files)
    assert "`health/new` is in force" in forget(register, "health/old", "--all", status=2).messages
    forget(register, "health/old")
    register.commit({})
    assert "was already removed on 2026-01-01" in forget(register, "health/old", status=2).messages


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["health/x-health"], "is of kind account"),
        (["health/odl"], "did you mean"),
        (["health/old", "--on", "soon"], "is not a date"),
    ],
)
def test_only_appointments_are_forgotten(register: Repository, arguments: list[str], message: str) -> None:
    assert message in forget(register, *arguments, status=2).messages


def test_a_reference_is_asked_for(register: Repository) -> None:
    answer = run(register.root, "forget", "health/old")
    assert (answer.status, "--reference" in answer.messages) == (2, True)


def test_who_was_forgotten_is_not_brought_back(register: Repository) -> None:
    forget(register, "health/old")
    register.commit({})
    answer = run(register.root, "edit", "health/old", "--set", "officer.name=John Doe", "--as-of", "2026-01-01")
    assert answer.status == 1
    assert "erased-officer-named" in answer.messages


def test_published_documents_of_a_removal_have_no_private_value(register: Repository) -> None:
    forget(register, "health/old")
    register.commit({})
    report = run(register.root, "report", "changes", "--from", "HEAD~1", "--format", "json")
    assert json.loads(report.output)["rows"]
    assert [
        word for word in ("Jane Q", "00042", "321 0000", "AAAAC3", "husband", "leave") if word in report.output
    ] == []
