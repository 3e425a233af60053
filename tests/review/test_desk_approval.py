"""Changes that need the desk, whatever the officer's letter says."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from tests.registers import PROJECT
from tests.review.fixed_base import FixedBase

from smregister.changes.diff import diff_records
from smregister.model import Change, ChangeType, Denial, Record, Value
from smregister.records.kinds import Kind
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.work_tree import WorkTree
from smregister.review.desk_approval import find_desk_denials, find_left_records, find_moved_desk_values
from smregister.review.desk_statements import DESK_FIELDS, desk_routes

KINDS = load_kinds(WorkTree(PROJECT))[0]
BASE = FixedBase()
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


def denials(made: Change, base: FixedBase = BASE) -> dict[str, str]:
    """Return the reasons by field; all are about the one path."""
    found = [*find_desk_denials(made, KINDS[made.record.kind], base)]
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
    """An official one may go anywhere but to a proposal, and one that has ended has ended, in either way."""
    if old == new:
        made = change(BARE | {"status": old}, BARE | {"status": new, "purpose": "All"})
    else:
        made = change(BARE | {"status": old}, BARE | {"status": new})
    ended = ("closed", "transferred")
    free = old == new or (old in PUBLISHED and new != "proposed") or (old in ended and new in ended)
    reason = f"only the desk changes a status of `{old}`"
    if old == "proposed" and new in ended:
        reason = "a proposal that is given up keeps `status: proposed`; `smregister close` writes its end"
    if old in PUBLISHED:
        reason = "only the desk makes an account a proposal again; `smregister close` ends one that was official"
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


GIVEN: dict[str, dict[str, Value]] = {
    "desk_access": {"desk_access": "co-admin"},
    "evidence": {"evidence": [{"kind": "letter", "by": "Officer"}, {"kind": "letter", "by": "Desk"}]},
    "last_review": {"last_review": {"date": "2026-01-01", "by": "Manager of the desk"}},
    "approval": {"approval": {}},
}


@pytest.mark.parametrize("name", GIVEN)
def test_everything_the_desk_gave_is_for_one_identity(name: str) -> None:
    former: Value = [{"handle": "one"}]
    made = change(BARE | GIVEN[name], BARE | GIVEN[name] | {"handle": "two", "former_handles": former})
    assert denials(made) == {"handle": f"the desk gave `{name}` for the former `handle`, so a new one needs the desk"}


OWN_KIND = replace(KINDS["observation"], name="campaign", owner="agency")
SEEN_BY: dict[str, Value] = {"facts": {"last_post": {"by": "Desk", "result": "pass"}}}
SEEN_BY_OFFICER: dict[str, Value] = {"facts": {"last_post": {"by": "Officer", "result": "pass"}}}


@pytest.mark.parametrize(
    ("kind", "name", "data", "counts"),
    [
        (KINDS["observation"], "x", SEEN_BY_OFFICER, True),
        (KINDS["observation"], "y", SEEN_BY, False),
        (KINDS["waiver"], "w", {"account": "x"}, True),
        (KINDS["waiver"], "w", {"account": "health/x"}, True),
        (KINDS["waiver"], "w", {"account": "works/x"}, False),
        (KINDS["waiver"], "x", {}, False),
        (OWN_KIND, "x", SEEN_BY, True),
        (OWN_KIND, "x", SEEN_BY_OFFICER, False),
        (KINDS["appointment"], "o", {"accounts": ["x"]}, False),
    ],
)
def test_what_the_desk_wrote_elsewhere_is_for_one_identity(
    kind: Kind, name: str, data: dict[str, Value], counts: bool
) -> None:
    other = Record(kind.name, f"health/{name}", "", data)
    found = denials(change(BARE, BARE | {"handle": "two"}), FixedBase(records=((kind, other),)))
    reason = f"the desk gave `{kind.name} {other.id}` for the former `handle`, so a new one needs the desk"
    assert found == ({"handle": reason} if counts else {})


@pytest.mark.parametrize(
    "same",
    [
        {"handle": "ONE"},
        {"url": "https://x.com/one"},
        {"url": "https://twitter.com/One/"},
        {"url": "https://x.com/one", "handle": "oNe"},
    ],
)
def test_the_same_account_in_other_letters_keeps_its_approval(same: dict[str, Value]) -> None:
    assert denials(change(APPROVED, APPROVED | same)) == {}
    assert denials(change(APPROVED | same, APPROVED)) == {}


@pytest.mark.parametrize(
    "other", [{"url": "https://x.com/two"}, {"url": "https://evil.example/one"}, {"platform_id": "666"}, {"url": 5}]
)
def test_a_first_address_or_id_of_an_approved_account_needs_the_desk(other: dict[str, Value]) -> None:
    [field] = other
    reason = f"the desk gave `approval` before there was a `{field}`, so its first one needs the desk"
    assert denials(change(APPROVED, APPROVED | other)) == {field: reason}
    assert denials(change(BARE, BARE | other)) == {}


@pytest.mark.parametrize(
    ("data", "name", "renamed", "denied"),
    [
        (SEEN_BY, "y", {}, True),
        (SEEN_BY, "y", {"health/x": "health/y"}, False),
        (SEEN_BY, "y", {"health/x": "health/z"}, True),
        (SEEN_BY, "x", {}, False),
        (SEEN_BY_OFFICER, "y", {}, False),
    ],
)
def test_a_record_about_an_account_takes_nothing_of_the_desk_to_another(
    data: dict[str, Value], name: str, renamed: dict[str, str], denied: bool
) -> None:
    old, new = (Record("campaign", f"health/{name}", f"{name}.yaml", data) for name in ("x", name))
    made = Change(ChangeType.RENAMED if name != "x" else ChangeType.CHANGED, old, new)
    reason = "the desk gave `facts` when this was about another account, so the change needs the desk"
    expected = [Denial("x.yaml", (), reason), Denial("y.yaml", (), reason)] if denied else []
    assert [*find_moved_desk_values(made, OWN_KIND, BASE.desk_names, renamed)] == expected


def test_a_reference_takes_nothing_of_the_desk_to_another_account() -> None:
    old = account({"account": "x", "approved": {"by": "Secretary"}}, "w", "waiver")
    made = Change(ChangeType.CHANGED, old, replace(old, data={**old.data, "account": "y"}))
    assert [denial.path for denial in find_moved_desk_values(made, KINDS["waiver"], BASE.desk_names, {})] == [old.path]
    assert not [*find_moved_desk_values(made, KINDS["waiver"], BASE.desk_names, {"health/x": "health/y"})]


@pytest.mark.parametrize("name", ["x", "y", "z"])
def test_an_account_gets_a_new_name_with_the_records_about_it(name: str) -> None:
    """Otherwise nothing would be about it any more, and a second change could give it any handle."""
    waiver = account({"account": "x"}, "w", "waiver")
    renamed = Change(ChangeType.RENAMED, account(BARE, "x"), account(BARE, "y"))
    kept = Change(ChangeType.CHANGED, waiver, replace(waiver, data={"account": name}))
    base = replace(BASE, records=((KINDS["waiver"], waiver),))
    reason = "this leaves waiver `health/w` under the account's former name"
    expected = [Denial(account(BARE, each).path, (), reason) for each in "xy"]
    changes = [renamed] if name == "x" else [renamed, kept]
    assert [*find_left_records(changes, KINDS, base)] == ([] if name == "y" else expected)
    assert [*find_left_records([change(BARE, BARE | {"handle": "two"})], KINDS, base)] == []


def test_each_changed_part_of_the_identity_needs_the_desk() -> None:
    made = change(APPROVED, APPROVED | {"handle": "two", "platform_id": "1"})
    reason = "the desk gave `approval` for the former `handle`, so a new one needs the desk"
    assert denials(made) == {"handle": reason, "platform_id": reason}


@pytest.mark.parametrize("kind", DESK_FIELDS)
def test_a_register_with_older_schemas_keeps_the_desk_s_fields(kind: str) -> None:
    """The names in the program are those that the schemas of `init` mark."""
    marks = {route: field._replace(desk_only=False) for route, field in KINDS[kind].fields.items()}
    older = replace(KINDS[kind], read_fields=lambda: marks)
    assert {*desk_routes(older)} == {*desk_routes(KINDS[kind])} == {*DESK_FIELDS[kind]}
    marked = {route for route, field in KINDS[kind].fields.items() if field.desk_only}
    assert {route for route in marked if route[:-1] not in marked and route[:-2] not in marked} == {*DESK_FIELDS[kind]}


def test_a_marked_field_within_another_one_is_reserved_once() -> None:
    field = KINDS["account"].fields["approval",]
    marks = [(("review",), True), (("review", "by"), True), (("visit",), False), (("visit", "by"), True)]
    fields = {route: field._replace(route=route, desk_only=mark) for route, mark in marks}
    kind = replace(KINDS["account"], name="campaign", read_fields=lambda: fields)
    assert [*desk_routes(kind)] == [("review",), ("visit", "by")]


def test_every_kind_with_fields_of_the_desk_is_known_to_the_program() -> None:
    assert {name for name, kind in KINDS.items() if any(field.desk_only for field in kind.fields.values())} == {
        *DESK_FIELDS
    }


@pytest.mark.parametrize(("old", "new"), [({}, {"verification": None}), ({"approval": None}, {})])
def test_an_empty_value_is_a_change(old: dict[str, Value], new: dict[str, Value]) -> None:
    [field] = old or new
    assert denials(change(BARE | old, BARE | new)) == {field: f"`{field}` is reserved for the desk"}


def test_an_account_gets_a_new_name_or_a_new_identity() -> None:
    """Both at once would remove one account and add another."""
    former: dict[str, Value] = {"handle": "two", "former_handles": [{"handle": "one"}]}
    made = change(BARE, {**BARE, **former}, "y")
    assert made.type is ChangeType.RENAMED
    reason = "this takes account `health/x` away: a record is renamed or gets a new `handle`, not both at once"
    assert [*find_desk_denials(made, KINDS["account"], BASE)] == [
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
        ([{"handle": "a"}, None], [{"handle": "a"}], [1]),
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
        ({}, {"campaign": {"steps": [{"checked": {"by": "The Desk"}}]}}, ["campaign"]),
        ({}, {"evidence": [{**SEEN, "by": ["Desk"]}]}, ["evidence"]),
        ({}, {"by": "Desk"}, ["by"]),
        ({"by": "Desk"}, {"by": "Desk"}, ["by"]),
        ({"last_review": {"by": "desk", "date": "2025-02-01"}}, {"last_review": {"date": "2025-02-01", "by": "desk"}},
         []),
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
    before: dict[str, Value] = {"status": "compromised", "handle": "one", "approval": {}}
    old = account(before, kind="agency")
    made = Change(ChangeType.CHANGED, old, replace(old, data={"status": "active", "handle": "two"}))
    assert [*find_desk_denials(made, KINDS["agency"], BASE)] == []
