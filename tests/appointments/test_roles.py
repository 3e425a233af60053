"""Rights of roles: the table of a register, and that of `init`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.commands import run
from tests.registers import PROJECT

from smregister.appointments.roles import DEFAULT_RIGHTS, NO_ROLE, Right, rights_by_role
from smregister.editing.init.resources import load_templates
from smregister.model import Record
from smregister.records.yaml import parse_data
from smregister.repository.tree import REGISTER


def register(**fields: Any) -> Record:
    return Record("register", "register", REGISTER, fields)


def test_init_writes_the_table_that_counts_without_one() -> None:
    template = load_templates()[REGISTER]
    data = parse_data(REGISTER, template[template.index("roles:") :].encode())
    assert isinstance(data, dict)
    assert rights_by_role(register(**data)) == DEFAULT_RIGHTS == rights_by_role(register())


def test_every_role_of_a_letter_has_an_entry_and_the_schema_knows_every_right() -> None:
    kinds = {
        kind: json.loads((PROJECT / f"schemas/{kind}.schema.json").read_text()) for kind in ("appointment", "register")
    }
    entry = kinds["register"]["properties"]["roles"]["items"]["properties"]
    assert [*kinds["appointment"]["properties"]["role"]["enum"], NO_ROLE] == entry["role"]["enum"]
    assert DEFAULT_RIGHTS.keys() == {*entry["role"]["enum"]}
    assert entry["rights"]["items"]["enum"] == [*Right]


@pytest.mark.parametrize(
    ("entries", "rights"),
    [
        ([{"role": "editor", "rights": ["edit"]}], {"editor": (Right.EDIT,)}),
        ([{"role": "editor", "rights": []}], {"editor": ()}),
        ([{"role": "editor"}, {"role": "lead", "rights": "edit"}], {"editor": (), "lead": ()}),
        ([{"rights": ["edit"]}, {"rights": ["content"]}], {"": ()}),
        # Of two entries for a role, what both give.
        (
            [{"role": "lead", "rights": ["edit", "content"]}, {"role": "lead", "rights": ["content", "propose"]}],
            {"lead": (Right.CONTENT,)},
        ),
    ],
)
def test_a_role_has_the_rights_of_its_entries_only(entries: list[Any], rights: dict[str, Any]) -> None:
    assert rights_by_role(register(roles=entries)) == rights


def test_explain_prints_the_table_of_the_register(tmp_path: Path) -> None:
    run(
        tmp_path,
        "init",
        "reg",
        "--name",
        "Lab",
        "--custodian",
        "Desk",
        "--contact",
        "d@gov.example",
        "--timezone",
        "UTC",
    )
    answer = run(tmp_path / "reg", "explain", "roles")
    assert "  lead: edit, propose, handover\n" in answer.output
    assert "  no-role (for letters that name none): edit, propose, handover\n" in answer.output
    file = tmp_path / "reg" / REGISTER
    file.write_text(f"{file.read_text().partition('roles:')[0]}roles:\n  - role: lead\n    rights: []\n")
    assert "  lead: nothing without the desk\n" in run(tmp_path / "reg", "explain", "roles").output
