"""A register loaded from a tree: records, their kinds, their references."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, SMALL, Files, build, write

from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.register.loader import read_register
from smregister.register.register import Register, reference_id
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import LONGEST_NOTE
from smregister.repository.work_tree import WorkTree


def reading_of(root: Path, files: Files) -> tuple[Register, list[tuple[str, str]]]:
    """Read a register with some more files; the findings in short."""
    write(root, files)
    register, findings = read_register(WorkTree(root), DAY)
    return register, [(found.path, found.rule) for found in findings]


# Paths and ids.


@pytest.mark.parametrize(
    ("path", "kind", "id_"),
    [
        ("registry/register.yaml", "register", "register"),
        ("registry/jurisdictions/MY-10.yaml", "jurisdiction", "MY-10"),
        ("registry/platforms/x.yaml", "platform", "x"),
        ("registry/directives/id-jk-20-2018.yaml", "directive", "id-jk-20-2018"),
        ("registry/agencies/health/agency.yaml", "agency", "health"),
        ("registry/agencies/health/accounts/x-health.yaml", "account", "health/x-health"),
        ("registry/agencies/health/accounts/agency.yaml", "account", "health/agency"),
        ("registry/platforms/agency.yaml", "platform", "agency"),
        ("registry/agencies/agencies/agency.yaml", "agency", "agencies"),
        ("registry/agencies/accounts/accounts/accounts.yaml", "account", "accounts/accounts"),
        ("registry/agencies/health/appointments/letter-2024.yaml", "appointment", "health/letter-2024"),
        ("registry/agencies/Health/accounts/X Health.yaml", "account", "Health/X Health"),
    ],
)
def test_the_path_is_the_identity(register: Path, path: str, kind: str, id_: str) -> None:
    kinds, _ = load_kinds(WorkTree(register))
    found = RecordReader(kinds).kind_at(path)
    assert found is not None
    assert (found.name, found.path_template.id_at(path)) == (kind, id_)
    assert found.path_template.path(id_) == path


@pytest.mark.parametrize(
    "path",
    [
        "registry/notes.yaml",
        "registry/agency.yaml",
        "registry/agencies/agency.yaml",
        "registry/agencies/health.yaml",
        "registry/agencies/health/notes.yaml",
        "registry/agencies/health/accounts.yaml",
        "registry/agencies/health/accounts/deeper/x.yaml",
        "registry/agencies/health/nothing/x.yaml",
        "registry/platforms/deeper/x.yaml",
        "registry/platforms/x.json",
        "registry/x.yaml/register.yaml",
        "schemas/account.schema.json",
    ],
)
def test_a_path_of_no_kind(register: Path, path: str) -> None:
    kinds, _ = load_kinds(WorkTree(register))
    assert RecordReader(kinds).kind_at(path) is None


@pytest.mark.parametrize("name", ["README.md", ".gitkeep"])
def test_other_files_are_allowed_beside_records(register: Path, name: str) -> None:
    files: Files = {f"registry/{folder}{name}": "x" for folder in ("", "agencies/health/", "platforms/")}
    found, findings = reading_of(register, files)
    assert findings == []
    assert found.misplaced_paths == ()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"x" * LONGEST_NOTE, None),
        (b"x" * (LONGEST_NOTE + 1), "too-large"),
        ("\u00e9\r\n\u4e2d\n".encode(), None),
        ("drow \u202e neddih".encode(), "hidden-character"),
        ("zero\u200bwidth".encode(), "hidden-character"),
        (b"\x1b]8;;https://evil.example\x07", "hidden-character"),
        (b"\xff\xfe#", "not-utf-8"),
        (b"\xef\xbb\xbf# Health", "not-utf-8"),
    ],
)
def test_a_file_beside_an_agency_s_records_is_a_short_plain_text(
    register: Path, content: bytes, rule: str | None
) -> None:
    for path in ("README.md", ".gitkeep", "accounts/README.md"):
        _, findings = reading_of(register, {f"registry/agencies/health/{path}": content})
        expected = {(f"registry/agencies/health/{path}", rule)} if rule else set()
        assert {(finding[0], finding[-1]) for finding in findings} == expected
        (register / f"registry/agencies/health/{path}").unlink()


def test_misplaced_files_are_kept_for_the_rules(register: Path) -> None:
    paths = ["registry/agencies/health/accounts/X.yaml", "registry/agencies/health/notes.txt"]
    found, findings = reading_of(register, dict.fromkeys(paths, ACCOUNT_TEXT))
    assert (list(found.misplaced_paths), findings) == (paths, [])


def test_records_stand_in_order_of_their_paths(register: Path) -> None:
    places = {f"registry/agencies/{name}/agency.yaml": "name: x\n" for name in ("zoo", "a-b", "a", "a1")}
    found, _ = reading_of(register, places)
    paths = [record.path for record in found.of_kind("agency").values()]
    assert paths == sorted(paths)
    assert len(paths) == 5


# The data of a record.


def test_a_record(register: Path) -> None:
    found, _ = reading_of(register, {})
    record = found.of_kind("account")["health/x-health"]
    assert (record.kind, record.path, record.agency, record.name) == ("account", ACCOUNT, "health", "x-health")
    assert record.valid
    assert record.text("handle") == "example_health"
    assert record.texts("languages") == ["en"]
    assert record.text("languages", 0) == "en"
    assert record.text("languages") is None
    assert record.items("handle") == []
    assert record.value("no", "such", 0, "route") is None
    assert record.text("languages", 7) is None


def test_the_agency_of_a_record(register: Path) -> None:
    found, _ = reading_of(register, {})
    agencies = {record.kind: record.agency for record in found.all() if record.kind != "platform"}
    assert agencies == {"account": "health", "agency": "health", "jurisdiction": None, "register": None}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (ACCOUNT_TEXT.replace("active", "lively"), True),
        ("unknown: 1\n", True),
        ("platform: [x\n", False),
        ("", False),
        ("- x\n", False),
        ("a: 1\na: 2\n", False),
    ],
)
def test_an_invalid_record_is_loaded_and_marked(register: Path, text: str, data: bool) -> None:
    found, findings = reading_of(register, {ACCOUNT: text})
    record = found.of_kind("account")["health/x-health"]
    assert not record.valid
    assert bool(record.data) is data
    assert list(found.valid("account")) == []
    assert record in found.all()
    assert {path for path, _ in findings} == {ACCOUNT}


def test_every_record_is_read_whatever_the_others_hold(register: Path) -> None:
    broken: Files = {
        "registry/register.yaml": "[",
        "registry/platforms/x.yaml": b"\xff",
        "registry/agencies/health/agency.yaml": "",
    }
    found, findings = reading_of(register, broken)
    assert {path for path, _ in findings} == set(broken)
    assert found.of_kind("account")["health/x-health"].valid


# An invalid schema removes its kind, and no other.


def test_records_of_a_kind_whose_schema_is_invalid(register: Path) -> None:
    schema = register / "schemas/account.schema.json"
    schema.write_text(schema.read_text().replace('"x-owner"', '"x-ownr"'))
    found, findings = reading_of(register, {})
    assert ("schemas/account.schema.json", "schema-fault") in findings
    assert "account" not in found.kinds
    assert list(found.of_kind("account")) == []
    assert found.of_kind("agency")["health"].valid


def test_a_kind_is_one_new_schema_file(register: Path) -> None:
    schema = """\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Fleet", "description": "Vehicles.",
 "x-path": "agencies/{agency}/fleets/{name}.yaml", "x-owner": "agency", "x-columns": ["size"], "type": "object",
 "additionalProperties": false, "required": ["size"],
 "properties": {
   "size": {"title": "Size", "description": "How many.", "type": "integer", "minimum": 1},
   "account": {"title": "Account", "description": "Where it tweets.", "type": "string", "x-reference": "account"}}}
"""
    place = "registry/agencies/health/fleets/vans.yaml"
    found, findings = reading_of(register, {"schemas/fleet.schema.json": schema, place: "size: 3\naccount: x-health\n"})
    assert findings == []
    record = found.of_kind("fleet")["health/vans"]
    assert [(field.name, pointer, name) for field, pointer, name in found.references(record)] == [
        ("account", ("account",), "x-health")
    ]
    assert found.find("account", "x-health", record.agency) is found.of_kind("account")["health/x-health"]


# References.


@pytest.mark.parametrize(
    ("kind", "reference", "agency", "id_"),
    [
        ("account", "x-health", "health", "health/x-health"),
        ("account", "works/x-works", "health", "works/x-works"),
        ("agency", "health", "works", "health"),
        ("platform", "x", "health", "x"),
        ("jurisdiction", "MY-10", "health", "MY-10"),
    ],
)
def test_records_named_by_a_reference(register: Path, kind: str, reference: str, agency: str | None, id_: str) -> None:
    kinds, _ = load_kinds(WorkTree(register))
    assert reference_id(kinds[kind], reference, agency) == id_


def test_the_references_of_a_record_with_their_pointers(register: Path) -> None:
    appointment = """\
officer: {name: Officer Example, post: Secretary}
accounts: [x-health, works/x-works]
directive: none-such
letter: {number: 1/2024, date: 2024-01-01}
effective_from: 2024-01-01
"""
    place = "registry/agencies/health/appointments/letter.yaml"
    found, _ = reading_of(register, {place: appointment})
    record = found.of_kind("appointment")["health/letter"]
    assert {(pointer, name) for _, pointer, name in found.references(record)} == {
        (("accounts", 0), "x-health"),
        (("accounts", 1), "works/x-works"),
        (("directive",), "none-such"),
    }


def test_a_word_with_a_meaning_of_its_own_is_no_reference(register: Path) -> None:
    text = """\
officer: {name: Officer Example, post: Secretary}
accounts: all-of-agency
letter: {number: 1/2024, date: 2024-01-01}
effective_from: 2024-01-01
"""
    found, findings = reading_of(register, {"registry/agencies/health/appointments/letter.yaml": text})
    assert findings == []
    assert list(found.references(found.of_kind("appointment")["health/letter"])) == []


# Accounts by what they are known by.


def test_an_account_has_keys_by_handle_id_and_former_handles(register: Path) -> None:
    text = ACCOUNT_TEXT + "platform_id: '77'\nformer_handles:\n  - handle: Old_Health\n"
    found, _ = reading_of(register, {ACCOUNT: text.replace("example_health", "Example_Health")})
    assert {key: [pointer for _, pointer in uses] for key, uses in found.accounts_by_key.items()} == {
        ("x", "handle", "example_health"): [("handle",)],
        ("x", "id", "77"): [("platform_id",)],
        ("x", "handle", "old_health"): [("former_handles", 0, "handle")],
    }


@pytest.mark.parametrize("change", [("platform: x", "platform: nowhere"), ("active", "lively")])
def test_an_invalid_account_has_no_keys(register: Path, change: tuple[str, str]) -> None:
    found, _ = reading_of(register, {ACCOUNT: ACCOUNT_TEXT.replace(*change)})
    assert found.accounts_by_key == {}


# Any tree will do.


def test_a_proposal_is_read_like_any_tree(tmp_path: Path) -> None:
    root = build(tmp_path)
    proposal = OverlayTree(WorkTree(root), {ACCOUNT: None, "registry/agencies/works/agency.yaml": b"name: Works\n"})
    found, findings = read_register(proposal, DAY)
    assert list(found.of_kind("account")) == []
    assert set(found.of_kind("agency")) == {"health", "works"}
    assert {finding.path for finding in findings} == {"registry/agencies/works/agency.yaml"}
    assert set(SMALL) <= {file.path for file in WorkTree(root).files("registry")}
