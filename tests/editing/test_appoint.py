"""Tests of `appoint`: appointments from letters, replacements and chains."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import Answer, run
from tests.dialogs import converse
from tests.registers import SMALL, Repository, build, build_repository
from tests.snapshots import validate

from smregister.editing.appoint import assign_replacement, complete_appointment, require_replaceable
from smregister.editing.draft import choose_name, edit_text, find_taken_names, format_record
from smregister.errors import FatalError
from smregister.model import Value
from smregister.register.loader import read_register
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree

FOLDER = "registry/agencies/health/appointments/"
FIRST = f"{FOLDER}first.yaml"
FIRST_TEXT = """\
# The first of them.
officer:
  name: Example One
  post: Press officer  # as in the letter
  unit: Press unit
  email: one@gov.example
role: lead
accounts:
  - x-health
duties:
  - secure-accounts
letter:
  number: 1/2020
  date: 2020-01-10
effective_from: 2020-02-01
"""
DIRECTIVE = """\
title: Appointments
number: 1/2020
date: 2020-01-01
jurisdiction: EX
binds:
  - types: [department]
obligations:
  - {id: appoint, action: appoint}
  - {id: letter, action: submit-letter, channel: desk@register.example}
duties:
  - code: provide-content
  - code: coordinate-content
"""
FILES: dict[str, str | bytes | None] = {**SMALL, FIRST: FIRST_TEXT, "registry/directives/ex-1.yaml": DIRECTIVE}
LETTER = ("--number", "2/2025", "--date", "2025-01-10", "--effective-from", "2025-02-01")


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


def appoint(register: Repository, *arguments: str, status: int = 0, day: str = "2026-01-01") -> Answer:
    answer = run(register.root, "appoint", *arguments, "--as-of", day)
    assert answer.status == status, answer.messages
    if status:
        assert register.git("status", "--porcelain", "--", "registry") == ""
    return answer


def record(register: Repository, record_id: str) -> dict[str, Any]:
    found: dict[str, Any] = run(register.root, "show", record_id, "--json").json()["record"]
    return found


def changed(register: Repository) -> list[str]:
    lines = register.git("diff", "--unified=0", "--no-color").splitlines()
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


# a letter


def test_every_option_sets_its_field(register: Repository, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"a letter" * 1_000_000)
    appoint(
        register, "health", "deputy", "--post", "Deputy", "--unit", "Press unit", "--officer", "Example Two",
        "--email", "two@gov.example", "--forge-login", "two", "--forge-id", "7", "--role", "deputy",
        "--account", "x-health", "--duty", "keep-records", "--duty", "answer-enquiries", "--directive", "ex-1", *LETTER,
        "--signed-by", "Secretary", "--subject", "Appointment", "--letter", "../letter.pdf", "--received", "2025-01-11",
        "--channel", "by hand", "--sent-by-email", "sec@gov.example", "--hardcopy", "2025-01-12",
        "--registry-number", "R/1", "--effective-to", "2027-01-31", "--acting-for", "Head",
        "--acting-until", "2026-06-30",
        "--training", "2024-03-01 The basics", "--training", "2024-04-01..2025-04-01  Photos, and more",
        "--set", "officer.grade=IV/a",
    )  # fmt: skip
    assert record(register, "health/deputy") == {
        "officer": {
            "name": "Example Two", "post": "Deputy", "unit": "Press unit", "grade": "IV/a", "email": "two@gov.example",
            "forge": {"login": "two", "user_id": 7},
        },
        "role": "deputy",
        "accounts": ["x-health"],
        "duties": ["keep-records", "answer-enquiries"],
        "directive": "ex-1",
        "letter": {
            "number": "2/2025",
            "date": "2025-01-10",
            "signed_by": {"post": "Secretary"},
            "subject": "Appointment",
            "softcopy": {
                "sha256": hashlib.sha256(b"a letter" * 1_000_000).hexdigest(),
                "received": "2025-01-11",
                "channel": "by hand",
                "sent_by_email": "sec@gov.example",
            },
            "hardcopy": {"received": "2025-01-12", "registry_number": "R/1"},
        },
        "effective_from": "2025-02-01",
        "effective_to": "2027-01-31",
        "acting": {"for": "Head", "until": "2026-06-30"},
        "training": [
            {"course": "The basics", "date": "2024-03-01"},
            {"course": "Photos, and more", "date": "2024-04-01", "valid_until": "2025-04-01"},
        ],
    }  # fmt: skip


def test_missing_fields_follow_from_directive_post_and_year(register: Repository) -> None:
    answer = appoint(
        register, "health", "--post", "Juru Bicara", "--directive", "ex-1", "--received", "2025-01-11", *LETTER
    )
    assert answer.output == f"{FOLDER}juru-bicara-2025.yaml\n"
    made = record(register, "health/juru-bicara-2025")
    assert made["accounts"] == "all-of-agency"
    assert made["duties"] == ["provide-content", "coordinate-content"]
    assert made["letter"]["softcopy"] == {"received": "2025-01-11", "channel": "desk@register.example"}
    again = [each.replace("2/2025", "3/2025") for each in LETTER]
    assert appoint(register, "health", "--post", "Juru Bicara", *again).output == f"{FOLDER}juru-bicara-2025-2.yaml\n"
    assert "duties" not in record(register, "health/juru-bicara-2025-2")


def test_a_file_of_fields_is_completed_by_options(register: Repository, tmp_path: Path) -> None:
    (tmp_path / "fields.yaml").write_text(
        "officer: {post: Deputy, grade: IV/a}\nletter: {number: '5', date: 2025-01-10}\n"
    )
    appoint(register, "health/second", "--from", str(tmp_path / "fields.yaml"), "--post", "Head", *LETTER[-2:])
    assert record(register, "health/second")["officer"] == {"post": "Head", "grade": "IV/a"}


def test_a_term_may_begin_later_but_a_letter_may_not(register: Repository) -> None:
    ahead = ("--post", "Head", "--number", "9", "--effective-from", "2030-01-01")
    assert "date-in-future" in appoint(register, "health", *ahead, "--date", "2026-01-02", status=1).messages
    appoint(register, "health", *ahead, "--date", "2026-01-01")


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (["--number", "1"], "the agency is missing", 2),
        (["helth", "--post", "Head", *LETTER], "did you mean `health`?", 2),
        (["health", "--post", "Head"], "--number …   Number:", 2),
        (["health", "--post", "Head"], "--effective-from …   In force from:", 2),
        (["health", "--post", "Head", *LETTER, "--role", "king"], "value-not-allowed", 1),
        (["health", "--post", "Head", *LETTER, "--duty", "sing"], "value-not-allowed", 1),
        (["health", "--post", "Head", *LETTER, "--account", "x-helth"], "dangling-reference", 1),
        (["health", "--post", "Head", *LETTER, "--directive", "ex-9"], "dangling-reference", 1),
        (["health", "--post", "Head", *LETTER, "--forge-id", "octocat"], "must be a whole number", 2),
        (["health", "--post", "Head", *LETTER, "--training", "The basics"], "like `2024-03-01 The basics`", 2),
        (["health", "--post", "Head", *LETTER, "--training", "2024-02-30 The basics"], "2024-02-30", 1),
        (["health", "--post", "Head", *LETTER, "--letter", "."], "is a folder", 2),
        (["health", "--post", "Head", *LETTER, "--letter", "nothing.pdf"], "there is no file nothing.pdf", 2),
        (["health", "--post", "Head", *LETTER, "--letter", "../empty.pdf"], "is empty", 2),
        (["health", "--post", "Head", *LETTER, "--letter", "/dev/null"], "is not a plain file", 2),
        (["health", "--post", "Head", *LETTER, "--reason", "transfer"], "add --replace ID", 2),
        (["health", "../x", "--post", "Head", *LETTER], "slash", 2),
        (["health", "first", "--post", "Head", *LETTER], "already exists", 2),
        (["health", "--post", "Head\x1b[31m", *LETTER], "hidden-character", 1),
    ],
)  # fmt: skip
def test_an_impossible_appointment_is_an_error(
    register: Repository, tmp_path: Path, arguments: list[str], message: str, status: int
) -> None:
    (tmp_path / "empty.pdf").touch()
    answer = appoint(register, *arguments, status=status)
    assert message in answer.messages
    assert answer.output == ""
    assert "\x1b" not in answer.messages


def test_a_scan_that_would_get_into_the_register_is_warned_of(tmp_path: Path) -> None:
    register = build_repository(tmp_path / "repository", FILES, below="desk")
    (tmp_path / "outside.pdf").write_text("a letter")
    for name in ("tracked.pdf", "new.pdf", "ignored.pdf"):
        (register.root.parent / name).write_text("a letter")
    register.git("add", "../tracked.pdf")
    (register.root.parent / ".gitignore").write_text("ignored.pdf\n")
    (register.root / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    (tmp_path / "inward.pdf").symlink_to(register.root.parent / "new.pdf")
    (register.root.parent / ".git/inside.pdf").write_text("a letter")
    warned = {
        place: "keep the letter outside" in appoint(
            register, "health", "--post", "Head", *LETTER, "--letter", place, "--dry-run"
        ).messages
        for place in ("../tracked.pdf", "../new.pdf", "../ignored.pdf", "../../outside.pdf", "link.pdf",
                      str(tmp_path / "inward.pdf"), "../.git/inside.pdf")
    }  # fmt: skip
    assert [*warned.values()] == [True, True, False, False, True, True, False]


def test_the_signed_letter_is_recorded_when_it_is_back(tmp_path: Path) -> None:
    register = build_repository(tmp_path / "repository", FILES | {FIRST: FIRST_TEXT})
    (tmp_path / "scan.pdf").write_text("a signed letter")
    receive = ("letter", "health/first", "--as-of", "2026-01-01", "--received", "../scan.pdf")
    assert run(register.root, *receive, "--on", "2025-12-30").status == 0
    digest = hashlib.sha256(b"a signed letter").hexdigest()
    assert f"  softcopy:\n    sha256: {digest}\n    received: 2025-12-30\n" in (register.root / FIRST).read_text()
    assert run(register.root, "verify-letter", "../scan.pdf").status == 0
    answer = run(register.root, *receive, "--hardcopy-received", "2026-01-01", "--json").json()
    assert [field["pointer"] for field in answer["changes"][0]["fields"]] == ["/letter/hardcopy"]
    assert "no change" in run(register.root, *receive).messages


def test_a_scan_of_a_slip_can_be_replaced_until_it_is_committed(tmp_path: Path) -> None:
    register = build_repository(tmp_path / "repository", FILES | {FIRST: FIRST_TEXT})
    for name, status in (("wrong", 0), ("right", 0), ("later", 1)):
        (tmp_path / f"{name}.pdf").write_text(name)
        receive = ("letter", "health/first", "--received", f"../{name}.pdf", "--as-of", "2026-01-01")
        assert run(register.root, *receive).status == status
        if name == "right":
            register.commit({})
    assert hashlib.sha256(b"right").hexdigest() in (register.root / FIRST).read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["health/x-health", "--received", "../scan.pdf"], "is of kind account"),
        (["health/first", "--received", "../none.pdf"], "there is no file"),
        (["health/first", "--received", "../scan.pdf", "--on", "2026-01-02"], "is in the future"),
        (["health/first", "--hardcopy-received", "2026-01-02"], "is in the future"),
        (["health/first", "--hardcopy-received", "2026-01-01", "--on", "2026-01-01"], "add --received"),
        (["health/first", "--received", "../scan.pdf", "-o", "../letter.pdf"], "--output is for writing a letter"),
        (["--received", "../scan.pdf"], "ID"),
    ],
)
def test_an_impossible_receipt_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    register = build_repository(tmp_path / "repository", FILES | {FIRST: FIRST_TEXT})
    (tmp_path / "scan.pdf").write_text("a signed letter")
    answer = run(register.root, "letter", *arguments, "--as-of", "2026-01-01")
    assert (answer.status, message in answer.messages) == (2, True), answer.messages


def test_a_register_outside_git_gets_no_warning(tmp_path: Path) -> None:
    root = build(tmp_path / "register", FILES)
    (root / "letter.pdf").write_text("a letter")
    answer = run(
        root, "appoint", "health", "--post", "Head", *LETTER, "--letter", "letter.pdf", "--as-of", "2026-01-01"
    )
    assert (answer.status, "warning" in answer.messages) == (0, False)


def test_what_is_missing_is_asked_for_in_the_words_of_the_schema(register: Repository) -> None:
    dialog = converse(register.root, "appoint", "health", "--post", "Head", "--as-of", "2026-01-01", replies=[
        ("Officer, name", "Example Two"), ("Role", "leed"), ("Role", "lead"), ("Duties", "keep-records"),
        ("Letter, number", "7"), ("Letter, date", "2025-01-10"), ("Letter, signed by, post", "Secretary"),
        ("In force from", "2025-02-01"),
    ])  # fmt: skip
    assert dialog.asked[:3] == ["Officer, name", "Officer, unit", "Officer, e-mail"]
    assert not {"Officer, post", "Accounts", "Another field"} & {*dialog.asked}
    made = record(register, "health/head-2025")
    assert made["letter"]["signed_by"] == {"post": "Secretary"}
    assert (made["role"], made["duties"], made["officer"]) == (
        "lead", ["keep-records"], {"name": "Example Two", "post": "Head"},
    )  # fmt: skip


# a letter of replacement


def test_a_replacement_inherits_fields_and_ends_the_previous_appointment(register: Repository) -> None:
    answer = appoint(register, "--replace", "health/first", "--officer", "Example Two", *LETTER)
    assert answer.output == f"{FIRST}\n{FOLDER}press-officer-2025.yaml\n"
    assert "record the handover with `smregister handover health/first`" in answer.messages
    assert changed(register) == [
        "+effective_to: 2025-01-31",
        "+end_reason: replaced",
        "+replaced_by: press-officer-2025",
    ]
    assert record(register, "health/press-officer-2025") == {
        "officer": {"name": "Example Two", "post": "Press officer", "unit": "Press unit"},
        "role": "lead",
        "accounts": ["x-health"],
        "duties": ["secure-accounts"],
        "letter": {"number": "2/2025", "date": "2025-01-10"},
        "effective_from": "2025-02-01",
        "replaces": "first",
    }
    assert run(register.root, "undo").status == 0
    assert changed(register) == []
    assert register.git("status", "--porcelain") == ""


def test_options_override_what_a_replacement_inherits(register: Repository) -> None:
    appoint(
        register, "health", "second", "--replace", "health/first", "--reason", "retirement", "--post", "Spokesman",
        "--account", "all-of-agency", "--role", "editor", "--directive", "ex-1", *LETTER,
    )  # fmt: skip
    made = record(register, "health/second")
    assert made["officer"] == {"post": "Spokesman"}
    assert (made["accounts"], made["role"]) == ("all-of-agency", "editor")
    assert made["duties"] == ["provide-content", "coordinate-content"]
    assert "+end_reason: retirement" in changed(register)


def test_an_officer_who_stays_has_no_handover(register: Repository) -> None:
    message = appoint(register, "--replace", "health/first", "--officer", "Example One", *LETTER).messages
    assert "handover" not in message
    assert run(register.root, "validate", "--as-of", "2026-01-01").output == ""


def test_only_the_last_of_a_chain_is_replaced(register: Repository) -> None:
    appoint(register, "health", "second", "--replace", "health/first", *LETTER)
    later = ("--number", "3", "--date", "2025-05-01", "--effective-from", "2026-02-01")
    appoint(register, "health", "third", "--replace", "health/second", *later)
    register.commit({})
    for link, term in (("first", "in force from 2026-02-01 on"), ("second", "in force from 2026-02-01 on")):
        message = appoint(register, "--replace", f"health/{link}", *LETTER, status=2).messages
        assert f"`health/{link}` is already replaced; replace the last of its chain, `health/third`, {term}" in message
        assert "`smregister appoint --replace health/third`" in message
    assert run(register.root, "validate", "--as-of", "2025-05-02").status == 0


@pytest.mark.parametrize(
    ("more", "begin", "message"),
    [
        (
            "effective_to: 2025-01-31\nend_reason: end-of-term\n",
            "2025-02-02",
            "no officer from 2025-02-01 to 2025-02-01",
        ),
        ("effective_to: 2025-01-31\nend_reason: end-of-term\n", "2025-01-31", "--set effective_to=2025-01-30"),
        ("acting: {until: 2025-01-31}\n", "2025-03-01", "--effective-from 2025-02-01"),
        ("", "2020-02-01", "began on 2020-02-01"),
        ("", "2025-02-30", "must be a date like 2018-03-28"),
        ("", "20250201", "must be a date like 2018-03-28"),
        ("", "0001-01-01", "must be a date like 2018-03-28"),
        ("replaced_by: nobody\n", "2025-02-01", "which does not exist"),
        ("zeal: 1\n", "2025-02-01", "has errors"),
    ],
)
def test_a_replacement_leaves_one_officer_on_each_day(
    register: Repository, more: str, begin: str, message: str
) -> None:
    register.commit({FIRST: FIRST_TEXT + more})
    answer = appoint(register, "--replace", "health/first", *LETTER[:-1], begin, status=2)
    assert message in answer.messages


@pytest.mark.parametrize(
    ("more", "begin", "lines"),
    [
        ("effective_to: 2025-01-31\nend_reason: end-of-term\n", "2025-02-01", ["+replaced_by: second"]),
        ("acting: {until: 2025-01-31}\n", "2025-02-01",
         ["+effective_to: 2025-01-31", "+end_reason: replaced", "+replaced_by: second"]),
        ("effective_to: 2026-12-31\n", "2026-07-01",
         ["-effective_to: 2026-12-31", "+effective_to: 2026-06-30", "+end_reason: replaced", "+replaced_by: second"]),
    ],
)  # fmt: skip
def test_a_recorded_end_is_kept(register: Repository, more: str, begin: str, lines: list[str]) -> None:
    register.commit({FIRST: FIRST_TEXT + more})
    appoint(register, "health/second", "--replace", "health/first", *LETTER[:-1], begin)
    assert changed(register) == lines
    assert run(register.root, "validate", "--as-of", begin).status == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--replace", "health/x-health"], "is of kind account"),
        (["--replace", "health/fist"], "did you mean"),
        (["--replace", "health/first", "--replace", "health/other"], "an appointment replaces only one other"),
        (["food", "--replace", "health/first"], "does not belong to agency `food`"),
    ],
)
def test_only_one_appointment_of_the_agency_is_replaced(
    register: Repository, arguments: list[str], message: str
) -> None:
    assert message in appoint(register, *arguments, *LETTER, status=2).messages


def test_a_dry_run_shows_both_sides_and_writes_nothing(register: Repository) -> None:
    shown = appoint(register, "health/second", "--replace", "health/first", *LETTER, "--dry-run").output
    assert "+ appointment health/second added" in shown
    assert "replaced_by: (nothing) → second" in shown
    assert register.git("status", "--porcelain") == ""


def test_a_complete_command_asks_nothing(register: Repository) -> None:
    assert converse(register.root, "appoint", "health", "--post", "Head", *LETTER, "--as-of", "2026-01-01").asked == []
    dialog = converse(register.root, "appoint", "--replace", "health/first", *LETTER, "--as-of", "2026-01-01")
    assert dialog.asked == []


def test_a_date_that_does_not_fit_is_asked_for_again(register: Repository) -> None:
    given = ("--replace", "health/first", *LETTER[:-2], "--as-of", "2026-01-01")
    dialog = converse(register.root, "appoint", *given, replies=[
        ("In force from", "2015-01-01"), ("In force from", "2025-02-01"),
    ])  # fmt: skip
    assert "Officer, post" not in dialog.asked
    assert "must begin later, not on 2015-01-01; once more" in dialog.messages


def test_typed_values_are_saved_if_the_dates_are_invalid(register: Repository) -> None:
    begin = (*LETTER[:-1], "2020-01-01", "--as-of", "2026-01-01")
    dialog = converse(register.root, "appoint", "--replace", "health/first", *begin, status=2)
    match = re.search(r"`smregister appoint --replace health/first --from (\S+)`", dialog.messages)
    kept = match[1] if match else ""
    fixed = appoint(register, "--replace", "health/first", "--from", str(kept), "--effective-from", "2025-02-01")
    assert fixed.status == 0


# chains

START = date(2020, 2, 1)
CHAINS = {
    "overlapping-appointments", "replacement-gap", "replacement-fork", "replacement-cycle", "replacement-missing",
    "one-sided-replacement", "dangling-reference", "closed-before-opened", "closed-without-reason", "duplicate-value",
}  # fmt: skip


class Desk:
    """A register in which appointments are added, replaced and ended in any order."""

    def __init__(self, tree: Tree) -> None:
        self.tree, self.contents, self.letters = tree, dict[str, bytes | None](), 0

    def appoint(self, begin: int, term: int | None, acting: bool, replaced: int | None) -> None:
        register = read_register(OverlayTree(self.tree, self.contents), START).register
        kind, records = register.kinds["appointment"], register.of_kind("appointment").values()
        known = sorted(records, key=lambda each: (each.text("effective_from") or "", each.id))
        old = known[replaced % len(known)] if replaced is not None and known else None
        self.letters += 1
        first = START + timedelta(days=begin)
        given: dict[str, Value] = {
            "letter": {"number": str(self.letters), "date": "2020-01-01"}, "effective_from": first.isoformat(),
        }  # fmt: skip
        if term is not None:
            last = (first + timedelta(days=term)).isoformat()
            given |= {"acting": {"until": last}} if acting else {"effective_to": last, "end_reason": "end-of-term"}
        data = complete_appointment(register, given, old)
        data = data if old else {**data, "officer": {"post": "Officer"}}
        name = choose_name(kind, data, find_taken_names(register, kind, "health"), "health")
        written: dict[str, bytes | None] = {f"{FOLDER}{name}.yaml": format_record(kind, data).encode()}
        if old is not None:
            require_replaceable(register, old)
            changes = assign_replacement(old, first.isoformat(), name, None, (START + timedelta(days=90)).isoformat())
            text = (self.contents[old.path] or b"").decode()
            written[old.path] = edit_text(kind, text, changes, []).encode()
        self.contents |= written


STEPS = st.lists(
    st.tuples(st.integers(0, 200), st.none() | st.integers(0, 60), st.booleans(), st.none() | st.integers(0, 5)),
    min_size=1,
    max_size=6,
)  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return WorkTree(build(tmp_path_factory.mktemp("chains"), SMALL))


@given(STEPS)
def test_chains_stay_complete_after_any_appointments(empty: Tree, steps: list[tuple[Any, ...]]) -> None:
    desk = Desk(empty)
    for step in steps:
        with suppress(FatalError):
            desk.appoint(*step)
    findings = validate(OverlayTree(empty, desk.contents), START + timedelta(days=400)).findings
    assert [each for each in findings if each.rule in CHAINS] == []


def test_a_chain_of_many_links_has_one_officer_on_each_day(empty: Tree) -> None:
    desk = Desk(empty)
    for number, begin in enumerate((0, 30, 31, 100)):
        desk.appoint(begin, None, False, number - 1 if number else None)
    records = read_register(OverlayTree(empty, desk.contents), START).register.of_kind("appointment").values()
    for day in (START + timedelta(days=each) for each in range(0, 200, 5)):
        in_force = [
            each for each in records
            if (each.text("effective_from") or "") <= day.isoformat() <= (each.text("effective_to") or "9999")
        ]  # fmt: skip
        assert len(in_force) == 1
