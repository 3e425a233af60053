"""What an officer's change makes official, or keeps official for longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registers import PROJECT

from smregister.changes.diff import diff_records
from smregister.model import Change, ChangeType, Record, Value
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.official import OfficialStatus, check
from smregister.register.platforms import Platforms
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree
from smregister.review.desk_approval import find_status_denials
from smregister.review.official_denials import find_official_denials

Data: TypeAlias = dict[str, Value]

DAY = date(2026, 1, 1)
TREE = WorkTree(PROJECT)
KINDS = load_kinds(TREE)[0]
PLATFORMS = {
    record.id: record
    for file in TREE.files_at(f"registry/platforms/{name}.yaml" for name in ("facebook", "x"))
    for record in [RecordReader(KINDS).read(KINDS["platform"], file.path, file.read())[0]]
}
OPEN: Data = {"platform": "x", "handle": "one", "purpose": "News", "status": "active"}
CLOSED: Data = {**OPEN, "status": "closed", "closed": "2024-06-30", "closed_reason": "Merged"}
FORMER: Data = {**OPEN, "former_handles": [{"handle": "lost"}, {"handle": "older", "to": "2020-01-01"}]}
LATER: Data = {**OPEN, "platform_id": "1", "former_handles": [{"handle": "lost", "to": "2026-06-30"}]}
CHANNEL: Data = {"platform": "facebook", "platform_id": "1000", "purpose": "News", "status": "active"}


POLICY: Any = SimpleNamespace(day=DAY.isoformat(), platforms=Platforms(PLATFORMS.values()))


def account(data: Data) -> Record:
    return Record("account", "health/x", "registry/agencies/health/accounts/x.yaml", data)


def denied(before: Data, after: Data) -> set[str]:
    """Return the fields that need the desk because they make something official."""
    changes = diff_records([account(before)], [account(after)], KINDS)
    return {".".join(map(str, denial.pointer)) for denial in find_official_denials(POLICY, changes, ())}


def entries(*items: Data) -> Data:
    return {"former_handles": [*items]}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        # The end of an account.
        (CLOSED, CLOSED | {"closed": "2030-12-31"}, {"closed"}),
        (CLOSED, CLOSED | {"closed": "2026-01-02"}, {"closed"}),
        (CLOSED, CLOSED | {"closed": "2025-06-30"}, set()),
        (CLOSED | {"closed": "2030-12-31"}, CLOSED | {"closed": "2030-12-31", "purpose": "All"}, set()),
        (CLOSED | {"status": "transferred"}, CLOSED | {"status": "closed", "closed": "2030-12-31"}, {"closed"}),
        (OPEN | {"closed": "2024-06-30"}, OPEN, {"closed"}),
        (OPEN | {"closed": "2024-06-30"}, OPEN | {"closed": "2030-01-01"}, {"closed"}),
        (OPEN | {"closed": "2026-06-30"}, OPEN | {"closed": "2026-12-31"}, {"closed"}),
        (OPEN | {"closed": "2026-06-30"}, OPEN | {"closed": "2026-03-31", "status": "closing"}, set()),
        (OPEN, OPEN | {"closed": "2026-06-30"}, set()),
        (OPEN | {"closed": "9999-12-31"}, OPEN, set()),
        (OPEN | {"opened": "2026-06-30"}, OPEN | {"opened": "2025-06-30"}, {"opened"}),
        (OPEN | {"opened": "2020-06-30"}, OPEN | {"opened": "2019-06-30"}, set()),
        # Former handles.
        (OPEN, OPEN | entries({"handle": "any", "to": "2026-01-01"}), {"former_handles.0"}),
        (OPEN, OPEN | entries({"handle": "any", "to": "2099-01-01"}), {"former_handles.0"}),
        (OPEN, OPEN | entries({"handle": "any", "to": "2025-12-31"}), set()),
        (OPEN, OPEN | entries({"handle": "any"}), set()),
        (FORMER, FORMER | entries({"handle": "lost", "to": "2026-01-01"}), {"former_handles.0"}),
        (FORMER, FORMER | entries({"handle": "x"}, {"handle": "older", "to": "2026-01-01"}), {"former_handles.1"}),
        (OPEN, OPEN | {"handle": "two"} | entries({"handle": "One", "to": "2026-01-01"}), set()),
        (OPEN, OPEN | {"handle": "two"} | entries({"handle": "three", "to": "2026-01-01"}), {"former_handles.0"}),
        (CLOSED, CLOSED | entries({"handle": "any", "to": "2026-01-01"}), set()),
        (CHANNEL, CHANNEL | entries({"handle": "1000", "to": "2026-01-01"}), {"former_handles.0"}),
        (LATER, LATER | entries({"handle": "lost", "to": "2026-03-01"}), {"handle"}),
        (OPEN | entries({"handle": "lost", "to": "2026-06-30"}), OPEN | {"handle": "two", "closed": "2026-04-01"},
         {"handle"}),
        (OPEN | {"status": "compromised"}, FORMER | {"status": "compromised"}, set()),
        # The other keys.
        (OPEN, OPEN | {"platform_id": "666"}, {"platform_id"}),
        (OPEN | {"platform_id": "1"}, OPEN | {"platform_id": "666"}, {"platform_id"}),
        (OPEN, OPEN | {"handle": "two"}, set()),
        (OPEN, OPEN | {"handle": "ONE", "purpose": "All"}, set()),
        (OPEN, OPEN | {"platform": "facebook"}, {"platform"}),
        (OPEN, OPEN | {"platform": "facebook", "handle": "two"}, {"handle"}),
        (OPEN | {"platform": "unknown"}, OPEN | {"platform": "unknown", "handle": "two"}, set()),
        (CHANNEL, CHANNEL | {"handle": "two"}, set()),
        (CHANNEL | {"closed": "2024-06-30"}, CHANNEL | {"handle": "two"}, {"handle", "closed"}),
        # A status has its own denial.
        (CLOSED, OPEN, set()),
    ],
)  # fmt: skip
def test_an_officer_makes_nothing_official(before: Data, after: Data, fields: set[str]) -> None:
    assert denied(before, after) == fields


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (OPEN, OPEN | {"platform_id": "666"}, "this `platform_id` makes `666` official, which needs the desk"),
        (
            CLOSED,
            CLOSED | {"closed": "2030-12-31"},
            "this `closed` makes `one` official until 2030-12-30, which needs the desk",
        ),
    ],
)
def test_a_denial_names_what_becomes_official_and_until_when(before: Data, after: Data, reason: str) -> None:
    changes = diff_records([account(before)], [account(after)], KINDS)
    assert [(denial.path, denial.reason) for denial in find_official_denials(POLICY, changes, ())] == [
        (account(after).path, reason)
    ]


def test_only_a_change_of_an_account_makes_official() -> None:
    old, new = (replace(account(data), kind="campaign") for data in (CLOSED, CLOSED | {"closed": "2030-12-31"}))
    changes = [
        Change(ChangeType.CHANGED, old, new),
        Change(ChangeType.ADDED, None, account(OPEN)),
        Change(ChangeType.REMOVED, account(OPEN), None),
    ]
    assert [*find_official_denials(POLICY, changes, ())] == []


def test_a_field_is_denied_once() -> None:
    changes = diff_records([account(OPEN)], [account(OPEN | {"platform_id": "666"})], KINDS)
    [denial] = find_official_denials(POLICY, changes, ())
    assert [*find_official_denials(POLICY, changes, [denial])] == []


# Whatever is not denied makes nothing official, by the answers of `check` on any later day.

_DAYS = st.sampled_from(["2020-01-01", "2025-12-31", "2026-01-01", "2026-01-02", "2026-03-01", "2099-01-01"])
_HANDLES = st.sampled_from(["one", "One", "two"])
_OPTIONAL: dict[str, st.SearchStrategy[Value]] = {
    "closed": _DAYS,
    "opened": _DAYS,
    "platform_id": st.sampled_from(["1", "2"]),
    "former_handles": st.lists(
        st.fixed_dictionaries({"handle": _HANDLES}, optional={"from": _DAYS, "to": _DAYS}), min_size=1, max_size=2
    ),
}
_STATUSES = st.sampled_from(
    ["proposed", "active", "dormant", "suspended", "compromised", "closing", "closed", "transferred"]
)


_ACCOUNTS = st.fixed_dictionaries(
    {"platform": st.just("x"), "purpose": st.just("News"), "status": _STATUSES, "handle": _HANDLES}, optional=_OPTIONAL
)
_EDITS = st.fixed_dictionaries({}, optional={"status": _STATUSES, **_OPTIONAL})


def official_keys(data: Data, day: date) -> set[str]:
    register = Register(KINDS, {"account": {"health/x": account(data)}, "platform": PLATFORMS}, day)
    texts = ("one", "two", "https://x.com/i/user/1", "https://x.com/i/user/2")
    return {text for text in texts if check(register, text, "x").status is OfficialStatus.OFFICIAL}


@given(
    before=_ACCOUNTS,
    edits=_EDITS,
    removed=st.sets(st.sampled_from([*_OPTIONAL])),
    later=st.sampled_from([0, 1, 2, 60, 400, 40000]),
)
def test_what_is_not_denied_makes_nothing_official(before: Data, edits: Data, removed: set[str], later: int) -> None:
    after = {name: value for name, value in before.items() if name not in removed} | edits
    if not denied(before, after) and not any(find_status_denials(account(before), account(after))):
        day = DAY + timedelta(later)
        assert official_keys(after, day) <= official_keys(before, day)
