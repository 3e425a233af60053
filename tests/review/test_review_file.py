"""Parser of a review's JSON: what it reads, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from smregister.errors import FatalError
from smregister.model import (
    Approver,
    Authorization,
    Change,
    ChangeType,
    Denial,
    Difference,
    FieldChange,
    Finding,
    Record,
    Review,
    Severity,
    TextChange,
    ValidationResult,
)
from smregister.review.review_file import LONGEST, read_review

DOCUMENT: dict[str, Any] = {
    "version": 1,
    "findings": [
        {"path": "a.yaml", "line": 2, "column": 3, "rule": "wrong-type", "pointer": "/b", "severity": "note",
         "message": "Wrong"},
    ],
    "summary": {"records": 4, "debt": 5},
    "authorization": {
        "authority": ["by a letter"],
        "refused": [
            {"path": "c.yaml", "pointer": "/d~1e/0", "reason": "No", "needs": "signature"},
            {"path": "c.yaml", "pointer": "", "reason": "No", "needs": "desk"},
        ],
        "approvers": [{"user_id": 6, "login": "f", "post": "G"}],
    },
    "changes": [
        {"kind": "account", "id": "new", "change": "added", "fields": []},
        {"kind": "account", "id": "old", "change": "removed", "fields": []},
        {"kind": "account", "id": "same", "change": "changed",
         "fields": [{"pointer": "/g/h", "before": None, "after": ["any", 1]}]},
        {"kind": "account", "id": "now", "before_id": "once", "change": "renamed", "fields": []},
    ],
    "other_files": ["notes.txt"],
    "texts": [{"path": "README.md", "removed": ["i"], "added": ["j", "k"]}],
}  # fmt: skip


def account(name: str) -> Record:
    return Record("account", name, "", {})


REVIEW = Review(
    ValidationResult((Finding("a.yaml", 2, 3, "wrong-type", "/b", Severity.NOTE, "Wrong"),), 4, 5),
    Authorization(
        ("by a letter",),
        (Denial("c.yaml", ("d/e", "0"), "No", "signature"), Denial("c.yaml", (), "No", "desk")),
        (Approver(6, "f", "G"),),
    ),
    Difference(
        [
            Change(ChangeType.ADDED, None, account("new")),
            Change(ChangeType.REMOVED, account("old"), None),
            Change(ChangeType.CHANGED, account("same"), account("same"), (FieldChange(("g", "h"), None, ["any", 1]),)),
            Change(ChangeType.RENAMED, account("once"), account("now")),
        ],
        [],
    ),
    ("notes.txt",),
    (TextChange("README.md", ("i",), ("j", "k")),),
)
OPTIONAL = [("summary", "debt"), ("texts",), ("changes", 3, "before_id")]
FREE = [("version",), *(("changes", 2, "fields", 0, name) for name in ("before", "after"))]
WRONG: dict[type, list[Any]] = {
    str: [1, None, ["x"]], int: ["1", -1, True, 10**18, 1.0], list: [{}, None, "", 1], dict: ["x", None, 1, []],
}  # fmt: skip


def parts(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield each part of the document with its pointer."""
    if pointer:
        yield pointer, value
    if pointer not in FREE and isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parts(inner, (*pointer, key))


def with_part(pointer: tuple[Any, ...], *value: Any) -> dict[str, Any]:
    """Return the document with another value at a pointer, or none."""
    document: Any = deepcopy(DOCUMENT)
    inner = document
    for key in pointer[:-1]:
        inner = inner[key]
    if value:
        [inner[pointer[-1]]] = value
    else:
        del inner[pointer[-1]]
    return document  # type: ignore[no-any-return]


def assert_refused(document: Any) -> None:
    with pytest.raises(FatalError) as raised:
        read_review(document if isinstance(document, str) else json.dumps(document))
    assert str(raised.value) == "this is not a review from `smregister review --json`"


def test_a_review_is_read_whole() -> None:
    read = read_review(json.dumps(DOCUMENT))
    assert read == REVIEW
    assert [vars_of(finding) for finding in read.validation.findings] == [
        vars_of(finding) for finding in REVIEW.validation.findings
    ]


def vars_of(finding: Finding) -> tuple[object, ...]:
    """Return what the comparison of findings leaves out."""
    return finding.pointer, finding.severity, finding.message


@pytest.mark.parametrize("pointer", OPTIONAL)
def test_what_older_versions_did_not_write_may_be_missing(pointer: tuple[Any, ...]) -> None:
    read = read_review(json.dumps(with_part(pointer)))
    assert (read.validation.debt, read.texts, read.difference.changes[3].before) in [
        (0, REVIEW.texts, account("once")), (5, (), account("once")), (5, REVIEW.texts, account("now")),
    ]  # fmt: skip


@pytest.mark.parametrize("pointer", [pointer for pointer, _ in parts(DOCUMENT) if pointer not in FREE], ids=str)
def test_a_missing_part_or_one_of_another_type_is_an_error(pointer: tuple[Any, ...]) -> None:
    value = dict(parts(DOCUMENT))[pointer]
    if isinstance(pointer[-1], str) and pointer not in OPTIONAL:
        assert_refused(with_part(pointer))
    for wrong in WRONG[type(value)]:
        assert_refused(with_part(pointer, wrong))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (("findings", 0, "rule"), "x" * 80),
        (("findings", 0, "line"), 0),
        (("findings", 0, "line"), 10**18 - 1),
        (("findings", 0, "severity"), "error"),
        (("changes", 2, "kind"), "a-1"),
    ],
)
def test_values_up_to_the_limits_are_read(pointer: tuple[Any, ...], value: Any) -> None:
    read_review(json.dumps(with_part(pointer, value)))


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (("version",), 2),
        (("findings", 0, "rule"), "x" * 81),
        (("findings", 0, "rule"), ""),
        (("findings", 0, "rule"), "wrong-type\n"),
        (("findings", 0, "severity"), "fatal"),
        (("authorization", "refused", 0, "needs"), "nothing"),
        (("changes", 0, "kind"), "A"),
        (("changes", 0, "change"), "stolen"),
    ],
)
def test_values_beyond_the_limits_are_an_error(pointer: tuple[Any, ...], value: Any) -> None:
    assert_refused(with_part(pointer, value))


def test_a_file_may_be_long_but_not_too_long() -> None:
    text = json.dumps(DOCUMENT)
    padded = text + " " * (LONGEST - len(text))
    assert read_review(padded) == REVIEW
    assert_refused(padded + " ")
