"""Lookup of records by name, by field and by text."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, build, write

from smregister.errors import FatalError
from smregister.model import Pointer, name_of
from smregister.register.index.column_store import ColumnStore
from smregister.register.index.selection import Selection, select
from smregister.register.loader import read_register
from smregister.register.lookup import find_kind, find_record, label, search
from smregister.register.register import Register
from smregister.repository.work_tree import WorkTree

SECOND = "registry/agencies/works/accounts/facebook-works.yaml"
SECOND_TEXT = """\
platform: facebook
handle: ExampleWorks
name: Straße und Brücke
purpose: Roads = bridges
description:
  en: Roads of Exampleland
  tpi: Rot bilong Exampleland
languages: [tpi, en]
status: closed
closed: 2024-06-30
closed_reason: merged
former_handles:
  - handle: OldWorks
    to: 2020-01-01
  - handle: OlderWorks
desk_access: true
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return a register with two accounts in two agencies, the second without a record of its own."""
    root: Path = build(tmp_path_factory.mktemp("register"))
    write(root, {SECOND: SECOND_TEXT, "registry/platforms/health.yaml": "name: Not valid\n"})
    return read_register(WorkTree(root), DAY).register


# By name.


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("health/x-health", ACCOUNT),
        ("account:health/x-health", ACCOUNT),
        (ACCOUNT, ACCOUNT),
        ("works/facebook-works", SECOND),
        ("agency:health", "registry/agencies/health/agency.yaml"),
        ("registry/agencies/health/agency.yaml", "registry/agencies/health/agency.yaml"),
        ("platform:health", "registry/platforms/health.yaml"),
        ("EX", "registry/jurisdictions/EX.yaml"),
        ("register:register", "registry/register.yaml"),
        ("registry/register.yaml", "registry/register.yaml"),
        ("x", "registry/platforms/x.yaml"),
    ],
)
def test_the_names_of_a_record(found: Register, name: str, path: str) -> None:
    assert find_record(found, name).path == path


def test_a_name_that_two_kinds_have(found: Register) -> None:
    with pytest.raises(FatalError, match="is ambiguous; write `agency:health`, `platform:health`"):
        find_record(found, "health")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("health/x-helth", "did you mean `health/x-health`"),
        ("platform:facebok", "there is no record"),
        ("", "there is no record"),
        ("nothing:of-this-kind", "there is no record"),
        ("../../etc/passwd", "there is no record"),
        ("registry/../registry/register.yaml", "there is no record"),
        ("zzzzzzzzzz", "smregister search"),
        ("account:", "there is no record"),
    ],
)
def test_an_unknown_name(found: Register, name: str, hint: str) -> None:
    with pytest.raises(FatalError, match=hint):
        find_record(found, name)


def test_a_kind_by_name(found: Register) -> None:
    assert find_kind(found.kinds, "account").name == "account"
    with pytest.raises(FatalError, match="did you mean `account`"):
        find_kind(found.kinds, "acount")
    with pytest.raises(FatalError, match="there are account, agency"):
        find_kind(found.kinds, "zzz")


# By fields.


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ([], ["x-health", "facebook-works"]),
        (["platform=x"], ["x-health"]),
        (["platform!=x"], ["facebook-works"]),
        (["platform=X"], []),
        (["status=closed", "platform=facebook"], ["facebook-works"]),
        (["status=closed", "platform=x"], []),
        (["languages=en"], ["x-health", "facebook-works"]),
        (["languages=tpi"], ["facebook-works"]),
        (["languages!=tpi"], ["x-health"]),
        (["languages.0=en"], ["x-health", "facebook-works"]),
        (["former_handles.handle=OlderWorks"], ["facebook-works"]),
        (["former_handles.1.handle=OlderWorks"], ["facebook-works"]),
        (["description.tpi=Rot bilong Exampleland"], ["facebook-works"]),
        (["closed="], ["x-health"]),
        (["closed!="], ["facebook-works"]),
        (["purpose=Roads = bridges"], ["facebook-works"]),
        (["agency=works"], ["facebook-works"]),
        (["id=health/x-health"], ["x-health"]),
        (["name=Straße und Brücke"], ["facebook-works"]),
        ([" status = closed "], ["facebook-works"]),
    ],
)
def test_conditions(found: Register, conditions: list[str], names: list[str]) -> None:
    assert [name_of(record_id) for record_id in select_accounts(found, conditions).ids] == names


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("status", "is not a condition; write `field=value`"),
        ("", "is not a condition"),
        ("statsu=active", "did you mean `status`"),
        ("=active", "`` is not a field of account"),
        ("former_handles.hanle=x", "did you mean `former_handles.handle`"),
        ("platform.name=x", "`platform.name` is not a field of account"),
    ],
)
def test_an_invalid_condition(found: Register, condition: str, reason: str) -> None:
    with pytest.raises(FatalError, match=reason):
        select_accounts(found, [condition])


def select_accounts(register: Register, where: list[str]) -> Selection:
    """Select accounts by what their files hold."""
    kind = register.kinds["account"]
    store = ColumnStore.of_records({route[0] for route in kind.fields}, register.of_kind("account").values())
    return select(store, kind, where)


# By any words.


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("FOR THE PRESS", [("health/x-health", ("purpose",))]),
        ("strasse", [("works/facebook-works", ("name",))]),
        ("rot bilong", [("works/facebook-works", ("description", "tpi"))]),
        ("olderworks", [("works/facebook-works", ("former_handles", 1, "handle"))]),
        ("works/face", [("works/facebook-works", ())]),
        ("2024-06-30", [("works/facebook-works", ("closed",))]),
        ("no such words", []),
        ("description", []),
    ],
)
def test_search(found: Register, text: str, places: list[tuple[str, Pointer]]) -> None:
    records = found.of_kind("account").values()
    assert [(record.id, place) for record, place in search(records, text)] == places


# What is shown of a record.


def test_columns_and_labels(found: Register) -> None:
    kind, record = found.kinds["account"], found.of_kind("account")["works/facebook-works"]
    assert label(record, kind) == "Straße und Brücke"
    names = ["languages", "desk_access", "audience", "agency"]
    (row,) = select_accounts(found, ["id=works/facebook-works"]).rows(names)
    assert row == (record.id, "tpi, en", "true", "", "works")
    assert label(found.of_kind("account")["health/x-health"], kind) == ""


def test_a_column_of_a_list_of_mappings_names_each_item(found: Register) -> None:
    ((_, handles),) = select_accounts(found, ["id=works/facebook-works"]).rows(["former_handles.0.handle"])
    assert handles == "OldWorks, OlderWorks"


def test_texts_are_compared_as_they_are_written(tmp_path: Path) -> None:
    root = build(tmp_path)
    write(root, {ACCOUNT: ACCOUNT_TEXT.replace("News for the press", "'true'")})
    register = read_register(WorkTree(root), DAY).register
    assert len(select_accounts(register, ["purpose=true"]).ids) == 1
