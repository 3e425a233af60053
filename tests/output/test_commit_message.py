"""Tests of commit messages."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registers import PROJECT

from smregister.changes.public import redact_changes
from smregister.model import Change, ChangeType, Record, Value
from smregister.output.commit_message import LONGEST_SUBJECT, format_commit_message
from smregister.records.differences import field_changes
from smregister.records.kinds import NOT_PUBLISHED
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.work_tree import WorkTree
from smregister.text import escape_hidden

KINDS = [load_kinds(WorkTree(PROJECT))[0]]


def message(changes: list[Change], others: list[str]) -> str:
    """Return the message of a commit like `submit`."""
    return format_commit_message(redact_changes(changes, KINDS), others)


def record(kind: str, name: str, data: dict[str, Value]) -> Record:
    return Record(kind, name, f"registry/{name}.yaml", data)


def changed(kind: str, before: dict[str, Value], after: dict[str, Value], name: str = "health/x") -> Change:
    was, now = record(kind, name, before), record(kind, name, after)
    return Change(ChangeType.CHANGED, was, now, tuple(field_changes(before, after)))


def added(name: str) -> Change:
    return Change(ChangeType.ADDED, None, record("account", name, {}), ())


def test_many_records_are_counted_and_then_listed() -> None:
    text = message([added("health/a"), added("health/b")], [])
    assert text == "Add 2 accounts of health\n\n- account health/a added\n- account health/b added\n"
    text = message([added("health/a"), changed("agency", {"name": "A"}, {"name": "B"}, "works")], [])
    assert text.startswith("Change 2 records\n\n- account health/a added\n- agency works changed\n  - name: A → B\n")


def test_schemas_and_layouts_have_subjects() -> None:
    assert message([], ["schemas/account.schema.json"]).startswith("Change 1 file\n\n- schemas/account.sch")
    assert message([], ["registry/a.yaml", "registry/b.yaml"]).startswith("Format 2 records\n\n")


def test_a_subject_fits_in_a_line() -> None:
    fields: dict[str, Value] = {f"field_{number}": number for number in range(30)}
    subject = message([changed("account", {}, fields)], []).splitlines()[0]
    assert subject == "Change account health/x: 30 fields"
    long = message([changed("account", {}, fields, f"health/{'x' * 90}")], []).splitlines()[0]
    assert len(long) <= LONGEST_SUBJECT


def test_a_long_message_is_cut() -> None:
    lines = message([added(f"health/a-{number}") for number in range(5000)], []).splitlines()
    assert len(lines) < 300
    assert "4,800 more lines" in lines[-1]


SECRET = "Siti Secret"
PRIVATE: dict[str, tuple[dict[str, Value], dict[str, Value]]] = {
    "a field": ({"officer": {"name": "A"}}, {"officer": {"name": SECRET}}),
    "what was private": ({"officer": {"name": SECRET}}, {"officer": {}}),
    "a mapping that holds one": ({}, {"officer": {"post": "P", "name": SECRET}}),
    "an item of a list": ({"officer": {"signing_keys": []}}, {"officer": {"signing_keys": [{"key": SECRET}]}}),
}


@pytest.mark.parametrize("sides", PRIVATE.values(), ids=PRIVATE)
def test_a_message_has_no_private_values(sides: tuple[dict[str, Value], dict[str, Value]]) -> None:
    text = message([changed("appointment", *sides)], [])
    assert SECRET not in text
    assert NOT_PUBLISHED in text


def test_all_fields_of_an_unknown_kind_are_private() -> None:
    assert SECRET not in message([changed("unheard-of", {}, {"a": SECRET})], [])


LIVE = re.compile(
    r"(?<![A-Za-z0-9])@\w|[#!&]\w|\bG[HL]-\d|\[[A-Za-z]|\]\(|!\[|<[A-Za-z/!]|\*\*\*NO"
    r"|/(issues|pull|merge_requests)/\d|skip-checks|^ */[a-z]",
    re.IGNORECASE | re.MULTILINE,
)
HOSTILE = st.text(max_size=40) | st.sampled_from(
    [
        "fixes #1",
        "@octocat",
        "see gov/register#12",
        "closes https://github.com/gov/register/issues/7",
        "GH-12",
        "GL-12",
        "!3",
        "group/project!3",
        "_@all_",
        "[skip ci]",
        "[CI SKIP]",
        "[ci skip]",
        "[no ci]",
        "[Skip Actions]",
        "[actions skip]",
        "***NO_CI***",
        "x\n\nskip-checks: true",
        "x\n\nSkip-Checks:true",
        "x\n  /approve",
        "x\nSigned-off-by: Mallory <m@evil.example>",
        "x\n\nCo-authored-by: Mallory <m@evil.example>",
        "# gone",
        "a\n# gone",
        "\u202egnp.exe",
        "\x1b]0;x\x07",
        "![x](https://evil.example/p.png)",
        "<img src=x>",
        "]]([[x",
        "a\r\n/close",
        "\ud800",
    ]
)


@given(before=HOSTILE, after=HOSTILE, key=HOSTILE, name=HOSTILE)
def test_texts_of_records_are_inactive_in_a_message(before: str, after: str, key: str, name: str) -> None:
    changes = [
        changed("account", {"purpose": before}, {"purpose": after, key: [after]}, f"health/{name}"),
        changed("account", {"languages": [before]}, {"languages": [after, before]}),
    ]
    for text in (message(changes, [f"schemas/{name}"]), message(changes[:1], [])):
        assert not LIVE.search(text), text
        assert all(escape_hidden(line) == line for line in text.split("\n"))
        subject, blank, *body = text.rstrip("\n").split("\n")
        assert subject.startswith("Change ")
        assert blank == ""
        assert all(line.startswith(("- ", "  - ")) for line in body)


@given(subject=st.lists(HOSTILE, min_size=1, max_size=3).map(" ".join))
def test_a_subject_of_the_user_is_inactive_and_keeps_its_words(subject: str) -> None:
    text = format_commit_message([changed("account", {}, {"purpose": "x"})], [], subject)
    assert not LIVE.search(text), text
    assert re.sub(r"\s", "", escape_hidden("".join(subject.splitlines()))) in re.sub(r"\s", "", text)


def test_an_ordinary_subject_stays_as_it_is() -> None:
    for subject in ("The ministry's new account on X", "Contact press@health.example, 50% & more", "Q/A: 1/2, a-b"):
        assert format_commit_message([], ["a"], subject).splitlines()[0] == subject


def test_git_finds_no_trailer_and_keeps_all_lines() -> None:
    change = changed("account", {}, {"purpose": "x\nSigned-off-by: M <m@evil.example>", "notes": "# gone"})
    text = message([change], [])
    for command in (["interpret-trailers", "--parse"], ["stripspace", "--strip-comments"]):
        done = subprocess.run(["git", *command], input=text, capture_output=True, encoding="utf-8", check=True)
        assert done.stdout == ("" if "--parse" in command else text)
