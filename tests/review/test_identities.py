"""Identities of authors and approvers in the forge's data."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from smregister.errors import FatalError
from smregister.review.identities import Identity, read_identities

ONE, TWO = "0123456789abcdef0123456789abcdef01234567", "b" * 64
GONE = "c" * 40
EXTREME_TIMES = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
WRONG = "this is not a file of identities; `smregister docs authority` describes one"


def document(*landed: Any, version: object = 1) -> str:
    return json.dumps({"version": version, "landed": landed})


def test_identities_are_read_by_commit() -> None:
    text = document(
        {"commit": ONE, "author": 1, "approved_by": [2, 3], "request": "#7"},
        {"commit": TWO, "author": 4, "more": "is ignored"},
        {"commit": TWO, "author": 4, "request": None, "approved_by": [], "landed_at": None},
        {"commit": GONE, "author": None, "landed_at": "2026-01-01T12:00:00Z"},
    )
    assert read_identities(text) == {
        ONE: Identity(1, (2, 3), "#7"),
        TWO: Identity(4, (), None, None),
        GONE: Identity(None, (), None, datetime(2026, 1, 1, 12, tzinfo=UTC)),
    }
    assert read_identities(document()) == {}


def test_two_entries_that_differ_are_an_error_that_names_the_commit() -> None:
    for other in ({"author": 2}, {"author": 1, "approved_by": [2]}, {"author": 1, "request": "#8"}, {"author": None}):
        with pytest.raises(FatalError) as raised:
            read_identities(document({"commit": ONE, **other}, {"commit": ONE, "author": 1}))
        assert str(raised.value) == "the file of identities has two entries for 0123456789ab, and they differ"


@pytest.mark.parametrize(
    "entry",
    [
        1,
        {"author": 1},
        {"commit": ONE},
        {"commit": ONE[1:], "author": 1},
        {"commit": f"{ONE}0", "author": 1},
        {"commit": ONE.upper(), "author": 1},
        {"commit": f"{ONE[1:]}g", "author": 1},
        {"commit": f"{ONE[1:]}X", "author": 1},
        {"commit": [*ONE], "author": 1},
        *({"commit": ONE, "author": author} for author in (0, -1, 1.0, "1", True, [])),
        *({"commit": ONE, "author": 1, "landed_at": time} for time in ("noon", "2026-01-01T12:00:00", 1, False)),
        *({"commit": ONE, "author": 1, "landed_at": time} for time in EXTREME_TIMES),
        *({"commit": ONE, "author": 1, "approved_by": approvers} for approvers in ([0], ["1"], 1, [True], None)),
        *({"commit": ONE, "author": 1, "request": request} for request in (7, ["#7"], False)),
    ],
    ids=str,
)
def test_an_entry_of_another_form_is_an_error(entry: object) -> None:
    with pytest.raises(FatalError) as raised:
        read_identities(document(entry))
    assert str(raised.value) == WRONG


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", document(version=2), '{"version": 1}', "[" * 100_000])
def test_a_file_of_another_form_is_an_error(text: str) -> None:
    with pytest.raises(FatalError) as raised:
        read_identities(text)
    assert str(raised.value) == WRONG
