"""Handovers of officers who leave: steps, due days, report and command."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, build, build_repository

from smregister.appointments.handovers import REQUIRED_STEPS, handovers, open_handovers
from smregister.appointments.officers import is_same_officer, may_be_same_officer
from smregister.model import Record, Value
from smregister.register.loader import read_register
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree

APPOINTMENT = "registry/agencies/health/appointments/officer.yaml"
TEXT = """\
officer:
  post: Press officer
accounts: all-of-agency
letter:
  number: "17"
  date: 2020-05-01
effective_from: 2020-05-02
effective_to: 2025-12-31  # a Wednesday
end_reason: transfer
"""
FILES = {**SMALL, APPOINTMENT: TEXT}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


def hand_over(repository: Repository, *arguments: str, day: str = "2026-01-02", status: int = 0) -> str:
    answer = run(repository.root, "handover", *arguments, "--as-of", day)
    assert answer.status == status, answer.messages
    return answer.messages


def added(repository: Repository) -> list[str]:
    lines = repository.git("diff", "--unified=0", "--no-color").splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def _words(field: str) -> str:
    return field.replace("_", " ")


def read(folder: Path, files: dict[str, str | bytes | None]) -> Register:
    return read_register(WorkTree(build(folder, files)), date(2026, 1, 1)).register


# Due handovers.


WHOLE_WEEK = "monday, tuesday, wednesday, thursday, friday, saturday, sunday"


@pytest.mark.parametrize(
    ("ended", "free", "due"),
    [
        ("2026-01-01", "weekend: [saturday, sunday]", "2026-01-02"),
        ("2026-01-02", "weekend: [saturday, sunday]", "2026-01-05"),
        ("2026-01-01", "weekend: [friday, saturday]", "2026-01-04"),
        ("2026-01-02", "calendar: {extra_holidays: [{date: 2026-01-05, name: A feast}]}", "2026-01-06"),
        ("2024-02-28", "weekend: [sunday]", "2024-02-29"),
        ("2025-12-31", "weekend: [thursday]", "2026-01-02"),
        ("2026-01-01", f"weekend: [{WHOLE_WEEK}]", "2026-01-02"),
        ("9999-12-31", "weekend: [sunday]", None),
    ],
)
def test_a_handover_is_due_on_the_working_day_after_the_end(
    tmp_path: Path, ended: str, free: str, due: str | None
) -> None:
    country = "name: Example\nlevels: {national: national}\n"
    files = {
        **FILES,
        "registry/jurisdictions/EX.yaml": f"{country}{free}\n",
        APPOINTMENT: TEXT.replace("effective_to: 2025-12-31", f"effective_to: {ended}"),
    }
    assert [each.due for each in handovers(read(tmp_path, files))] == ([due] if due else [])


def test_an_open_handover_is_due_then_overdue_then_done(tmp_path: Path) -> None:
    done = "handover: {date: 2026-01-09, access_removed: true, recovery_changed: true, tools_removed: true}\n"
    register = read(tmp_path, {**FILES, APPOINTMENT: TEXT + done})
    open_on = {day: open_handovers(register, date(2026, 1, day)) for day in (1, 2, 8, 9)}
    assert {
        day: [(each.due, each.is_overdue(f"2026-01-0{day}")) for each in some] for day, some in open_on.items()
    } == {
        1: [("2026-01-01", False)],
        2: [("2026-01-01", True)],
        8: [("2026-01-01", True)],
        9: [],
    }
    assert open_handovers(register, date(2025, 12, 31)) == []


def test_the_report_lists_due_and_overdue_handovers(tmp_path: Path) -> None:
    later = (
        TEXT.replace("2025-12-31  # a Wednesday", "2026-01-05") + "handover: {date: 2026-01-05, access_removed: true}\n"
    )
    build(tmp_path, {**FILES, APPOINTMENT: TEXT, APPOINTMENT.replace("officer.", "second."): later})

    def rows(day: str) -> list[object]:
        hand_over = run(tmp_path, "report", "handovers", "--as-of", day, "--json").json()["rows"]
        return [(row["appointment"], row["status"], row["ended"], row["due"], row["missing"]) for row in hand_over]

    first = ("health/officer", "overdue", "2025-12-31", "2026-01-01", ", ".join(map(_words, REQUIRED_STEPS)))
    second = ("health/second", "due", "2026-01-05", "2026-01-06", "recovery changed, tools removed")
    assert rows("2025-12-31") == []
    assert rows("2026-01-05") == [first]
    assert rows("2026-01-06") == [first, second]


def test_the_report_uses_private_fields_without_showing_them(tmp_path: Path) -> None:
    first = TEXT.replace("post: Press officer", "post: Press officer\n  name: An Officer")
    second = first.replace("2020-05-02", "2026-01-01").replace("effective_to: 2025-12-31", "effective_to: 2026-02-01")
    path = APPOINTMENT.replace("officer.", "second.")
    build(tmp_path, {**FILES, APPOINTMENT: first, path: second})
    assert run(tmp_path, "report", "handovers", "--as-of", "2026-01-20", "--json").json()["rows"] == []
    build(tmp_path, {path: second.replace("An Officer", "Another")})
    answer = run(tmp_path, "report", "handovers", "--as-of", "2026-01-20", "--json")
    assert [row["appointment"] for row in answer.json()["rows"]] == ["health/officer"]
    assert "An Officer" not in answer.output


def test_a_schema_without_handover_requires_none(tmp_path: Path) -> None:
    build(tmp_path, FILES)
    path = tmp_path / "schemas/appointment.schema.json"
    path.write_text(path.read_text().replace("_removed", "_gone").replace("recovery_changed", "recovery_other"))
    assert run(tmp_path, "validate", "--as-of", "2026-02-01").output == ""


def test_missing_steps_are_named_and_the_finding_has_its_days(repository: Repository) -> None:
    def findings_on(day: str) -> str:
        return run(repository.root, "validate", "--as-of", day).output

    assert findings_on("2026-01-01") == ""
    assert (
        "the handover was due by 2026-01-01; missing: access removed, recovery changed, tools removed"
        in findings_on("2026-01-02")
    )
    hand_over(repository, "health/officer", "--access-removed", "--tools-removed")
    assert "missing: recovery changed; record it with `smregister handover health/officer`" in findings_on("2026-01-02")
    hand_over(repository, "health/officer", "--recovery-changed", day="2026-01-05")
    assert "open-handover" in findings_on("2026-01-04")
    assert findings_on("2026-01-05") == ""


def test_a_step_recorded_as_not_done_is_missing(tmp_path: Path) -> None:
    steps = "handover: {date: 2026-01-09, access_removed: true, recovery_changed: false, tools_removed: true}\n"
    register = read(tmp_path, {**FILES, APPOINTMENT: TEXT + steps})
    assert [handover.missing for handover in handovers(register)] == [("recovery_changed",)]


@pytest.mark.parametrize(
    ("accounts", "is_required"),
    [("all-of-agency", False), ("[x-health, x-second]", False), ("[health/x-health]", False), ("[x-second]", True)],
)
def test_a_letter_that_keeps_the_officer_in_charge_covers_the_same_accounts(
    tmp_path: Path, accounts: str, is_required: bool
) -> None:
    first = TEXT.replace("all-of-agency", "[x-health]").replace("Press officer", "Press officer\n  name: An Officer")
    lines = first.splitlines(keepends=True)
    second = "".join(line for line in lines if not line.startswith(("accounts", "effective_to", "end")))
    files = {
        **FILES,
        ACCOUNT.replace("x-health", "x-second"): ACCOUNT_TEXT.replace("health", "second"),
        APPOINTMENT: first,
        APPOINTMENT.replace("officer.", "second."): f"{second}accounts: {accounts}\n",
    }
    assert bool([*handovers(read(tmp_path, files))]) is is_required


# The command.


def test_a_handover_is_recorded_in_steps_and_the_rest_of_the_file_stays(repository: Repository) -> None:
    output = hand_over(repository, "health/officer", "--access-removed", "--devices-returned", "--on", "2026-01-01")
    assert "still to do: recovery changed, tools removed" in output
    assert "in force" not in output
    assert added(repository) == [
        "+handover:",
        "+  date: 2026-01-01",
        "+  access_removed: true",
        "+  devices_returned: true",
    ]
    assert "still" not in hand_over(repository, "health/officer", "--recovery-changed", "--tools-removed")
    hand_over(repository, "health/officer", "--files-handed-over", "--on", "2026-01-01")
    assert added(repository) == [
        "+handover:", "+  date: 2026-01-02", "+  access_removed: true", "+  recovery_changed: true",
        "+  tools_removed: true", "+  devices_returned: true", "+  files_handed_over: true", "+  days:",
        "+    access_removed: 2026-01-01", "+    recovery_changed: 2026-01-02", "+    tools_removed: 2026-01-02",
        "+    devices_returned: 2026-01-01", "+    files_handed_over: 2026-01-01",
    ]  # fmt: skip


def test_a_step_that_is_recorded_again_keeps_its_day(repository: Repository) -> None:
    hand_over(repository, "health/officer", "--access-removed", "--on", "2026-01-01")
    before = added(repository)
    assert "no change" in hand_over(repository, "health/officer", "--access-removed", "--on", "2026-01-02")
    assert added(repository) == before


def test_a_register_with_older_schemas_keeps_the_last_day(repository: Repository) -> None:
    schema = json.loads((repository.root / "schemas/appointment.schema.json").read_text())
    del schema["properties"]["handover"]["properties"]["days"]
    repository.commit({"schemas/appointment.schema.json": json.dumps(schema)})
    hand_over(repository, "health/officer", "--access-removed", "--on", "2026-01-01")
    hand_over(repository, "health/officer", "--tools-removed")
    assert added(repository)[1:] == ["+  date: 2026-01-02", "+  access_removed: true", "+  tools_removed: true"]


def test_a_step_in_the_future_is_named(repository: Repository) -> None:
    days = "{access_removed: 2026-01-01, tools_removed: 2026-01-03}"
    done = f"handover: {{date: 2026-01-02, access_removed: true, tools_removed: true, days: {days}}}\n"
    repository.write({APPOINTMENT: TEXT + done})
    findings = run(repository.root, "validate", "--as-of", "2026-01-02").output
    assert "date-in-future: `tools_removed` is 2026-01-03, which is in the future" in findings


def test_a_step_before_the_last_day_does_not_count_by_a_later_one(tmp_path: Path) -> None:
    days = "days: {access_removed: 2025-12-01, recovery_changed: 2026-01-02, tools_removed: 2026-01-02}"
    done = (
        f"handover: {{date: 2026-01-02, access_removed: true, recovery_changed: true, tools_removed: true, {days}}}\n"
    )
    register = read(tmp_path, {**FILES, APPOINTMENT: TEXT + done})
    assert [handover.missing for handover in open_handovers(register, date(2026, 1, 8))] == [("access_removed",)]


@pytest.mark.parametrize("day", ["2025-12-01", "2025-12-30"])
def test_a_handover_before_the_last_day_is_refused(repository: Repository, day: str) -> None:
    output = hand_over(repository, "health/officer", "--access-removed", day=day, status=2)
    assert "`health/officer` is in force until 2025-12-31; record the handover on that day or later" in output
    dated = hand_over(repository, "health/officer", "--access-removed", "--on", day, status=2)
    assert "in force until" in dated
    assert added(repository) == []


def test_a_handover_on_the_last_day_is_remarked(repository: Repository) -> None:
    output = hand_over(repository, "health/officer", "--access-removed", day="2025-12-31")
    assert "`health/officer` is still in force until 2025-12-31" in output


@pytest.mark.parametrize(("day", "is_open"), [("2025-12-30", True), ("2025-12-31", False), ("2026-01-01", False)])
def test_a_handover_dated_before_the_end_does_not_count(tmp_path: Path, day: str, is_open: bool) -> None:
    """It can be written before the letter ends, by an officer who goes on."""
    done = f"handover: {{date: {day}, access_removed: true, recovery_changed: true, tools_removed: true}}\n"
    register = read(tmp_path, {**FILES, APPOINTMENT: TEXT + done})
    assert [handover.missing for handover in open_handovers(register, date(2026, 1, 8))] == [REQUIRED_STEPS] * is_open


def test_the_successor_is_the_replacement_by_default(tmp_path: Path) -> None:
    after = TEXT.replace("2020-05-02", "2026-01-01").replace('"17"', '"18"').replace("effective_to", "# effective_to")
    files = {
        **FILES,
        APPOINTMENT: TEXT.replace("transfer", "replaced") + "replaced_by: second\n",
        APPOINTMENT.replace("officer", "second"): after.replace("end_reason: transfer\n", "replaces: officer\n"),
        APPOINTMENT.replace("officer", "third"): after.replace("end_reason: transfer\n", "").replace('"18"', '"19"'),
    }
    repository = build_repository(tmp_path / "register", files)
    hand_over(repository, "health/officer", "--access-removed")
    assert "+  to: second" in added(repository)
    hand_over(repository, "health/officer", "--tools-removed", "--to", "third")
    assert "+  to: third" in added(repository)
    hand_over(repository, "health/officer", "--tools-removed", "--to", "fourth", status=1)


@pytest.mark.parametrize(
    ("arguments", "output", "status"),
    [
        (["health/officer"], "say what was done", 2),
        (["health/officer", "--on", "2026-01-01"], "say what was done", 2),
        (["health/x-health", "--access-removed"], "is of kind account, not an appointment", 2),
        (["health/oficer", "--access-removed"], "did you mean", 2),
        (["health/officer", "--access-removed", "--on", "soon"], "year-month-day", 2),
        (["health/officer", "--access-removed", "--on", "2026-01-03"], "date-in-future", 1),
    ],
)
def test_an_impossible_handover_is_an_error(
    repository: Repository, arguments: list[str], output: str, status: int
) -> None:
    assert output in hand_over(repository, *arguments, status=status)
    assert added(repository) == []


def test_an_officer_who_stays_needs_no_handover(tmp_path: Path) -> None:
    lines = [line for line in TEXT.splitlines(keepends=True) if not line.startswith(("effective_to", "end"))]
    repository = build_repository(tmp_path / "register", {**SMALL, APPOINTMENT: "".join(lines)})
    assert "has no last day yet" in hand_over(repository, "health/officer", "--access-removed", status=2)


# Identity of officers.


@pytest.mark.parametrize(
    ("one", "other", "same", "maybe"),
    [
        ({"name": "An  Officer"}, {"name": "an officer"}, True, True),
        ({"name": "A", "email": "press@gov.example"}, {"name": "B", "email": "press@gov.example"}, False, True),
        ({"email": "press@gov.example"}, {"name": "Another", "email": "Press@gov.example"}, True, True),
        ({"name": "A", "staff_number": "1"}, {"name": "A", "staff_number": "2"}, False, True),
        ({"name": "A", "forge": {"user_id": 7}}, {"name": "B", "forge": {"user_id": 7}}, True, True),
        ({"name": "A", "forge": {"user_id": 7}}, {"name": "A", "staff_number": "2"}, True, True),
        ({"post": "Deputy"}, {"post": "Deputy"}, False, False),
        ({"name": "A"}, {"email": "a@gov.example"}, False, False),
    ],
)  # fmt: skip
def test_appointments_of_one_person(one: Value, other: Value, same: bool, maybe: bool) -> None:
    pair = [Record("appointment", "health/any", "any.yaml", {"officer": each}) for each in (one, other)]
    assert (is_same_officer(*pair), may_be_same_officer(*pair)) == (same, maybe)
    assert (is_same_officer(*pair[::-1]), may_be_same_officer(*pair[::-1])) == (same, maybe)
