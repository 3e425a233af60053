"""The log of a record through renames, merges and schemas, with hostile texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import run
from tests.histories import CLOSED, DORMANT, MOVED, NEWER, RENAMED, Past, agency_renamed
from tests.output.test_formats import HOSTILE, assert_safe
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, SMALL, Repository, build, build_repository

from smregister.changes.log import merge_decisions
from smregister.repository.commits import Commit
from smregister.repository.pull_request_refs import parse_pull_request


@pytest.fixture
def past(repository: Repository) -> Past:
    return Past(repository)


def entries(past: Past, name: str = "health/x-health", *arguments: str) -> list[dict[str, Any]]:
    """Return the entries of a record's history, the oldest first."""
    answer = run(past.repository.root, "log", name, "--json", *arguments)
    assert answer.status == 0, answer.messages
    newest_first: list[dict[str, Any]] = answer.json()["entries"]
    return newest_first[::-1]


def summarize(past: Past, name: str = "health/x-health") -> list[tuple[str, dict[str, tuple[object, object]]]]:
    """Return label and changed fields of each entry, oldest first."""
    return [
        (
            entry["change"],
            {each["pointer"]: (each["before"], each["after"]) for each in entry["fields"]}
            if entry["change"] not in ("added", "removed")
            else {},
        )
        for entry in entries(past, name)
    ]


ADDED: tuple[str, dict[str, tuple[object, object]]] = ("added", {})
REMOVED: tuple[str, dict[str, tuple[object, object]]] = ("removed", {})
PURPOSE = {"/purpose": ("News for the press", "Newer things for the press")}
STATUS = {"/status": ("active", "dormant")}


# One line of commits.


def test_a_record_from_added_to_removed(past: Past) -> None:
    change = past.commit({ACCOUNT: DORMANT}, "Nobody writes there (#7)", at="2026-02-03", by="Siti Contoh")
    past.commit({ACCOUNT: CLOSED}, "Close it", at="2026-03-04")
    _, changed, closed = entries(past)
    assert changed == {
        "commit": change,
        "date": "2026-02-03",
        "author": "Siti Contoh",
        "request": "#7",
        "authority": [],
        "subject": "Nobody writes there (#7)",
        "change": "changed",
        "fields": [{"pointer": "/status", "before": "active", "after": "dormant"}],
    }
    assert (closed["date"], closed["change"], closed["request"]) == ("2026-03-04", "closed", None)


def test_text_output_is_newest_first(past: Past) -> None:
    first = past.repository.git("rev-parse", "HEAD")
    renamed = past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT}, "Better name", at="2026-02-01")
    closed = past.commit({RENAMED: CLOSED}, "Close (#9)\n\nNobody reads it.", at="2026-03-04", by="Siti Contoh")
    answer = run(past.repository.root, "log", "health/x-news")
    assert (answer.status, answer.messages) == (0, "")
    assert answer.output.splitlines() == [
        f"~ 2026-03-04 closed in commit {closed[:10]} under #9",
        "    by: Siti Contoh",
        "    message: Close (#9)",
        "    status: active → closed",
        "    closed: (nothing) → 2025-12-31",
        "    closed_reason: (nothing) → merged",
        f"> 2026-02-01 renamed from health/x-health to health/x-news in commit {renamed[:10]}",
        "    by: Example Officer",
        "    message: Better name",
        f"+ 2026-01-01 added in commit {first[:10]}",
        "    by: Example Officer",
        "    message: A change",
    ]


def test_the_document_names_the_record(past: Past) -> None:
    document = run(past.repository.root, "log", ACCOUNT, "--json").json()
    assert {key: document[key] for key in ("version", "kind", "id")} == {
        "version": 1,
        "kind": "account",
        "id": "health/x-health",
    }


def test_commits_of_layout_alone_have_no_entry(past: Past) -> None:
    past.commit({ACCOUNT: f"# A comment.\n{ACCOUNT_TEXT}"})
    past.commit({ACCOUNT: "".join(reversed(ACCOUNT_TEXT.splitlines(keepends=True)))})
    assert summarize(past) == [ADDED]


def test_a_revert_is_a_change_back(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    past.commit({ACCOUNT: ACCOUNT_TEXT})
    assert summarize(past) == [ADDED, ("changed", STATUS), ("changed", {"/status": ("dormant", "active")})]


def test_a_record_removed_and_restored(past: Past) -> None:
    past.commit({ACCOUNT: None})
    past.commit({ACCOUNT: DORMANT})
    assert summarize(past) == [ADDED, REMOVED, ADDED]


def test_days_are_those_of_the_register_s_zone(past: Past) -> None:
    register = str(SMALL["registry/register.yaml"])
    past.commit({"registry/register.yaml": f"{register}timezone: Pacific/Port_Moresby\n"})
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03T20:30:00Z")
    assert entries(past)[-1]["date"] == "2026-02-04"


def test_a_commit_with_an_impossible_time_has_an_entry(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    written = past.repository.git("cat-file", "commit", "HEAD")
    late = written.replace("> 17", "> 99999999917").encode() + b"\n"
    commit = past.repository.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=late)
    past.repository.git("update-ref", "HEAD", commit)
    assert [(entry["change"], entry["date"]) for entry in entries(past)] == [
        ("added", "2026-01-01"),
        ("changed", "1970-01-01"),
    ]


# Names.


def test_a_rename_with_a_change(past: Past) -> None:
    past.commit({ACCOUNT: None, RENAMED: DORMANT})
    past.commit({RENAMED: CLOSED})
    assert summarize(past, "health/x-news")[:2] == [ADDED, ("renamed", STATUS)]
    assert entries(past, "health/x-news")[1]["before_id"] == "health/x-health"


def test_an_agency_s_rename_moves_its_records(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    past.commit(agency_renamed(DORMANT))
    past.commit({MOVED: CLOSED})
    assert [what for what, _ in summarize(past, "hygiene/x-health")] == ["added", "changed", "renamed", "closed"]
    assert [what for what, _ in summarize(past, "hygiene")] == ["added", "renamed"]


def test_a_rename_and_its_reversal(past: Past) -> None:
    past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT})
    past.commit({RENAMED: DORMANT})
    past.commit({RENAMED: None, ACCOUNT: DORMANT})
    assert summarize(past) == [ADDED, ("renamed", {}), ("changed", STATUS), ("renamed", {})]
    assert [entry.get("before_id") for entry in entries(past)] == [None, "health/x-health", None, "health/x-news"]


def test_a_reused_id_has_no_entries_of_its_former_record(past: Past) -> None:
    past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT})
    past.commit({ACCOUNT: ACCOUNT_TEXT.replace("example_health", "another")})
    past.commit({ACCOUNT: DORMANT.replace("example_health", "another")})
    assert summarize(past) == [ADDED, ("changed", STATUS)]
    assert summarize(past, "health/x-news") == [ADDED, ("renamed", {})]


def test_a_former_id_is_followed_through_several_renames(past: Past) -> None:
    past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT})
    last = RENAMED.replace("x-news", "x-press")
    past.commit({RENAMED: None, last: ACCOUNT_TEXT})
    answer = run(past.repository.root, "log", "health/x-health", "--json")
    assert answer.json()["id"] == "health/x-press"
    assert len(answer.json()["entries"]) == 3
    assert answer.messages == "account health/x-health was renamed to health/x-press\n"


def test_a_removed_record_has_a_log(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    past.commit({ACCOUNT: None}, "Never was ours (#3)")
    answer = run(past.repository.root, "log", "health/x-health")
    assert answer.status == 0
    assert answer.messages == "account health/x-health was deleted; this is its history\n"
    assert [what for what, _ in summarize(past)] == ["added", "changed", "removed"]
    assert [entry["request"] for entry in entries(past)] == [None, None, "#3"]


def test_an_id_that_never_existed_is_an_error(past: Past) -> None:
    answer = run(past.repository.root, "log", "health/x-helth")
    assert (answer.status, answer.output) == (2, "")
    assert "there is no record `health/x-helth`; did you mean `health/x-health`?" in answer.messages


@pytest.mark.parametrize(
    "name", ["", "/", "..", "../../etc/passwd", "registry/../../x", "a/b/c", "account:", ":", "x\n"]
)
def test_impossible_ids_are_errors(past: Past, name: str) -> None:
    answer = run(past.repository.root, "log", name)
    assert (answer.status, answer.output) == (2, "")
    assert "there is no record" in answer.messages


def test_an_id_of_two_kinds_needs_its_kind(past: Past) -> None:
    path = "registry/platforms/EX.yaml"
    past.commit({path: "name: X\n"})
    answer = run(past.repository.root, "log", "EX")
    assert answer.status == 2
    assert "`jurisdiction:EX`" in answer.messages
    assert [what for what, _ in summarize(past, "jurisdiction:EX")] == ["added"]


# Branches and merges.


def test_a_change_on_a_branch_has_one_entry_with_its_pull_request(past: Past) -> None:
    past.branch("side")
    change = past.commit({ACCOUNT: DORMANT}, "Asleep", by="Siti Contoh")
    past.back()
    past.commit({AGENCY: str(SMALL[AGENCY]).replace("Secretary", "Director")})
    past.merge("side", "Merge pull request #12 from someone/side\n\nAsleep")
    _, entry = entries(past)
    assert (entry["commit"], entry["author"], entry["request"]) == (change, "Siti Contoh", "#12")


def test_changes_on_both_sides_have_one_entry_each(past: Past) -> None:
    text = ACCOUNT_TEXT.replace("languages", "# 1\n# 2\n# 3\nlanguages")
    past.commit({ACCOUNT: text})
    past.branch("side")
    past.commit({ACCOUNT: text.replace("active", "dormant")})
    past.back()
    past.commit({ACCOUNT: text.replace("News", "Newer things")})
    past.merge("side", "Merge pull request #12 from someone/side")
    assert sorted(what[1].popitem() for what in summarize(past)[1:]) == sorted([*PURPOSE.items(), *STATUS.items()])
    assert [entry["request"] for entry in entries(past)[1:]] in ([None, "#12"], ["#12", None])


def test_a_decision_of_a_merge_is_an_entry_of_the_merge(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: DORMANT})
    past.back()
    past.commit({ACCOUNT: NEWER})
    merge = past.merge("side", "Merge pull request #12 from someone/side", {ACCOUNT: CLOSED})
    last = entries(past)[-1]
    assert (last["commit"], last["change"], last["request"]) == (merge, "closed", "#12")
    assert {each["pointer"]: (each["before"], each["after"]) for each in last["fields"]} == {
        "/status": ("dormant", "closed"),
        "/purpose": ("Newer things for the press", "News for the press"),
        "/closed": (None, "2025-12-31"),
        "/closed_reason": (None, "merged"),
    }


def test_a_merge_that_drops_a_side_s_change_has_an_entry(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: DORMANT})
    past.merge("side", "Merge branch 'side'", {ACCOUNT: ACCOUNT_TEXT})
    assert summarize(past) == [ADDED, ("changed", STATUS), ("changed", {"/status": ("dormant", "active")})]


def test_the_same_change_on_both_sides_is_not_an_entry_of_the_merge(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: DORMANT})
    past.back()
    past.commit({ACCOUNT: DORMANT}, "The same")
    past.merge("side", "Merge branch 'side'")
    assert summarize(past) == [ADDED, ("changed", STATUS), ("changed", STATUS)]


def test_a_rename_on_one_side_and_a_change_on_the_other(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: DORMANT})
    past.back()
    past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT})
    past.merge("side", "Merge pull request #12 from someone/side", {RENAMED: DORMANT})
    whole = summarize(past, "health/x-news")
    assert whole[0] == ADDED
    assert sorted(whole[1:], key=str) == sorted([("renamed", {}), ("changed", STATUS)], key=str)


def test_an_agency_s_rename_on_a_branch(past: Past) -> None:
    past.branch("side")
    past.commit(agency_renamed())
    past.back()
    past.commit({ACCOUNT: DORMANT})
    past.merge("side", "Merge pull request #12 from someone/side", {ACCOUNT.replace("/health/", "/hygiene/"): DORMANT})
    whole = summarize(past, "hygiene/x-health")
    assert whole[0] == ADDED
    assert sorted(whole[1:], key=str) == sorted([("renamed", {}), ("changed", STATUS)], key=str)


def test_a_removal_reverted_by_a_merge(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: None})
    past.merge("side", "Merge branch 'side'", {ACCOUNT: ACCOUNT_TEXT})
    assert summarize(past) == [ADDED, REMOVED, ADDED]


def test_a_record_added_on_a_branch_and_dropped_at_its_merge(past: Past) -> None:
    past.branch("side")
    past.commit({RENAMED: NEWER})
    past.merge("side", "Merge branch 'side'", {RENAMED: None})
    assert summarize(past, "health/x-news") == [ADDED, REMOVED]


def test_the_main_line_merged_into_a_branch_is_not_a_pull_request(past: Past) -> None:
    past.branch("side")
    past.commit({AGENCY: str(SMALL[AGENCY]).replace("Secretary", "Director")})
    past.back()
    past.commit({ACCOUNT: DORMANT}, "On the main line (#5)")
    past.repository.git("checkout", "--quiet", "side")
    past.repository.git("merge", "--quiet", "--no-ff", "--message", "Merge branch 'main' into side", "main")
    past.merge("side", "Merge pull request #12 from someone/side")
    assert [entry["request"] for entry in entries(past)] == [None, "#5"]
    assert [entry["request"] for entry in entries(past, "agency:health")] == [None, "#12"]


# Pull requests.


@pytest.mark.parametrize(
    ("message", "request_"),
    [
        ("Merge pull request #12 from someone/branch\n\nA title", "#12"),
        ("A title (#12)", "#12"),
        ("A title (#12)\n\n* one\n* two (#13)", "#12"),
        ('Revert "A title (#12)" (#14)', "#14"),
        ("Merge pull request 'A (#1) title' (#12) from branch into main", "#12"),
        ("Merge branch 'x' into 'main'\n\nSee merge request group/sub.group/project!12", "group/sub.group/project!12"),
        ("Merge branch 'x' into 'main'\r\n\r\nSee merge request group/project!12\r\n", "group/project!12"),
        ("Merge branch 'side'", None),
        ("fixes #12", None),
        ("See (#12) for more", None),
        ("A title (#12", None),
        ("Merge pull request #x from a/b", None),
        ("Merge pull request #12345678901 from a/b", None),
        ("A title (#١٢)", None),
        ("Please see merge request group/project!12 now", None),
        ("", None),
    ],
)  # fmt: skip
def test_pull_requests_in_merge_messages(message: str, request_: str | None) -> None:
    assert parse_pull_request(Commit("", (), 0, "", message)) == request_


@given(st.text())
def test_any_message_can_be_parsed(message: str) -> None:
    request = parse_pull_request(Commit("", (), 0, "", message))
    assert request is None or request in message


# Merge decisions.

MAPPINGS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2) | st.just([1]), max_size=3)


@given(MAPPINGS, MAPPINGS)
def test_a_change_on_one_side_is_not_a_merge_decision(base: dict[str, Any], side: dict[str, Any]) -> None:
    assert list(merge_decisions(base, [side, base], side)) == []
    assert list(merge_decisions(base, [base, side], side)) == []
    assert list(merge_decisions(base, [side, side], side)) == []


@given(MAPPINGS, MAPPINGS, MAPPINGS)
def test_a_difference_from_agreeing_sides_is_a_merge_decision(
    base: dict[str, Any], side: dict[str, Any], merged: dict[str, Any]
) -> None:
    decided = {each.pointer[0] for each in merge_decisions(base, [side, side], merged)}
    assert decided == {key for key in side.keys() | merged.keys() if side.get(key) != merged.get(key)}


# Unusual histories.


def test_a_record_unreadable_for_some_commits(past: Past) -> None:
    broken = past.commit({ACCOUNT: "platform: [x\n"})
    past.commit({ACCOUNT: DORMANT}, "Mended")
    answer = run(past.repository.root, "log", "health/x-health", "--json")
    assert [entry["subject"] for entry in answer.json()["entries"]] == ["Mended", "A change"]
    assert summarize(past) == [ADDED, ("changed", STATUS)]
    assert f"not readable in commit {broken}: {ACCOUNT}:" in answer.messages


def test_a_link_is_not_followed(past: Past) -> None:
    past.repository.put_in_index(ACCOUNT, "120000", b"purpose: /etc/passwd")
    past.repository.git("commit", "--quiet", "--message", "A link")
    answer = run(past.repository.root, "log", "health/x-health")
    assert "a link, which is never followed" in answer.messages
    assert "passwd" not in answer.output


def test_a_moved_kind_keeps_the_log_of_its_records(past: Past) -> None:
    schema = past.repository.root / "schemas/account.schema.json"
    text = schema.read_text().replace(
        "agencies/{agency}/accounts/{name}.yaml", "agencies/{agency}/profiles/{name}.yaml"
    )
    path = ACCOUNT.replace("/accounts/", "/profiles/")
    past.commit({ACCOUNT: DORMANT})
    past.commit({"schemas/account.schema.json": text, ACCOUNT: None, path: DORMANT})
    past.commit({path: CLOSED})
    assert [what for what, _ in summarize(past)] == ["added", "changed", "closed"]


def test_a_field_that_the_schema_renamed(past: Past) -> None:
    schema = past.repository.root / "schemas/account.schema.json"
    described = schema.read_text().replace('"purpose"', '"aim"')
    past.commit({"schemas/account.schema.json": described, ACCOUNT: ACCOUNT_TEXT.replace("purpose", "aim")})
    assert summarize(past)[-1][1] == {"/aim": (None, "News for the press"), "/purpose": ("News for the press", None)}


def test_a_register_older_than_its_schemas(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.commit({"README.md": "Soon.", "registry/notes.txt": "Soon."})
    build(tmp_path)
    repository.commit({"registry/notes.txt": None})
    assert [what for what, _ in summarize(Past(repository))] == ["added"]


def test_a_shallow_clone_reports_where_it_begins(past: Past, tmp_path: Path) -> None:
    change = past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    past.commit({ACCOUNT: CLOSED}, at="2026-03-04")
    clone = tmp_path / "clone"
    past.repository.git("clone", "--quiet", "--depth", "2", past.repository.root.as_uri(), str(clone))
    answer = run(clone, "log", "health/x-health")
    assert answer.output.startswith("~ 2026-03-04 closed")
    assert answer.output.count("in commit") == 1
    begin = f"this clone begins at commit {change} of 2026-02-03"
    assert answer.messages.startswith(f"{begin}; get the full history with `git fetch --unshallow`")


def test_a_shallow_clone_with_the_whole_log_reports_nothing(past: Past, tmp_path: Path) -> None:
    past.commit({RENAMED: NEWER})
    clone = tmp_path / "clone"
    past.repository.git("clone", "--quiet", "--depth", "2", past.repository.root.as_uri(), str(clone))
    past.repository.git("-C", str(clone), "commit", "--quiet", "--allow-empty", "--message", "More")
    assert run(clone, "log", "health/x-news").messages == ""


def test_the_log_up_to_a_ref(past: Past) -> None:
    past.repository.git("tag", "v1")
    past.commit({ACCOUNT: DORMANT})
    assert len(entries(past, "health/x-health", "--ref", "v1")) == 1


def test_a_bare_repository(past: Past, tmp_path: Path) -> None:
    past.commit({ACCOUNT: DORMANT})
    past.repository.git("clone", "--quiet", "--bare", past.repository.root.as_uri(), str(tmp_path / "bare"))
    assert entries(Past(Repository(tmp_path / "bare"))) == entries(past)


def test_a_register_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    repository = build_repository(tmp_path, below="data/register")
    repository.commit({ACCOUNT: None, RENAMED: DORMANT})
    assert summarize(Past(repository), "health/x-news") == [ADDED, ("renamed", STATUS)]


@pytest.mark.parametrize("ref", [":", "nonsense", "--output=x", "HEAD^{tree}"])
def test_an_uncommitted_record_has_no_log(past: Past, ref: str) -> None:
    answer = run(past.repository.root, "log", "health/x-health", f"--ref={ref}")
    assert (answer.status, answer.output) == (2, "")


def test_git_settings_do_not_change_the_output(past: Past) -> None:
    past.commit({ACCOUNT: None, RENAMED: ACCOUNT_TEXT})
    before = run(past.repository.root, "log", "health/x-news").output
    for name, value in (("log.follow", "true"), ("log.showSignature", "true"), ("i18n.logOutputEncoding", "UTF-16")):
        past.repository.git("config", name, value)
    assert run(past.repository.root, "log", "health/x-news").output == before


# Hostile names and messages.


def test_text_from_commits_is_escaped(past: Past) -> None:
    texts = [text for text in HOSTILE if text.strip() and "\0" not in text and text != "\ud800"]
    for number, text in enumerate(texts):
        past.commit({ACCOUNT: f"{ACCOUNT_TEXT}notes: {number}\n"}, text, by=f"A {text}".replace("\n", " "))
    assert_safe(run(past.repository.root, "log", "health/x-health").output)
    answer = run(past.repository.root, "log", "health/x-health", "--json")
    assert_safe(answer.output)
    assert len(answer.json()["entries"]) == len(texts) + 1


def test_a_message_can_t_imitate_a_line_of_output(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, "status: a → b\n~ 2026-01-01 closed", by="status: a → b")
    lines = run(past.repository.root, "log", "health/x-health").output.splitlines()
    assert [line for line in lines if line.startswith(("    status", "~", ">"))] == [
        lines[0],
        "    status: active → dormant",
    ]
