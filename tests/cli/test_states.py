"""Tests of `status`, `reopen`, `handle`, `transfer` and `close`: what belongs together changes together."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Answer, run
from tests.dialogs import converse
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, PROJECT, SMALL, Repository, build_repository

from smregister.editing.assignments import read_assignment
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.work_tree import WorkTree

TODAY = "2026-01-01"
X = "health/x-health"
FOOD = "registry/agencies/food/agency.yaml"
OFFICER = "registry/agencies/health/appointments/officer.yaml"
DESK = "desk:\n  - {name: Example Officer, post: Desk officer, from: 2020-01-01, forge: {user_id: 9}}\n"
FILES: dict[str, str | bytes | None] = {
    **SMALL,
    "registry/register.yaml": str(SMALL["registry/register.yaml"]) + DESK,
    ACCOUNT: f"{ACCOUNT_TEXT}url: https://x.com/example_health  # as printed\n".replace(
        "opened", "status_since: 2020-05-02\nopened"
    ),
    FOOD: str(SMALL[AGENCY]).replace("Department of Health", "Food Agency"),
    "registry/agencies/food/accounts/page.yaml": (
        "platform: facebook\nhandle: example.food\npurpose: Recalls\nstatus: active\ntwin: health/x-health\n"
    ),
    OFFICER: (
        'officer:\n  post: Press officer\naccounts: [x-health]\nletter:\n  number: "17"\n  date: 2020-05-01\n'
        "effective_from: 2020-05-02\n"
    ),
}


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a register for commands that write nothing."""
    return build_repository(tmp_path_factory.mktemp("unchanged") / "register", FILES)


def do(register: Repository, command: str, *arguments: str, status: int = 0, today: str = TODAY) -> Answer:
    answer = run(register.root, *command.split(), *arguments, "--as-of", today)
    assert answer.status == status, answer.messages
    return answer


def fields(register: Repository, record_id: str = X) -> dict[str, Any]:
    data: dict[str, Any] = run(register.root, "show", record_id, "--json").json()["record"]
    return data


def state(register: Repository, record_id: str = X) -> tuple[str | None, ...]:
    names = ("status", "status_since", "closed", "closed_reason")
    return tuple(fields(register, record_id).get(name) for name in names)


# status


def test_a_status_brings_its_first_day(register: Repository) -> None:
    do(register, f"status {X} dormant")
    assert state(register) == ("dormant", TODAY, None, None)
    do(register, f"status {X} compromised --on 2026-01-01")
    assert "no change" in do(register, f"status {X} compromised", today="2026-02-01").messages
    do(register, f"status {X} compromised --on 2025-12-01")
    assert state(register) == ("compromised", "2025-12-01", None, None)
    run(register.root, "undo")
    assert state(register) == ("compromised", TODAY, None, None)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (f"status {X} closed", f"`smregister close {X} --reason …` writes them together"),
        (f"status {X} transferred", f"`smregister transfer {X} AGENCY` writes them together"),
        (f"status {X} dorment", "did you mean `dormant`?"),
        (f"status {X} dormant --on 2026-01-02", "is in the future"),
        (f"status {X} dormant --on 2019-01-01", "can't be dormant since 2019-01-01"),
        (f"status {X}", "STATUS"),
        ("status EX dormant", "is of kind jurisdiction, which has no status"),
        ("status health/officer dormant", "a new letter appoints again: `smregister appoint`"),
        (f"reopen {X}", "has no end"),
        ("reopen health/officer", "a new letter appoints again"),
        (f"handle {X} @no.dots", "is not a valid handle on X"),
        (f"handle {X} https://www.facebook.com/example.health", "can't be used"),
        (f"handle {X} example_new --on 2026-01-02", "is in the future"),
        (f"handle {X} example_new --on 2020-05-01", "has its present handle since 2020-05-02"),
        ("handle health example_new", "only an account has a handle"),
        (f"transfer {X} fod", "did you mean `food`?"),
        (f"transfer {X} health", "belongs to `health` already"),
        (f"transfer {X} food --name page", "already exists"),
        (f"transfer {X} food --name No", "`No` is not a valid name"),
        (f"transfer {X} food --name a/b", "`a/b` is not a valid name"),
        (f"transfer {X} food --on 2026-01-02", "is in the future"),
        ("transfer health food", "only an account can be transferred"),
        (f"edit {X} --set status=dormant", f"`smregister status {X} dormant` changes both"),
        (f"edit {X} --set status=closed", f"`smregister close {X} --reason …` changes both"),
    ],
)
def test_an_impossible_change_names_the_way(unchanged: Repository, command: str, message: str) -> None:
    assert message in do(unchanged, command, status=2).messages


def test_what_is_refused_writes_nothing(unchanged: Repository) -> None:
    assert unchanged.git("status", "--porcelain") == ""


def test_the_missing_is_asked_for(register: Repository) -> None:
    day = ("--as-of", TODAY)
    converse(register.root, "status", *day, replies=[("Record", X), ("Status", "dor")])
    assert state(register)[:2] == ("dormant", TODAY)
    dialog = converse(register.root, "handle", X, *day, replies=[("New handle", "no.dots"), ("New handle", "@new_one")])
    assert "is not a valid handle on X" in dialog.messages
    assert fields(register)["handle"] == "new_one"
    converse(register.root, "transfer", *day, replies=[("Record", X), ("Agency", "healt"), ("Agency", "Food Agency")])
    converse(register.root, "reopen", *day, replies=[("Record", X)], status=1)


# close and reopen


def test_an_end_and_a_return(register: Repository) -> None:
    do(register, f"close {X} --reason Gone --on 2025-11-15 --replaced-by food/page")
    assert state(register) == ("closed", "2025-11-15", "2025-11-15", "Gone")
    assert "`smregister reopen" in do(register, f"edit {X} --set status=active", status=1).messages
    assert f"`smregister reopen {X} --status dormant` removes" in do(register, f"status {X} dormant", status=2).messages
    assert "before that" in do(register, f"reopen {X} --on 2025-11-01", status=2).messages
    answer = do(register, f"reopen {X} --status dormant --on 2025-12-01")
    assert (state(register), "replaced_by" in fields(register)) == (("dormant", "2025-12-01", None, None), False)
    assert "only the desk changes a status of `closed`" in answer.messages


def test_an_account_that_is_added_with_its_end_is_closed(register: Repository) -> None:
    new = "add account --agency food --set url=https://x.com/food_old --set purpose=News --set closed_reason=Gone --set"
    do(register, f"{new} closed=2021-12-31")
    assert fields(register, "food/x-food-old")["status"] == "closed"
    run(register.root, "undo")
    do(register, f"{new} closed=2026-12-31")
    assert fields(register, "food/x-food-old")["status"] == "active"


def test_a_planned_end_comes(register: Repository) -> None:
    do(register, f"close {X} --reason Merged --on 2026-01-05")
    assert state(register) == ("active", "2020-05-02", "2026-01-05", "Merged")
    assert "ends on 2026-01-05" in do(register, f"status {X} closed", status=2).messages
    assert run(register.root, "validate", "--as-of", "2026-01-04").status == 0
    assert "contradictory-status" in run(register.root, "validate", "--as-of", "2026-01-05").output
    assert "completes its end" in do(register, f"status {X} dormant", status=2, today="2026-01-05").messages
    do(register, f"status {X} closed", today="2026-01-07")
    assert state(register) == ("closed", "2026-01-05", "2026-01-05", "Merged")


def test_a_planned_end_is_given_up(register: Repository) -> None:
    do(register, f"close {X} --reason Merged --on 2026-01-05")
    do(register, f"status {X} closing --on 2025-12-30")
    do(register, f"reopen {X}")
    assert state(register) == ("active", TODAY, None, None)


def test_a_proposal_keeps_its_status(register: Repository) -> None:
    register.commit({ACCOUNT: ACCOUNT_TEXT.replace("active", "proposed")})
    do(register, f"close {X} --reason Dropped")
    assert "is a proposal" in do(register, f"status {X} closed", status=2).messages
    assert "is proposed" in do(register, f"transfer {X} food", status=2).messages
    do(register, f"reopen {X}")
    assert fields(register)["status"] == "proposed"


def test_an_agency_reopens_without_a_first_day(register: Repository) -> None:
    do(register, "close food --reason Merged --on 2025-12-01")
    do(register, "reopen food")
    assert register.git("status", "--porcelain") == ""


# handle


def test_the_old_handle_stays_until_the_day_before(register: Repository) -> None:
    do(register, f"handle {X} https://twitter.com/New_Health --on 2025-12-01 --reason", "The name changed")
    do(register, f"handle {X} third_health")
    record = fields(register)
    assert (record["handle"], record["url"]) == ("third_health", "https://x.com/third_health")
    assert record["former_handles"] == [
        {"handle": "example_health", "to": "2025-11-30", "reason": "The name changed"},
    ], "the second was never committed"  # fmt: skip
    assert "# as printed" in (register.root / ACCOUNT).read_text()
    for handle, day, verdict in (("example_health", "2025-11-30", 0), ("example_health", "2025-12-01", 1),
                                 ("third_health", TODAY, 0), ("third_health", "2025-11-30", 1)):  # fmt: skip
        assert run(register.root, "check", f"https://x.com/{handle}", "--as-of", day).status == verdict, (handle, day)
    register.commit({})
    do(register, f"handle {X} fourth_health", today="2026-02-01")
    assert fields(register)["former_handles"][1] == {"handle": "third_health", "from": "2025-12-01", "to": "2026-01-31"}


def test_a_slip_leaves_no_former_handle(register: Repository) -> None:
    before = (register.root / ACCOUNT).read_text()
    do(register, f"handle {X} exmaple_health")
    do(register, f"handle {X} example_health")
    assert (register.root / ACCOUNT).read_text() == before
    do(register, "add account --agency food --set url=https://x.com/fod_news --set", "purpose=News")
    do(register, "handle food/x-fod-news food_news")
    assert "former_handles" not in fields(register, "food/x-fod-news")
    do(register, "edit food/x-fod-news --set handle=food_new --set url=https://x.com/food_new")
    assert run(register.root, "validate", "--base", "HEAD").status == 0


def test_the_day_of_a_slip_stays_unless_another_is_given(register: Repository) -> None:
    do(register, f"handle {X} secnd_health --on 2025-11-01")
    do(register, f"handle {X} second_hlth")
    assert fields(register)["former_handles"] == [{"handle": "example_health", "to": "2025-10-31"}]
    do(register, f"handle {X} second_health --on 2025-12-01")
    assert fields(register)["former_handles"] == [{"handle": "example_health", "to": "2025-11-30"}]


def test_a_renamed_record_does_not_make_a_handle_a_slip(register: Repository) -> None:
    do(register, f"rename {X} x-press")
    do(register, "handle health/x-press new_health")
    assert fields(register, "health/x-press")["former_handles"] == [{"handle": "example_health", "to": "2025-12-31"}]


def test_a_handle_in_other_capitals_is_the_same(register: Repository) -> None:
    do(register, f"handle {X} Example_Health")
    assert (fields(register)["handle"], "former_handles" in fields(register)) == ("Example_Health", False)


def test_a_handle_since_the_opening_leaves_the_old_one_no_day(register: Repository) -> None:
    do(register, f"handle {X} new_health --on 2020-05-02")
    assert fields(register)["former_handles"] == [{"handle": "example_health"}]


def test_an_account_that_has_ended_keeps_its_handle(register: Repository) -> None:
    do(register, f"close {X} --reason Gone")
    assert "has ended" in do(register, f"handle {X} new_health", status=2).messages


# transfer


def test_a_transfer_keeps_the_old_record_and_moves_the_references(register: Repository) -> None:
    text = str(FILES[ACCOUNT]).replace(
        "status:", "contact_email: a@health.gov.example\nother_agencies: [food]\nstatus:"
    )
    text += "former_handles: [{handle: old_health, to: 2021-01-01}]\napproval: {by: Secretary, date: 2020-05-01}\n"
    register.commit({ACCOUNT: text})
    answer = do(register, f"transfer {X} food --on 2025-12-01")
    assert state(register) == ("transferred", "2025-12-01", "2025-12-01", "Transferred to Food Agency")
    assert fields(register)["replaced_by"] == "food/x-health"
    new = fields(register, "food/x-health")
    assert (new["status"], new["status_since"], new["opened"]) == ("active", "2025-12-01", "2025-12-01")
    assert not {"former_handles", "approval", "other_agencies", "closed", "replaced_by"} & new.keys()
    assert fields(register, "food/page")["twin"] == "x-health"
    assert fields(register, "health/officer")["accounts"] == ["x-health"]
    for line in ("has not taken over: approval", "contact_email", "still name the account there: `health/officer`",
                 "The desk must approve this change"):  # fmt: skip
        assert line in answer.messages
    for day, account in (("2025-11-30", X), ("2025-12-01", "food/x-health"), (TODAY, "food/x-health")):
        check = run(register.root, "check", "https://x.com/example_health", "--json", "--as-of", day).json()
        assert (check["verdict"], check["account"]) == ("official", account)
    assert run(register.root, "validate", "--as-of", TODAY).status == 0


def test_a_record_that_has_ended_is_not_transferred(register: Repository) -> None:
    do(register, f"close {X} --reason Gone")
    assert f"`smregister reopen {X}` comes first" in do(register, f"transfer {X} food", status=2).messages
    do(register, f"reopen {X}")
    do(register, "close food --reason Merged --on 2025-12-01")
    assert "can't take over an account" in do(register, f"transfer {X} food", status=2).messages


# What all of them do.


@pytest.mark.parametrize("command", [f"status {X} dormant", f"transfer {X} food", "reopen food/page"])
def test_every_command_shows_writes_and_is_undone(register: Repository, command: str) -> None:
    if command.startswith("reopen"):
        do(register, "close food/page --reason Gone")
        register.commit({})
    answers = [do(register, command, "--json", *options).json() for options in (["--dry-run"], [])]
    assert [sorted(answer) for answer in answers] == [["changes", "findings", "version", "written"]] * 2
    assert answers[0]["changes"] == answers[1]["changes"]
    assert (answers[0]["written"], bool(answers[1]["written"])) == ([], True)
    run(register.root, "undo")
    assert register.git("status", "--porcelain") == ""


def test_an_invalid_change_as_json_has_its_findings(register: Repository) -> None:
    do(register, "add account --agency food --set url=https://x.com/food_news --set", "purpose=News")
    answer = do(register, "handle food/x-food-news example_health --json", status=1)
    assert answer.json()["written"] == []
    assert {finding["rule"] for finding in answer.json()["findings"]} == {"duplicate-account"}


# edit


@pytest.mark.parametrize(
    ("change", "command"),
    [
        ("status=dormant --set status_since=2025-12-01", f"status {X} STATUS"),
        ("handle=Example_Health", f"handle {X} NEW"),
        ("closed=2026-02-01 --set closed_reason=Merged", f"close {X} --reason …"),
    ],
)
def test_an_edit_of_an_owned_field_names_the_command(register: Repository, change: str, command: str) -> None:
    assert f"`smregister {command}` changes " in do(register, f"edit {X} --set {change}").messages


def test_an_edit_of_the_letter_names_the_command(register: Repository) -> None:
    answer = do(register, "edit health/officer --set letter.hardcopy.received=2025-12-01")
    assert (
        "`smregister letter health/officer --hardcopy-received DATE` changes `letter.hardcopy.received`"
        in answer.messages
    )
    assert "changes" not in do(register, f"edit {X} --set purpose=News").messages


def test_a_status_at_the_prompt_needs_its_day(register: Repository) -> None:
    replies = [("Field to change", "Status"), ("Status", "dormant")]
    dialog = converse(register.root, "edit", X, "--as-of", TODAY, replies=replies, status=2)
    assert f"`smregister status {X} dormant` changes both" in dialog.messages
    assert state(register)[0] == "active"


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("former_handles+=old", "former_handles+='{handle: old}'"),
        ("former_handles=old", "former_handles+='{handle: old}'"),
        ("former_handles+.handle=old", "former_handles+='{handle: old}'"),
        ("former_handles.handle=old", "former_handles+='{handle: old}'"),
        ("former_handles.to=2020-01-01", "former_handles+='{to: 2020-01-01}'"),
        ("former_handles+=123", "former_handles+='{handle: \"123\"}'"),
        ("former_handles+=true", "former_handles+='{handle: \"true\"}'"),
        ("former_handles={handle: old}", "former_handles+='{handle: old}'"),
    ],
)
def test_an_item_of_a_list_of_mappings_is_suggested(unchanged: Repository, text: str, suggestion: str) -> None:
    assert f"write `--set {suggestion}`" in do(unchanged, f"edit {X} --set", text, status=2).messages


def test_the_suggested_item_is_right(register: Repository) -> None:
    do(register, f"edit {X} --set", "former_handles+={handle: old_health}")
    do(register, f"edit {X} --set", "former_handles.0.to=2021-01-01")
    assert fields(register)["former_handles"] == [{"handle": "old_health", "to": "2021-01-01"}]


def test_explain_shows_how_to_add_an_item() -> None:
    text = run(PROJECT, "explain", "account.former_handles").output
    assert "Each item has: handle (required), from, to, reason.\n" in text
    assert "To add one: --set former_handles+='{handle: old_example}'\n" in text
    assert read_assignment(load_kinds(WorkTree(PROJECT))[0]["appointment"], _shown("appointment.training")).value == {
        "course": "Government social media: the basics",
        "date": "2024-03-01",
    }


def _shown(name: str) -> str:
    """Return the value that `explain` shows for `--set`."""
    _, _, text = run(PROJECT, "explain", name).output.partition("To add one: --set ")
    return shlex.split(text.splitlines()[0])[0]
