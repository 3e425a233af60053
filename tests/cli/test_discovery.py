"""Lists of what there is, and the next step after each command."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import run
from tests.registers import PROJECT, Repository, build

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


def test_list_alone_lists_the_kinds(repository: Repository) -> None:
    answer = run(repository.root, "list")
    assert answer.status == 0
    assert answer.output.splitlines()[:3] == ["kind\ttitle\trecords", "account\tAccount\t1", "agency\tAgency\t1"]
    assert answer.messages == "Next: smregister list KIND\n"


def test_add_alone_in_a_script_names_the_kinds(repository: Repository) -> None:
    answer = run(repository.root, "add")
    assert (answer.status, answer.output) == (2, "")
    assert "  smregister add agency   Agency (1 in the register)\n" in answer.messages


CHANGES = [
    ("edit health/x-health --set purpose=News", "smregister submit"),
    ("close health/x-health --reason Merged", "smregister submit"),
    ("rename health/x-health x-news", "smregister submit"),
    (
        "add jurisdiction PG --set name=Example --set levels.national=national",
        "smregister add agency --set jurisdiction=PG",
    ),
    (
        "add account --agency health --set url=https://x.com/a --set purpose=a --set languages=en --set status=active",
        "smregister appoint health",
    ),
    ("observe health/x-health --set captions=true", "smregister submit"),
]


@pytest.mark.parametrize(("command", "step"), CHANGES, ids=[command.split()[0] for command, _ in CHANGES])
def test_a_command_that_writes_ends_with_the_next_step(repository: Repository, command: str, step: str) -> None:
    answer = run(repository.root, *command.split())
    assert answer.status == 0, answer.messages
    assert answer.messages.endswith(f"\nNext: {step}\n")
    assert "` written\n" in answer.messages
    assert run(repository.root, "undo").messages.endswith("\nNext: smregister diff\n")


def test_without_git_nothing_is_to_be_submitted(tmp_path: Path) -> None:
    register = build(tmp_path)
    assert "Next" not in run(register, "edit", "health/x-health", "--set", "purpose=News").messages
