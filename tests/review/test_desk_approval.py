"""Changes that need the desk, whatever the officer's letter says."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from tests.registers import PROJECT

from smregister.changes.diff import diff_records
from smregister.model import Change, ChangeType, Denial, Record, Value
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.work_tree import WorkTree
from smregister.review.desk_approval import find_desk_denials

KINDS = load_kinds(WorkTree(PROJECT))[0]
DESK_NAMES = frozenset({"desk", "manager of the desk"})
PATH = "registry/agencies/health/accounts/x.yaml"
BARE: dict[str, Value] = {"platform": "x", "handle": "one", "status": "active"}
APPROVED: dict[str, Value] = {**BARE, "approval": {"by": "Secretary", "date": "2020-05-01"}}


def account(data: dict[str, Value], name: str = "x", kind: str = "account") -> Record:
    return Record(kind, f"health/{name}", KINDS[kind].path_template.path(f"health/{name}"), data)


def change(before: dict[str, Value] | None, after: dict[str, Value], name: str = "x", kind: str = "account") -> Change:
    """Return the change to some data, with another name of the record if it gets one."""
    old, new = ([account(before, kind=kind)] if before else []), [account(after, name, kind)]
    [only] = diff_records(old, new, KINDS)
    return only


def denials(made: Change) -> dict[str, str]:
    """Return the reasons by field; all are about the one path."""
    found = [*find_desk_denials(made, KINDS[made.record.kind], DESK_NAMES)]
    assert {(denial.path, denial.needs) for denial in found} <= {(made.record.path, "desk")}
    reasons = {".".join(map(str, denial.pointer)): denial.reason for denial in found}
    assert len(reasons) == len(found)
    return reasons


# Fields of the desk.


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (APPROVED, APPROVED | {"purpose": "All"}, []),
        (APPROVED, APPROVED | {"approval": {"by": "Secretary", "date": "2020-05-02"}}, ["approval.date"]),
        (APPROVED, APPROVED | {"approval": {"by": "Minister", "date": "2020-05-02"}}, ["approval.by", "approval.date"]),
        (BARE, APPROVED, ["approval"]),
        (APPROVED, BARE, ["approval"]),
        (BARE, BARE | {"approval": {}}, ["approval"]),
        (BARE | {"approval": {}}, BARE, ["approval"]),
        (BARE, BARE | {"approval": None}, ["approval"]),
        (BARE, BARE | {"approval": "given", "verification": "given"}, ["approval", "verification"]),
        (None, {"status": "proposed"}, []),
        (None, {"status": "proposed", "approval": {"by": "Secretary"}}, ["approval"]),
    ],
)
def test_a_field_of_the_desk_is_changed_by_the_desk(
    before: dict[str, Value] | None, after: dict[str, Value], fields: list[str]
) -> None:
    made = Change(ChangeType.CHANGED, account(before) if before else None, account(after))
    assert denials(made) == {field: f"`{field}` is reserved for the desk" for field in fields}


def test_a_field_of_the_desk_may_be_in_a_list() -> None:
    keys: list[Value] = [{"key": "ssh-ed25519 AAAA"}, {"key": "ssh-ed25519 BBBB"}]
    officer: dict[str, Value] = {"post": "Officer", "signing_keys": keys}
    made = change({"officer": officer}, {"officer": {**officer, "signing_keys": keys[:1]}}, kind="appointment")
    assert denials(made) == {"officer.signing_keys.1": "`officer.signing_keys.1` is reserved for the desk"}


# Stages.

STAGES = ("proposed", "active", "dormant", "suspended", "compromised", "closing", "closed", "transferred")
PUBLISHED = ("active", "dormant", "suspended", "closing")


@pytest.mark.parametrize(("old", "new"), [*product(STAGES, STAGES)])
def test_an_account_becomes_official_by_the_desk_alone(old: str, new: str) -> None:
    """An official one may go anywhere, and one that has ended has ended, in either way."""
    if old == new:
        made = change(BARE | {"status": old}, BARE | {"status": new, "purpose": "All"})
    else:
        made = change(BARE | {"status": old}, BARE | {"status": new})
    ended = ("closed", "transferred")
    free = old == new or old in PUBLISHED or (old in ended and new in ended)
    reason = f"only the desk changes a status of `{old}`"
    if old == "proposed" and new in ended:
        reason = "a proposal that is given up keeps `status: proposed`; `smregister close` writes its end"
    assert denials(made) == ({} if free else {"status": reason})


@pytest.mark.parametrize("status", [*STAGES, None])
def test_a_new_account_is_a_proposal(status: str | None) -> None:
    reason = "a new account begins with `status: proposed`, until the desk approves it"
    made = change(None, BARE | {"status": status})
    assert denials(made) == ({} if status == "proposed" else {"status": reason})


# Identity.


@pytest.mark.parametrize("field", ["platform", "handle", "url", "platform_id"])
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"approval": {"by": "Secretary"}}, "approval"),
        ({"verification": {"state": "verified"}}, "verification"),
        ({"status": "compromised"}, "status: compromised"),
        ({"approval": {"by": "Secretary"}, "status": "compromised"}, "approval"),
        ({}, None),
    ],
)
def test_what_the_desk_gave_for_an_identity_is_for_no_other(
    field: str, given: dict[str, Value], name: str | None
) -> None:
    before: dict[str, Value] = {**BARE, **given, field: "former"}
    reason = f"the desk gave `{name}` for the former `{field}`, so a new one needs the desk"
    assert denials(change(before, {**before, field: "new"})) == ({field: reason} if name else {})
    missing = {key: value for key, value in before.items() if key != field}
    assert denials(change(before, missing)) == ({field: reason} if name else {})


def test_each_changed_part_of_the_identity_needs_the_desk() -> None:
    made = change(APPROVED, APPROVED | {"handle": "two", "platform_id": "1"})
    reason = "the desk gave `approval` for the former `handle`, so a new one needs the desk"
    assert denials(made) == {"handle": reason, "platform_id": reason}


def test_an_account_gets_a_new_name_or_a_new_identity() -> None:
    """Both at once would remove one account and add another."""
    former: dict[str, Value] = {"handle": "two", "former_handles": [{"handle": "one"}]}
    made = change(BARE, {**BARE, **former}, "y")
    assert made.type is ChangeType.RENAMED
    reason = "this takes account `health/x` away: a record is renamed or gets a new `handle`, not both at once"
    assert [*find_desk_denials(made, KINDS["account"], DESK_NAMES)] == [
        Denial(path, (), reason) for path in (PATH, PATH.replace("x.yaml", "y.yaml"))
    ]
    assert denials(change(BARE, {**BARE, "purpose": "All"}, "y")) == {}


# Former handles.


@pytest.mark.parametrize(
    ("before", "after", "removed"),
    [
        ([{"handle": "a"}], [{"handle": "a"}, {"handle": "b"}], []),
        ([{"handle": "a"}], [{"handle": "b"}, {"handle": "a", "to": "2020-01-01"}], []),
        ([{"handle": "a"}, {"handle": "b"}], [{"handle": "b"}], [0]),
        ([{"handle": "a"}, {"handle": "b"}], [{"handle": "a"}], [1]),
        ([{"handle": "a"}, {"handle": "b"}], [], [0, 1]),
        ([{"handle": "a", "to": "2020-01-01"}], [{"handle": "a", "to": "2021-01-01"}], [0]),
        ([{"handle": "a", "to": "2020-01-01"}], [{"handle": "a"}], [0]),
        (["a"], ["a", {"handle": "a"}], [0]),
        ([], ["a"], []),
    ],
)
def test_former_handles_stay_on_record(before: list[Value], after: list[Value], removed: list[int]) -> None:
    made = change(BARE | {"former_handles": before}, BARE | {"former_handles": after, "purpose": "All"})
    assert denials(made) == {
        f"former_handles.{number}": f"only the desk removes or changes `former_handles.{number}`" for number in removed
    }


# Evidence.

SEEN: dict[str, Value] = {"kind": "press", "seen": "2025-02-01"}


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({}, {"evidence": [SEEN]}, []),
        ({}, {"evidence": [{**SEEN, "by": "Officer"}]}, []),
        ({}, {"evidence": [{**SEEN, "by": "Desk"}]}, ["evidence"]),
        ({}, {"evidence": [SEEN, {**SEEN, "by": "  manager OF the  desk"}]}, ["evidence"]),
        ({"evidence": [{**SEEN, "by": "desk"}]}, {}, ["evidence"]),
        ({"evidence": [{**SEEN, "by": "desk"}]}, {"evidence": [{**SEEN, "by": "Officer"}]}, ["evidence"]),
        ({"evidence": [{**SEEN, "by": "desk"}]}, {"evidence": [{**SEEN, "by": "desk", "note": "x"}]}, ["evidence"]),
        ({"evidence": [{**SEEN, "by": "desk"}]}, {"evidence": [{**SEEN, "by": "desk"}] * 2}, ["evidence"]),
        ({"evidence": [{**SEEN, "by": "desk"}, SEEN]}, {"evidence": [{"note": "x"}, {**SEEN, "by": "desk"}]}, []),
        ({}, {"last_review": {"date": "2025-02-01", "by": "desk"}}, ["last_review"]),
        ({}, {"last_review": {"date": "2025-02-01", "by": "desk"}, "evidence": [{"by": "desk"}]},
         ["evidence", "last_review"]),
        ({"last_review": {"by": "desk"}}, {"recovery": {"by": "desk"}}, ["last_review", "recovery"]),
        ({}, {"tags": ["desk"], "name": "desk"}, []),
    ],
)  # fmt: skip
def test_what_the_desk_saw_is_written_by_the_desk(
    before: dict[str, Value], after: dict[str, Value], fields: list[str]
) -> None:
    reasons = {field: f"only the desk changes `{field}` in the desk's name" for field in fields}
    assert denials(change(BARE | before, BARE | after | {"purpose": "All"})) == reasons


def test_a_proposal_has_no_evidence_of_the_desk() -> None:
    made = change(None, {**BARE, "status": "proposed", "evidence": [{**SEEN, "by": "desk"}]})
    assert denials(made) == {"evidence": "only the desk changes `evidence` in the desk's name"}


def test_only_accounts_have_a_stage_and_an_identity() -> None:
    before: dict[str, Value] = {"status": "compromised", "handle": "one", "approval": {}, "evidence": [{"by": "desk"}]}
    old = account(before, kind="agency")
    made = Change(ChangeType.CHANGED, old, replace(old, data={"status": "active", "handle": "two"}))
    assert [*find_desk_denials(made, KINDS["agency"], DESK_NAMES)] == []
