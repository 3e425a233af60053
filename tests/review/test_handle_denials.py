"""Handles that an officer's account takes from others, or says to have had."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.review.fixed_base import FixedBase
from tests.review.test_official_denials import CLOSED, DAY, KINDS, OPEN, Data, account, entries

from smregister.changes.diff import diff_records
from smregister.model import Change, ChangeType, Denial, Record
from smregister.review.handle_denials import find_handle_denials

TWO: Data = OPEN | {"handle": "two"}
PORTAL: Data = OPEN | {"platform": "portal", "handle": "health.gov.example"}


def denials(before: Data, after: Data, *others: Record, found: tuple[Denial, ...] = ()) -> dict[str, str]:
    """Return the reasons by field, in a base with other accounts."""
    changes = diff_records([account(before)], [account(after)], KINDS)
    policy: Any = SimpleNamespace(
        day=DAY.isoformat(), platforms=FixedBase().platforms, accounts_with=lambda *_: [account(before), *others]
    )
    return {".".join(map(str, denial.pointer)): denial.reason for denial in find_handle_denials(policy, changes, found)}


def other(data: Data, agency: str = "works") -> Record:
    return Record("account", f"{agency}/x", f"registry/agencies/{agency}/accounts/x.yaml", data)


# A handle of another record.


@pytest.mark.parametrize(
    "theirs",
    [
        CLOSED | {"handle": "Two"},
        OPEN | {"status": "proposed", "handle": "two"},
        OPEN | {"handle": "three", "former_handles": [{"handle": "two", "to": "2020-01-01"}]},
        {"platform": "x", "url": "https://x.com/two", "status": "closed"},
        CLOSED | {"handle": "two", "replaced_by": "health/x"},
    ],
)
def test_a_handle_that_another_record_has_or_had_needs_the_desk(theirs: Data) -> None:
    found = denials(OPEN, TWO | entries({"handle": "one", "to": "2025-12-31"}), other(theirs))
    assert found == {"handle": "`works/x` has or had this name, so it needs the desk here"}


@pytest.mark.parametrize(
    "theirs", [CLOSED, CLOSED | {"handle": "two", "platform": "facebook"}, CLOSED | {"handle": "twofold"}]
)
def test_any_other_handle_of_an_account_is_free(theirs: Data) -> None:
    assert denials(OPEN, TWO | entries({"handle": "one", "to": "2025-12-31"}), other(theirs)) == {}


def test_a_handle_in_another_case_is_not_new() -> None:
    assert denials(OPEN, OPEN | {"handle": "ONE"}, other(CLOSED)) == {}


# An account to which others lead.


@pytest.mark.parametrize(
    ("agency", "name", "is_denied"),
    [("health", "x", True), ("works", "health/x", True), ("works", "x", False), ("health", "x-two", False)],
)
def test_a_successor_gets_another_handle_by_the_desk(agency: str, name: str, is_denied: bool) -> None:
    theirs = replace(other(CLOSED | {"handle": "gone", "replaced_by": name}, agency), id=f"{agency}/x-gone")
    found = denials(OPEN, TWO, theirs)
    assert [*found] == (["handle"] if is_denied else [])


def test_a_portal_moves_by_the_desk() -> None:
    assert denials(PORTAL, PORTAL | {"purpose": "All"}) == {}
    assert [*denials(PORTAL, PORTAL | {"handle": "other.gov.example"})] == ["handle"]


# Former handles.


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (OPEN, OPEN | entries({"handle": "any", "to": "2025-12-31"}), ["former_handles.0"]),
        (OPEN, OPEN | entries({"handle": "any"}), ["former_handles.0"]),
        (OPEN, OPEN | entries({"handle": "one", "to": "2025-12-31"}), ["former_handles.0"]),
        (OPEN, TWO | entries({"handle": "One", "to": "2025-12-31"}), []),
        (OPEN, TWO | entries({"handle": "one"}, {"handle": "any"}), ["former_handles.1"]),
        (OPEN | entries({"handle": "any"}), OPEN | entries({"handle": "any", "reason": "Renamed"}), []),
        (OPEN, TWO | entries({"handle": "one"}) | {"status": "closed", "closed": "2026-01-01"}, []),
        (OPEN | {"status": "proposed"}, OPEN | {"status": "proposed"} | entries({"handle": "any"}), []),
        (CLOSED, CLOSED | entries({"handle": "any", "to": "2026-01-01"}), ["former_handles.0"]),
        (CLOSED, CLOSED | {"handle": "two"} | entries({"handle": "one"}), ["former_handles.0"]),
        (OPEN | {"status": "compromised"}, TWO | {"status": "compromised"} | entries({"handle": "one"}),
         ["former_handles.0"]),
        (OPEN | {"closed": "2025-12-01"}, TWO | {"closed": "2025-12-01"} | entries({"handle": "one"}),
         ["former_handles.0"]),
        (OPEN | {"platform": "unknown"}, TWO | {"platform": "unknown"} | entries({"handle": "one"}), []),
    ],
)  # fmt: skip
def test_only_the_replaced_handle_becomes_a_former_one(before: Data, after: Data, fields: list[str]) -> None:
    assert [*denials(before, after)] == fields


def test_a_field_is_denied_once() -> None:
    path = account(OPEN).path
    assert denials(PORTAL, PORTAL | {"handle": "a.gov.example"}, found=(Denial(path, ("handle",), "known"),)) == {}


def test_only_a_change_of_an_account_counts() -> None:
    policy: Any = None
    changes = [
        Change(ChangeType.CHANGED, *(replace(account(data), kind="campaign") for data in (OPEN, TWO))),
        Change(ChangeType.ADDED, None, account(TWO)),
        Change(ChangeType.REMOVED, account(OPEN), None),
    ]
    assert [*find_handle_denials(policy, changes, ())] == []
