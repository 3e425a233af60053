"""Tests of `observe`: single observations and lists."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import Answer, run
from tests.dialogs import STOP, converse
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, SMALL, Repository, build_repository

from smregister.editing.draft import format_record
from smregister.editing.lists.plan import RowError
from smregister.editing.lists.rows import read_rows
from smregister.editing.observations.observation import Observation, compare_observations
from smregister.editing.observations.observed_values import RESULTS, read_value_and_result
from smregister.errors import FatalError
from smregister.model import Value, resolve_pointer
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml.editor import update_text
from smregister.repository.open import open_tree
from smregister.standards.facts.observations import OBSERVABLES, OBSERVABLES_BY_NAME

DAY = ("--as-of", "2026-01-01")
HEALTH = "registry/agencies/health"
SEEN = f"{HEALTH}/observations/x-health.yaml"
OTHER = f"{HEALTH}/accounts/facebook-health.yaml"
OTHER_SEEN = f"{HEALTH}/observations/facebook-health.yaml"
COMMENTED = """\
# The desk's own.
facts:
  # By eye every month.
  last_post:
    value: 2025-11-30   # a Sunday
    when: 2025-12-01
    how: by eye
    by: Example desk
    result: pass
    note: Only a link

  followers:
    value: 1200
    when: 2025-12-01
    how: by eye
    by: Example desk
    result: pass
notes: Ask the press office.
"""
HEADINGS = "account,fact,value,result,when,how,by,evidence,note\n"


def build_with_two_accounts(folder: Path) -> Repository:
    other = ACCOUNT_TEXT.replace("platform: x", "platform: facebook").replace("example_health", "example.health")
    return build_repository(folder, {**SMALL, OTHER: other})


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_with_two_accounts(tmp_path / "register")


def observe(register: Repository, *arguments: str, status: int = 0) -> Answer:
    answer = run(register.root, "observe", *arguments, *DAY)
    assert answer.status == status, answer.messages
    assert run(register.root, "validate", *DAY).status == 0
    return answer


def facts(register: Repository, account: str = "health/x-health") -> dict[str, Any]:
    recorded: dict[str, Any] = run(register.root, "show", f"observation:{account}", "--json").json()["record"]["facts"]
    return recorded


def text(register: Repository, path: str = SEEN) -> str:
    return (register.root / path).read_text("utf-8")


def take(register: Repository, rows: str, *options: str, name: str = "seen.csv", status: int = 0) -> Answer:
    """Record a list beside the register."""
    (register.root.parent / name).write_text(rows, "utf-8")
    return observe(register, "--from", f"../{name}", *options, status=status)


def run_json(register: Repository, rows: str, *options: str, **named: Any) -> dict[str, Any]:
    """Record a list and return its JSON document; its sums must be right."""
    document = take(register, rows, "--json", *options, **named).json()
    sums = document["taken"] + document["known"] + document["older"] + len(document["refused"])
    assert document["read"] == sums
    return document


def reasons(document: dict[str, Any]) -> dict[int, str]:
    return {each["line"]: each["reason"] for each in document["refused"]}


def test_an_observation_is_recorded_with_its_day_method_and_observer(register: Repository) -> None:
    observe(register, "health/x-health", "--set", "last_post=2025-12-30", "--set", "captions=no")
    assert text(register) == (
        "facts:\n"
        "  last_post:\n"
        "    value: 2025-12-30\n"
        "    when: 2026-01-01\n"
        "    how: by eye\n"
        "    by: Example desk\n"
        "    result: pass\n"
        "  captions:\n"
        "    value: false\n"
        "    when: 2026-01-01\n"
        "    how: by eye\n"
        "    by: Example desk\n"
        "    result: fail\n"
    )


def test_options_complete_the_inspection(register: Repository) -> None:
    options = ("--on", "2025-12-31", "--how", "by a tool", "--by", "Link checker", "--note", "Behind a log-in")
    observe(register, "health/x-health", "--could-not-tell", "followers", *options)
    assert facts(register)["followers"] == {
        "when": "2025-12-31",
        "how": "by a tool",
        "by": "Link checker",
        "result": "could-not-tell",
        "note": "Behind a log-in",
    }


@pytest.mark.parametrize(
    "name",
    [
        "health/x-health",
        "account:health/x-health",
        "observation:health/x-health",
        SEEN,
        ACCOUNT,
        "@example_health",
        "https://mobile.twitter.com/Example_Health",
    ],
)
def test_an_account_is_called_by_id_path_address_or_handle(register: Repository, name: str) -> None:
    observe(register, name, "--set", "followers=3")
    assert facts(register)["followers"]["value"] == 3


def test_a_handle_on_two_platforms_is_not_guessed(register: Repository) -> None:
    register.write({OTHER: ACCOUNT_TEXT.replace("platform: x", "platform: instagram")})
    answer = observe(register, "@example_health", "--set", "followers=3", status=2)
    assert "names several records; write one of `health/facebook-health`, `health/x-health`" in answer.messages


def test_several_accounts_are_observed_in_one_command(register: Repository) -> None:
    observe(register, "health/x-health", "@example.health", "--set", "captions=true")
    assert facts(register) == facts(register, "health/facebook-health")
    run(register.root, "undo")
    assert register.git("status", "--porcelain", "--untracked-files=all") == ""


def test_a_later_inspection_replaces_the_earlier_one_and_no_other_line(register: Repository) -> None:
    register.commit({SEEN: COMMENTED})
    observe(register, "health/x-health", "--set", "last_post=2025-12-30")
    expected = COMMENTED.replace("2025-11-30", "2025-12-30").replace("2025-12-01", "2026-01-01", 1)
    assert text(register) == expected.replace("    note: Only a link\n", "")


def test_an_older_observation_is_left_out(register: Repository) -> None:
    register.commit({SEEN: COMMENTED})
    answer = observe(register, "health/x-health", "--set", "followers=1", "--on", "2025-11-01", status=1)
    assert "`followers` of `health/x-health` left out: the observation of 2025-12-01 is newer" in answer.messages
    assert text(register) == COMMENTED
    answer = observe(register, "health/x-health", "--set", "followers=1", "--set", "captions=yes", "--on", "2025-11-01")
    assert "`followers` of `health/x-health` left out" in answer.messages
    assert facts(register)["followers"]["value"] == 1200
    assert facts(register)["captions"]["when"] == "2025-11-01"


def test_the_same_again_changes_nothing_and_the_same_day_corrects(register: Repository) -> None:
    observe(register, "health/x-health", "--set", "followers=1")
    answer = observe(register, "health/x-health", "--set", "followers=1")
    assert "no change" in answer.messages
    observe(register, "health/x-health", "--set", "followers=2")
    assert facts(register)["followers"]["value"] == 2


def test_a_dry_run_writes_nothing(register: Repository) -> None:
    answer = observe(register, "health/x-health", "--set", "followers=1", "--dry-run")
    assert "+ observation health/x-health added" in answer.output
    assert not (register.root / SEEN).exists()


def test_of_evidence_only_the_digest_is_recorded(register: Repository) -> None:
    (register.root.parent / "shot.png").write_bytes(b"what was seen")
    digest = hashlib.sha256(b"what was seen").hexdigest()
    observe(register, "health/x-health", "--set", "captions=yes", "--evidence", "../shot.png")
    assert facts(register)["captions"]["evidence"] == {"sha256": digest}
    observe(register, "health/facebook-health", "--set", "captions=yes", "--evidence", digest.upper())
    assert facts(register, "health/facebook-health")["captions"]["evidence"] == {"sha256": digest}


def test_evidence_inside_the_work_tree_gets_a_warning(register: Repository) -> None:
    (register.root / "shot.png").write_bytes(b"what was seen")
    answer = observe(register, "health/x-health", "--set", "captions=yes", "--evidence", "shot.png")
    assert "keep the evidence outside" in answer.messages
    answer = observe(register, "health/x-health", "--set", "captions=yes", "--evidence", "no.png", status=2)
    assert "there is no file no.png" in answer.messages


@pytest.mark.parametrize(
    ("assignment", "part"),
    [
        (
            "last_pots=2025-12-30",
            "`last_pots` is not a fact that can be observed; did you mean `last_post`?",
        ),
        ("days_since_last_post=3", "record `last_post` instead"),
        ("officers_in_force=2", "is computed from the records"),
        ("last_post=30.12.2025", "must be a day, not `30.12.2025`; write year-month-day"),
        ("last_post=2025-02-30", "must be a day"),
        ("last_post=2026-01-02", "which is later than the day of the observation"),
        ("last_post=pass", "must be a day or could-not-tell"),
        ("last_post=fail", "must be a day or could-not-tell"),
        ("followers=fail", "must be a whole number or could-not-tell"),
        ("followers=12,000", "write digits only"),
        ("followers=-1", "a count is never negative"),
        ("followers=1e3", "must be a whole number"),
        ("followers=" + "9" * 19, "must be a whole number"),
        ("followers=" + "9" * 5000, "the limit is 1,000"),
        ("captions=1", "must be true or false"),
        ("captions=tr\u202eue", r"`tr\u202eue`"),
        ("captions=", "the value of"),
        ("captions", "write `fact=value`"),
        ("=true", "`` is not a fact that can be observed"),
    ],
)
def test_an_impossible_observation_is_an_error_in_plain_words(register: Repository, assignment: str, part: str) -> None:
    assert part in observe(register, "health/x-health", "--set", assignment, status=2).messages
    assert not (register.root / SEEN).exists()


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        ((), 2, "name an account"),
        (("health/x-health",), 2, "`smregister explain facts` lists the facts"),
        (("health/x-helth", "--set", "captions=yes"), 2, "did you mean `health/x-health`?"),
        (("agency:health/x-health", "--set", "captions=yes"), 2, "there is no account `agency:health/x-health`"),
        (("health/x-health", "--set", "captions=yes", "--could-not-tell", "captions"), 2, "is set twice"),
        (("health/x-health", "--set", "captions=yes", "--on", "1.1.2026"), 2, "is not a date"),
        (("health/x-health", "--set", "captions=yes", "--on", "2026-01-02"), 1, "which is in the future"),
        (("health/x-health", "--set", "captions=yes", "--by", "a\x1b[31m"), 2, "`by` contains the invisible character"),
        (("health/x-health", "--set", "captions=yes", "--how", "x" * 201), 2, "`how` must have at most 200"),
        (("health/x-health", "--set", "captions=yes", "--json"), 2, "need a list"),
        (("health/x-health", "--from", "seen.csv"), 2, "--from can't be combined with"),
        (("--from", "no.csv"), 2, "there is no file no.csv"),
    ],
)
def test_contradictory_options_are_an_error(
    register: Repository, arguments: tuple[str, ...], status: int, part: str
) -> None:
    assert part in observe(register, *arguments, status=status).messages
    assert not (register.root / SEEN).exists()


def test_a_formula_stays_a_text(register: Repository) -> None:
    observe(register, "health/x-health", "--set", "captions=yes", "--note", "=HYPERLINK('x') # no: comment")
    assert facts(register)["captions"]["note"] == "=HYPERLINK('x') # no: comment"


def test_an_invalid_observation_record_is_not_overwritten(register: Repository) -> None:
    broken = "facts:\n  last_post: [\n"
    register.write({SEEN: broken})
    answer = run(register.root, "observe", "health/x-health", "--set", "captions=yes", *DAY)
    assert answer.status == 2
    assert f"{SEEN} has errors; fix them first" in answer.messages
    assert text(register) == broken


def test_at_a_terminal_every_fact_is_asked_for_until_it_can_be_one(register: Repository) -> None:
    register.commit({SEEN: COMMENTED})
    dialog = converse(register.root, "observe", "health/x-health", *DAY, replies=[
        ("Last post", "yesterday"),
        ("Last post", "2026-01-02"),
        ("Last post", "2025-12-31"),
        ("Access review", "COULD"),
        ("Captions", "1"),
        ("Captions", "Y"),
    ])  # fmt: skip
    for message in ["Or: could-not-tell", "type yes, no or could-not-tell", "Enter leaves a fact out",
                    "recorded: 2025-11-30, looked at on 2025-12-01", "write year-month-day",
                    "which is later than the day of the observation"]:  # fmt: skip
        assert message in dialog.messages
    assert len({*dialog.asked}) == len(OBSERVABLES)
    assert facts(register)["last_post"]["value"] == "2025-12-31"
    assert facts(register)["access_review"]["result"] == "could-not-tell"
    assert facts(register)["followers"]["when"] == "2025-12-01"


def test_a_stopped_look_is_continued_by_its_facts(register: Repository) -> None:
    replies = [("Record", "health/x-health"), ("Last post", "2025-12-31"), ("Followers", STOP)]
    dialog = converse(register.root, "observe", *DAY, replies=replies, status=130)
    assert "smregister observe --as-of 2026-01-01 health/x-health --set last_post=2025-12-31`" in dialog.messages


def test_a_list_has_a_row_a_fact(register: Repository) -> None:
    rows = (
        "health/x-health,last_post,2025-12-30,,2025-12-31,by eye,Desk,,\n"
        "@example_health,followers,,could-not-tell,2025-12-31,by a tool,Checker,,Behind a log-in\n"
        f"x.com/example_health,captions,false,,2025-12-31,by eye,Desk,{'a' * 64},\n"
    )
    assert run_json(register, HEADINGS + rows)["taken"] == 3
    recorded = facts(register)
    assert recorded["last_post"]["value"] == "2025-12-30"
    assert (recorded["followers"]["result"], recorded["followers"]["by"]) == ("could-not-tell", "Checker")
    assert (recorded["captions"]["result"], recorded["captions"]["evidence"]) == ("fail", {"sha256": "a" * 64})
    assert run_json(register, HEADINGS + rows)["known"] == 3
    run(register.root, "undo")
    assert not (register.root / SEEN).exists()


@pytest.mark.parametrize(
    ("order", "looked", "posted"),
    [("day-month-year", "31/12/2025", "30.12.2025"), ("month-day-year", "Dec 31, 2025", "12/30/2025 09:15")],
)
def test_a_list_may_write_its_days_in_another_order(register: Repository, order: str, looked: str, posted: str) -> None:
    rows = f'health/x-health,last_post,{posted},,"{looked}",by eye,Desk,,\n'
    assert run_json(register, HEADINGS + rows, "--dates", order)["taken"] == 1
    assert (facts(register)["last_post"]["when"], facts(register)["last_post"]["value"]) == ("2025-12-31", "2025-12-30")
    columns = f"account,crisis_drill,followers,last_post\nhealth/x-health,{posted},7,could-not-tell\n"
    document = run_json(register, columns, "--dates", order, "--on", "2025-12-31", "--how", "eye", "--by", "D")
    assert document["taken"] == 1
    [wrong] = run_json(register, HEADINGS + rows.replace(looked, "31/31/2025"), "--dates", order)["refused"]
    assert f"`31/31/2025` must be a date written {order}" in wrong["reason"]


def test_a_list_can_have_one_row_for_each_inspection(register: Repository) -> None:
    rows = "account;last_post;followers;captions\nhealth/x-health;2025-12-30;;yes\nhealth/facebook-health;;7;\n"
    look = ("--on", "2025-12-31", "--how", "by eye", "--by", "Desk")
    assert run_json(register, rows, *look)["taken"] == 2
    assert sorted(facts(register)) == ["captions", "last_post"]
    assert facts(register, "health/facebook-health")["followers"]["value"] == 7


def test_a_list_in_json_has_values_of_their_types(register: Repository) -> None:
    look = {"account": "health/x-health", "when": "2025-12-31", "how": "by a tool", "by": "Checker"}
    rows = [{**look, "fact": "followers", "value": 7}, {**look, "captions": True, "last_post": "2025-12-30"}]
    assert run_json(register, json.dumps(rows), name="seen.json")["taken"] == 2
    assert {name: seen["value"] for name, seen in facts(register).items()} == {
        "followers": 7,
        "captions": True,
        "last_post": "2025-12-30",
    }


INVALID_ROWS = [
    ("health/x-helth,captions,yes,,2025-12-31,eye,D,,", "did you mean `health/x-health`?"),
    (",captions,yes,,2025-12-31,eye,D,,", "there is no account ``"),
    ("health/x-health,captoins,yes,,2025-12-31,eye,D,,", "did you mean `captions`?"),
    ("health/x-health,,yes,,2025-12-31,eye,D,,", "`fact` is missing"),
    ("health/x-health,,,,2025-12-31,eye,D,,", "there is no fact in it"),
    ("health/x-health,captions,yes,,,eye,D,,", "`when` missing"),
    ("health/x-health,captions,yes,,2025-12-31,,D,,", "`how` missing"),
    ("health/x-health,captions,yes,,2025-12-31,eye,,,", "`by` missing"),
    ("health/x-health,captions,yes,,31.12.2025,eye,D,,", "`when`"),
    ("health/x-health,captions,yes,,2026-12-31,eye,D,,", "which is in the future"),
    ("health/x-health,captions,yes,fail,2025-12-31,eye,D,,", "contradicts the result"),
    ("health/x-health,captions,yes,could-not-tell,2025-12-31,eye,D,,", "keep one"),
    ("health/x-health,captions,pass,fail,2025-12-31,eye,D,,", "keep one"),
    ("health/x-health,captions,,pas,2025-12-31,eye,D,,", "`pas` is not; did you mean `pass`?"),
    ("health/x-health,captions,yes,,2025-12-31,eye,D,/etc/passwd,", "64 hexadecimal digits"),
    ("health/x-health,captions,yes,,2025-12-31,eye,D\u202e,,", "RIGHT-TO-LEFT OVERRIDE"),
    ("health/x-health,captions,yes,,2025-12-31,eye,D,,,surplus", "more cells than the list has columns"),
    (f"health/x-health,captions,yes,,2025-12-31,{'e' * 201},D,,", "`how` must have at most 200"),
    (f"{'a' * 70_000},captions,yes,,2025-12-31,eye,D,,", "the limit is 1,000"),
]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repository, dict[str, Any]]:
    """Record a list with one valid row before the invalid ones; return the register and the result."""
    register = build_with_two_accounts(tmp_path_factory.mktemp("recorded") / "register")
    good = "health/x-health,followers,3,,2025-12-31,eye,D,,"
    rows = HEADINGS + "".join(f"{row}\n" for row in (good, *(row for row, _ in INVALID_ROWS)))
    document = run_json(register, rows, "--refused", "../refused.json")
    take(register, rows, "--strict", status=1)
    return register, document


@pytest.mark.parametrize(("line", "part"), [(line, part) for line, (_, part) in enumerate(INVALID_ROWS, 3)])
def test_an_invalid_row_is_rejected(recorded: tuple[Repository, dict[str, Any]], line: int, part: str) -> None:
    assert part in reasons(recorded[1])[line]


def test_the_valid_row_among_invalid_ones_is_recorded(recorded: tuple[Repository, dict[str, Any]]) -> None:
    register, document = recorded
    assert (document["taken"], len(document["refused"])) == (1, len(INVALID_ROWS))
    kept = json.loads((register.root.parent / "refused.json").read_text())
    assert kept["refused"] == document["refused"]
    assert sorted(facts(register)) == ["followers"]


def test_a_row_is_recorded_completely_or_rejected(register: Repository) -> None:
    rows = "account,when,how,by,followers,last_post\nhealth/x-health,2025-12-30,eye,D,3,2025-12-31\n"
    assert "later than the day of the observation" in reasons(run_json(register, rows))[2]
    assert not (register.root / SEEN).exists()


def test_the_later_of_two_observations_in_a_list_counts_in_any_order(register: Repository) -> None:
    early = "health/x-health,followers,1,,2025-12-01,eye,D,,\n"
    late = "health/x-health,followers,2,,2025-12-02,eye,D,,\n"
    for rows in (early + late, late + early):
        document = run_json(register, HEADINGS + rows)
        assert [each["later"] for each in document["left_out"]] == ["2025-12-02"]
        assert facts(register)["followers"]["value"] == 2
        run(register.root, "undo")


def test_rows_that_contradict_each_other_are_reported(register: Repository) -> None:
    rows = "health/x-health,followers,1,,2025-12-01,eye,D,,\nhealth/x-health,followers,2,,2025-12-01,eye,D,,\n"
    document = run_json(register, HEADINGS + rows)
    assert reasons(document) == {3: "line 2 has another `followers` of the same day"}
    assert run_json(register, HEADINGS + rows)["known"] == 1


def test_an_unreadable_list_is_an_error(register: Repository) -> None:
    for rows, part in {
        "account,fakt\nhealth/x-health,captions\n": "there is no column `fakt`; did you mean `fact`?",
        "fact,value\ncaptions,yes\n": "`account` is missing",
        "account,account\na,b\n": "two columns have the heading",
        'account,fact\n"health': "this is not CSV",
    }.items():
        assert part in take(register, rows, status=2).messages
    assert "its format is unknown" in take(register, "x", name="seen.txt", status=2).messages
    assert "thousands of digits" in take(register, f"[{'9' * 5000}]", name="seen.json", status=2).messages
    assert "there is no list" in take(register, "3", name="seen.json", status=2).messages
    for rows in ("[3]", '{"health/x-health": {"captions": true}}', '{"rows": [{"account": "health/x-health"}]}'):
        assert 'write a list like [{"account"' in take(register, rows, name="seen.json", status=2).messages
    untold = take(register, "account,captions\nhealth/x-health,yes\n", "--how", "by eye", status=2).messages
    assert "`when`, `by` missing; add columns with these names, or use --on DATE, --by POST" in untold
    for name, part in (("seen.xlsx", "can't be read as a spreadsheet"), ("seen.csv", "save it as CSV UTF-8")):
        assert part in take(register, "PK\x03\x04", name=name, status=2).messages


def test_a_list_from_a_spreadsheet_has_headings_as_people_write_them(register: Repository) -> None:
    rows = "\ufeffACCOUNT;Last Post;Followers;Captions\r\nhealth/x-health;2025-12-30;7.0;TRUE\r\n;;;\r\n"
    assert run_json(register, rows, "--on", "2025-12-31", "--how", "by eye", "--by", "Desk")["taken"] == 1
    recorded = {name: seen["value"] for name, seen in facts(register).items()}
    assert recorded == {"last_post": "2025-12-30", "followers": 7, "captions": True}
    twins = take(register, "account,Last Post,last_post\nhealth/x-health,2025-12-30,\n", status=2)
    assert "there is no column `Last Post`; did you mean `last_post`?" in twins.messages


def test_a_mapping_is_a_list_of_one_row(register: Repository) -> None:
    row = {"account": "health/x-health", "when": "2025-12-31", "how": "by a tool", "by": "Checker", "captions": True}
    assert run_json(register, json.dumps(row), name="seen.json")["taken"] == 1


def test_rejections_name_the_older_error_of_the_file(register: Repository) -> None:
    before = COMMENTED.replace("  followers:", "  folowers:")
    register.write({SEEN: before})
    (register.root.parent / "seen.csv").write_text(f"{HEADINGS}health/x-health,captions,yes,,2025-12-31,eye,D,,\n")
    answer = run(register.root, "observe", "--from", "../seen.csv", "--json", *DAY)
    assert f"`facts.folowers` in {SEEN} has an error: `folowers` is not an observable fact" in reasons(answer.json())[2]
    assert text(register) == before


def test_a_result_alone_is_no_day_or_number(register: Repository) -> None:
    register.write(
        {SEEN: COMMENTED.replace("    value: 1200\n", "").replace("    result: pass\nnotes", "    result: fail\nnotes")}
    )
    answer = run(register.root, "validate", *DAY)
    assert answer.status == 1
    assert "`followers` is a whole number and needs a `value`" in answer.output + answer.messages


def test_a_list_that_would_take_all_memory_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smregister.editing.lists.rows.MOST_ROWS", 2)
    monkeypatch.setattr("smregister.editing.lists.rows.MOST_CELLS", 3)
    for name, content, rows in (
        ("a.csv", "a\n1\n2\n", 2),
        ("b.csv", "a\n1\n2\n3\n", None),
        ("c.csv", "a,b\n1\n2\n", None),
        ("d.json", "[{}, {}]", 2),
        ("e.json", "[{}, {}, {}]", None),
        ("f.yaml", "- a\n- b\n- c\n", None),
    ):
        path = tmp_path / name
        path.write_text(content)
        if rows:
            assert len(read_rows(path)) == rows
        else:
            with pytest.raises(FatalError, match=r"has more than 2 rows, or 3 cells; split it"):
                read_rows(path)


def test_a_list_with_countless_columns_or_keys_is_an_error_at_once(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(100_000)]
    heads, keys = tmp_path / "heads.csv", tmp_path / "keys.json"
    heads.write_text(f"{','.join([*names, 'c0'])}\n")
    keys.write_text(f"[{{{','.join(f'{json.dumps(name)}: 1' for name in [*names, names[-1]])}}}]")
    with pytest.raises(FatalError, match="two columns have the heading `c0`"):
        read_rows(heads)
    with pytest.raises(FatalError, match="`c99999` occurs twice in one object"):
        read_rows(keys)


def test_rows_for_an_invalid_observation_record_are_rejected_with_the_reason(register: Repository) -> None:
    register.write({SEEN: "facts: {}\n"})
    row = "health/{},captions,yes,,2025-12-31,eye,D,,\n"
    (register.root.parent / "seen.csv").write_text(HEADINGS + row.format("x-health") + row.format("facebook-health"))
    answer = run(register.root, "observe", "--from", "../seen.csv", "--json", *DAY)
    assert answer.status == 0, answer.messages
    assert f"{SEEN} has errors; fix them first" in reasons(answer.json())[2]
    assert text(register) == "facts: {}\n"
    assert facts(register, "health/facebook-health")["captions"]["value"] is True


def test_a_register_without_observations_is_an_error(register: Repository) -> None:
    (register.root / "schemas/observation.schema.json").unlink()
    (register.root.parent / "seen.csv").write_text("account,captions\n")
    for arguments in (("health/x-health", "--set", "captions=yes"), ("--from", "../seen.csv")):
        answer = run(register.root, "observe", *arguments, *DAY)
        assert answer.status == 2
        assert "there is no kind of record `observation`" in answer.messages


def test_a_list_shows_nothing_live_on_the_terminal(register: Repository) -> None:
    answer = take(register, f"{HEADINGS}\x1b]0;x\x07,captions,yes,,2025-12-31,eye,D,,\n")
    assert "\x1b" not in answer.output + answer.messages
    assert "1 refused" in answer.output


OBSERVATIONS = st.lists(
    st.builds(
        lambda account, fact, day, value, row: Observation(
            account, fact, {"value": value, "when": f"2025-12-0{day}", "how": "eye", "by": "D", "result": "pass"}, row
        ),
        st.sampled_from(["a/x", "a/y"]),
        st.sampled_from(["followers", "posts_in_30_days"]),
        st.integers(1, 4),
        st.integers(0, 2),
        st.integers(1, 99),
    ),
    max_size=12,
)


@given(OBSERVATIONS, st.randoms())
def test_every_observation_is_counted_and_the_latest_day_wins_in_any_order(
    observations: list[Observation], random: Any
) -> None:
    first = compare_observations(lambda _: {}, observations)
    results = (first.accepted, first.unchanged, first.superseded, first.conflicts)
    assert len(observations) == sum(map(len, results))
    shuffled = [*observations]
    random.shuffle(shuffled)
    again = compare_observations(lambda _: {}, shuffled)
    days = [{(each.account, each.fact): each.when for each in recording.accepted} for recording in (first, again)]
    assert days[0] == days[1]
    for each in observations:
        assert each.when <= days[0][each.account, each.fact]
    there: dict[str, dict[str, Value]] = {}
    for each in first.accepted:
        there.setdefault(each.account, {})[each.fact] = each.data
    assert compare_observations(lambda account: there.get(account, {}), observations).accepted == []


@given(st.sampled_from(OBSERVABLES), st.text(max_size=20), st.sampled_from(["", *RESULTS]))
def test_any_text_is_read_or_rejected(observable: Any, words: str, result: str) -> None:
    try:
        value, recorded = read_value_and_result(observable, words.strip(), result)
    except RowError:
        return
    assert recorded in RESULTS
    assert value is not None or recorded != "pass" or observable.name in OBSERVABLES_BY_NAME


OBSERVED = st.fixed_dictionaries(
    {
        "when": st.sampled_from(["2025-12-01", "2025-12-02"]),
        "how": st.sampled_from(["by eye", "by: tool", "no"]),
        "by": st.just("Desk"),
        "result": st.sampled_from(["pass", "fail"]),
    },
    optional={"note": st.sampled_from(["# x", "- y", "two\nlines"]), "evidence": st.just({"sha256": "a" * 64})},
)
FACTS = st.dictionaries(st.sampled_from(["captions", "followers", "last_post"]), OBSERVED, min_size=1)


@given(FACTS, FACTS)
def test_a_canonical_record_is_updated_in_place_as_it_is_formatted(
    before: dict[str, Value], seen: dict[str, Value]
) -> None:
    kind = load_kinds(open_tree(PROJECT, None))[0]["observation"]
    there, wanted = format_record(kind, {"facts": before}), {"facts": {**before, **seen}}
    assert resolve_pointer(wanted, ("facts",))
    in_place = update_text(there.encode(), {"facts": {**before, **seen}}).decode()
    assert {*in_place.splitlines()} == {*format_record(kind, {"facts": {**before, **seen}}).splitlines()}
