"""Lists of what there is, and the next step after each command."""

from __future__ import annotations

import pytest
from tests.commands import run
from tests.registers import PROJECT

from smregister.validation.glossary import GROUPS, all_rules


def test_explain_alone_prints_an_index_whose_commands_work() -> None:
    answer = run(PROJECT, "explain")
    assert f"  rules ({len(all_rules())}): What `smregister validate` finds\n" in answer.output
    commands = [line.split()[1:] for line in answer.output.splitlines() if line.startswith("  smregister ")]
    assert len(commands) >= len(GROUPS)
    for command in commands:
        assert run(PROJECT, *command).status == 0, command
    assert {entry["name"] for entry in run(PROJECT, "explain", "--json").json()["entries"]} == GROUPS.keys()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_lists_all_of_its_names_in_one_line_each(group: str) -> None:
    index = run(PROJECT, "explain", "--json").json()["entries"]
    document = run(PROJECT, "explain", group, "--json").json()
    assert len(document["entries"]) == next(entry["count"] for entry in index if entry["name"] == group)
    for entry in document["entries"]:
        assert entry["title"].strip()
        assert "\n" not in entry["title"]
    lines = [line for line in document["text"].splitlines() if line.startswith("  ")]
    assert [line.split()[0].rstrip(":") for line in lines] == [entry["name"] for entry in document["entries"]]
    assert run(PROJECT, "explain", document["entries"][-1]["name"]).status == 0
