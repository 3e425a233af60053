"""A new kind of record from one schema file, in every command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.commands import Answer, run
from tests.registers import SMALL, Repository, build, build_repository

DAY = ("--as-of", "2026-01-01")

COURSE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Course",
    "description": "A course that officers attend.",
    "x-path": "courses/{name}.yaml",
    "x-owner": "desk",
    "x-columns": ["title", "hours"],
    "x-label": "title",
    "x-unique": [{"fields": ["number"], "within": "register"}],
    "x-identity": ["number"],
    "x-closing": {"on": "last_held", "reason": "end_reason"},
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "number"],
    "properties": {
        "title": {"title": "Title", "description": "What the course is called.", "type": "string", "minLength": 1},
        "number": {"title": "Number", "description": "Its number in the catalogue.", "type": "string"},
        "hours": {"title": "Hours", "description": "How long it takes.", "type": "integer", "minimum": 1},
        "level": {
            "title": "Level",
            "description": "How hard it is.",
            "type": "string",
            "enum": ["basic", "advanced"],
            "default": "basic",
        },
        "held_by": {
            "title": "Held by",
            "description": "The agency that holds it.",
            "type": "string",
            "x-reference": "agency",
        },
        "first_held": {
            "title": "First held",
            "description": "The day it was first held.",
            "type": "string",
            "format": "date",
            "x-not-future": True,
        },
        "last_held": {"title": "Last held", "description": "Its last day.", "type": "string", "format": "date"},
        "end_reason": {"title": "End", "description": "Why it is held no more.", "type": "string"},
    },
}
TRAINING = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Training",
    "description": "An officer's attendance at a course.",
    "x-path": "agencies/{agency}/trainings/{name}.yaml",
    "x-owner": "agency",
    "x-columns": ["course", "date"],
    "type": "object",
    "additionalProperties": False,
    "required": ["course", "date", "accounts"],
    "properties": {
        "course": {
            "title": "Course",
            "description": "The course attended.",
            "type": "string",
            "x-reference": "course",
        },
        "date": {"title": "Date", "description": "The day of it.", "type": "string", "format": "date"},
        "accounts": {
            "title": "Accounts",
            "description": "The accounts it was for.",
            "type": "array",
            "minItems": 1,
            "items": {
                "title": "Account",
                "description": "One of them.",
                "type": "string",
                "x-reference": "account",
            },
        },
    },
}
FIRST_AID = """\
title: First aid for accounts  # to be renamed
number: C-1
hours: 6
level: basic
held_by: health
first_held: 2024-03-01
"""
ATTENDED = "course: first-aid\ndate: 2024-03-01\naccounts:\n  - x-health\n"
FILES: dict[str, str | bytes | None] = {
    **SMALL,
    "schemas/course.schema.json": json.dumps(COURSE, indent=2),
    "schemas/training.schema.json": json.dumps(TRAINING, indent=2),
    "registry/courses/first-aid.yaml": FIRST_AID,
    "registry/agencies/health/trainings/ann.yaml": ATTENDED,
}


@pytest.fixture
def register(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register", FILES)


def done(register: Repository, *arguments: str) -> Answer:
    answer = run(register.root, *arguments)
    assert answer.status == 0, answer.messages
    return answer


def rules(register: Repository) -> list[tuple[str, str, int]]:
    found: list[dict[str, Any]] = run(register.root, "validate", "--json", *DAY).json()["findings"]
    return [(each["path"].removeprefix("registry/"), each["rule"], each["line"]) for each in found]


def test_its_records_are_valid(register: Repository) -> None:
    assert rules(register) == []


def test_a_record_is_added(register: Repository) -> None:
    answer = done(
        register, "add", "course", "law", "--set", "hours=3", "--set", "number=C-2", "--set", "title=Law", *DAY
    )
    assert answer.output == "registry/courses/law.yaml\n"
    text = (register.root / "registry/courses/law.yaml").read_text()
    assert text == "title: Law\nnumber: C-2\nhours: 3\nlevel: basic\n"


def test_a_record_is_added_to_an_agency(register: Repository) -> None:
    options = ("--set", "course=first-aid", "--set", "date=2024-03-01", "--set", "accounts+=x-health")
    done(register, "add", "training", "ben", "--agency", "health", *options, *DAY)
    assert (register.root / "registry/agencies/health/trainings/ben.yaml").read_text() == ATTENDED


def test_what_is_missing_is_named_in_the_words_of_the_schema(register: Repository) -> None:
    answer = run(register.root, "add", "course", "law", "--set", "title=Law", *DAY)
    assert answer.status == 2
    assert "--set number=…   Number: Its number in the catalogue." in answer.messages
    hint = run(register.root, "add", "cource", "law")
    assert "did you mean `course`?" in hint.messages


def test_its_records_are_listed_shown_and_found(register: Repository) -> None:
    lines = done(register, "list", "course").output
    assert "First aid for accounts" in lines
    assert "HOURS" in lines.upper()
    document = done(register, "list", "course", "--json", "--where", "hours=6").json()
    assert [each["id"] for each in document["records"]] == ["first-aid"]
    assert done(register, "list", "course", "--json", "--where", "level!=basic").json()["records"] == []
    assert done(register, "show", "first-aid", "--json").json()["kind"] == "course"
    assert done(register, "show", "health/ann", "--json").json()["record"]["course"] == "first-aid"
    found = done(register, "search", "for accounts", "--json").json()["records"]
    assert [(each["record_kind"], each["id"]) for each in found] == [("course", "first-aid")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("hours: 6", "hours: six", ("wrong-type", 3)),
        ("hours: 6", "hours: 0", ("out-of-bounds", 3)),
        ("level: basic", "level: basics", ("value-not-allowed", 4)),
        ("level: basic", "levle: basic", ("unknown-field", 4)),
        ("number: C-1\n", "", ("missing-field", 1)),
        ("held_by: health", "held_by: helth", ("dangling-reference", 5)),
        ("2024-03-01", "2027-03-01", ("date-in-future", 6)),
        ("2024-03-01", "2024-3-1", ("ambiguous-value", 6)),
    ],
)
def test_an_error_in_its_records_is_found(
    register: Repository, before: str, after: str, expected: tuple[str, int]
) -> None:
    register.write({"registry/courses/first-aid.yaml": FIRST_AID.replace(before, after)})
    found = [(rule, line) for path, rule, line in rules(register) if path == "courses/first-aid.yaml"]
    assert found == [expected]


def test_its_unique_fields_are_unique(register: Repository) -> None:
    register.write({"registry/courses/second.yaml": FIRST_AID})
    assert {rule for _, rule, _ in rules(register)} == {"duplicate-value"}


def test_fields_that_are_unique_together_are_named_together(register: Repository) -> None:
    unique = [{"fields": ["number", "title"], "within": "register"}]
    register.write({"schemas/course.schema.json": json.dumps(COURSE | {"x-unique": unique})})
    register.write({"registry/courses/second.yaml": FIRST_AID})
    messages = [found["message"] for found in run(register.root, "validate", "--json", *DAY).json()["findings"]]
    assert messages[0] == "`number` and `title` together have the same values in `second`"


def test_its_references_are_followed_from_an_agency(register: Repository) -> None:
    register.write({"registry/agencies/health/trainings/ann.yaml": ATTENDED.replace("- x-health", "- x-helth")})
    assert rules(register) == [("agencies/health/trainings/ann.yaml", "dangling-reference", 4)]
    assert "did you mean `x-health`?" in run(register.root, "validate").output


def test_it_is_explained(register: Repository) -> None:
    assert "A course that officers attend." in done(register, "explain", "course").output
    text = done(register, "explain", "course.level").output
    assert "How hard it is." in text
    assert "advanced" in text
    assert "did you mean" in run(register.root, "explain", "course.levle").messages


def test_a_record_is_edited_and_only_its_line_changes(register: Repository) -> None:
    done(register, "edit", "first-aid", "--set", "title=First aid", *DAY)
    text = (register.root / "registry/courses/first-aid.yaml").read_text()
    assert text == FIRST_AID.replace("First aid for accounts", "First aid")


def test_its_identity_stays(register: Repository) -> None:
    answer = run(register.root, "edit", "first-aid", "--set", "number=C-9", *DAY)
    assert answer.status == 1
    assert "changed-identity" in answer.messages


def test_references_follow_a_rename(register: Repository) -> None:
    done(register, "rename", "first-aid", "first-help", *DAY)
    assert "course: first-help\n" in (register.root / "registry/agencies/health/trainings/ann.yaml").read_text()
    assert (register.root / "registry/courses/first-help.yaml").read_text() == FIRST_AID
    done(register, "rename", "account:health/x-health", "x-press", *DAY)
    assert "- x-press\n" in (register.root / "registry/agencies/health/trainings/ann.yaml").read_text()
    done(register, "rename", "agency:health", "well-being", *DAY)
    assert (register.root / "registry/agencies/well-being/trainings/ann.yaml").is_file()
    assert rules(register) == []


def test_an_agency_takes_along_what_names_it_and_its_readme(register: Repository) -> None:
    """Its training names the agency in full, and its kind names nothing by which it could be known again."""
    folder = register.root / "registry/agencies"
    training = folder / "health/trainings/ann.yaml"
    training.write_text(training.read_text().replace("- x-health", "- health/x-health"))
    (folder / "health/README.md").write_text("Health\n")
    register.commit({})
    done(register, "rename", "agency:health", "well-being", *DAY)
    assert "- well-being/x-health\n" in (folder / "well-being/trainings/ann.yaml").read_text()
    assert (folder / "well-being/README.md").read_text() == "Health\n"
    assert not (folder / "health").exists()
    changes = done(register, "diff", "--json").json()["changes"]
    assert {each["change"] for each in changes if "well-being" in each["id"]} == {"renamed"}


def test_a_record_ends(register: Repository) -> None:
    done(register, "close", "first-aid", "--reason", "Nobody came", "--on", "2025-12-31", *DAY)
    text = (register.root / "registry/courses/first-aid.yaml").read_text()
    assert text == FIRST_AID + "last_held: 2025-12-31\nend_reason: Nobody came\n"
    assert "can't be closed" in run(register.root, "close", "health/ann", "--reason", "a", *DAY).messages


def test_its_changes_are_reported(register: Repository) -> None:
    done(register, "edit", "first-aid", "--set", "hours=7", *DAY)
    done(register, "rename", "health/ann", "anna", *DAY)
    changes = done(register, "diff", "--json").json()["changes"]
    assert [(each["kind"], each["id"], each["change"]) for each in changes] == [
        ("course", "first-aid", "changed"),
        ("training", "health/anna", "renamed"),
    ]
    assert changes[0]["fields"] == [{"pointer": "/hours", "before": 6, "after": 7}]


def test_its_records_are_brought_into_canonical_form(register: Repository) -> None:
    register.write({"registry/courses/first-aid.yaml": FIRST_AID.replace("C-1", "'C-1'")})
    done(register, "fmt", "registry/courses")
    assert (register.root / "registry/courses/first-aid.yaml").read_text() == FIRST_AID


def test_a_misspelt_keyword_in_its_schema_is_reported_and_other_records_validated(register: Repository) -> None:
    text = json.dumps(COURSE, indent=2).replace("x-not-future", "x-not-futur")
    register.write({"schemas/course.schema.json": text})
    answer = run(register.root, "validate", *DAY)
    assert answer.status == 1
    assert "did you mean `x-not-future`?" in answer.output


def test_a_register_of_before_the_kind_can_be_compared(register: Repository) -> None:
    before = register.git("rev-parse", "HEAD")
    poem = COURSE | {"x-path": "poems/{name}.yaml", "title": "Poem", "x-unique": []}
    register.commit({
        "schemas/poem.schema.json": json.dumps(poem),
        "registry/poems/ode.yaml": "title: Ode\nnumber: '1'\n",
    })  # fmt: skip
    changes = done(register, "diff", before, "HEAD", "--json").json()["changes"]
    assert [(each["kind"], each["id"], each["change"]) for each in changes] == [("poem", "ode", "added")]
    assert run(register.root, "list", "poem", "--ref", before).status == 2


def test_the_records_of_a_schema_with_errors_are_not_left_out_in_silence(tmp_path: Path) -> None:
    schema = {**COURSE, "x-lable": "title", "x-colums": ["title"]}
    repository = build_repository(tmp_path, SMALL | {"schemas/course.schema.json": json.dumps(schema)})
    for arguments in (("list",), ("list", "course"), ("show", "course:basics")):
        assert (
            "schemas/course.schema.json has errors, so its records are left out"
            in run(repository.root, *arguments).messages
        )
    found = run(repository.root, "validate").output
    assert "`x-lable` is not a keyword here" in found
    assert "`x-colums` is not a keyword here" in found


def test_a_record_of_a_kind_that_is_not_committed_has_no_history_yet(tmp_path: Path) -> None:
    repository = build_repository(tmp_path, SMALL)
    build(
        tmp_path, {"schemas/course.schema.json": json.dumps(COURSE), "registry/courses/basics.yaml": "title: Basics\n"}
    )
    answer = run(repository.root, "log", "course:basics")
    assert (answer.status, answer.messages) == (
        2,
        "smregister: `course:basics` has never been committed, so it has no history yet\n",
    )
