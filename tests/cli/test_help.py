"""Help of every command: summaries, options and examples that run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
from click import Command, Context
from tests.commands import run

from smregister.cli import commands as command_package
from smregister.cli.commands import report
from smregister.cli.main import COMMANDS, program

PROGRAM = program()
PROGRAM.build_all()


def commands() -> dict[str, Command]:
    """Return every command that a user is shown, by name."""
    members: dict[str, Command] = getattr(PROGRAM, "commands")  # noqa: B009 - only groups have it
    return {name: command for name, command in members.items() if not command.hidden}


def reports() -> dict[str, Command]:
    """Return every report, by name."""
    members: dict[str, Command] = getattr(commands()["report"], "commands")  # noqa: B009 - only groups have it
    return members


def every_command() -> dict[str, Command]:
    """Return every command and every report, by the words that call it."""
    return commands() | {f"report {name}": command for name, command in reports().items()}


def examples(name: str) -> list[str]:
    """Return the examples in a command's help; one may go on in a second line."""
    lines = re.sub(r"\\\n\s*", "", every_command()[name].help or "").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("smregister ")]


def parsed(example: str) -> Context:
    """Parse an example as the program would, without running it; an error in it raises."""
    words = shlex.split(example, comments=True)
    group = PROGRAM.make_context("smregister", words[1:])
    name, command, rest = PROGRAM.resolve_command(group, [*group._protected_args, *group.args])  # type: ignore[attr-defined]
    assert command is not None
    return command.make_context(name, list(rest), parent=group)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", every_command())
def test_help_fits_80_columns_uncut(name: str, tmp_path: Path) -> None:
    answer = run(tmp_path, *name.split(), "--help", settings={"COLUMNS": "80"})
    assert (answer.status, answer.messages) == (0, "")
    assert answer.output.startswith(f"Usage: smregister {name} ")
    assert max(map(len, answer.output.splitlines())) <= 80
    assert not re.search(r"…|[a-z,]\.\.\.", answer.output)


def test_the_short_option_for_help_does_the_same(tmp_path: Path) -> None:
    assert run(tmp_path, "add", "-h") == run(tmp_path, "add", "--help")


@pytest.mark.parametrize("arguments", [["--help"], ["report", "--help"]], ids=" ".join)
def test_a_list_of_commands_has_each_summary_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    lines = run(tmp_path, *arguments, settings={"COLUMNS": "80"}).output.splitlines()
    listed = commands() if arguments == ["--help"] else reports()
    for name, command in listed.items():
        summary = (command.help or "").partition("\n")[0]
        assert [line for line in lines if line.split() == [name, *summary.split()]], name


@pytest.mark.parametrize("name", every_command())
def test_every_command_is_described_in_one_sentence(name: str) -> None:
    first, _, rest = (every_command()[name].help or "").partition("\n")
    assert re.fullmatch(r"[A-Z][^\n]+\.", first), first
    assert rest.startswith("\n")


@pytest.mark.parametrize("name", every_command())
def test_every_option_and_argument_is_explained(name: str) -> None:
    for parameter in every_command()[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


@pytest.mark.parametrize("name", every_command())
def test_many_options_are_listed_in_panels(name: str) -> None:
    options = [parameter for parameter in every_command()[name].params if parameter.param_type_name == "option"]
    assert len(options) < 4 or all(getattr(option, "rich_help_panel", None) for option in options)


@pytest.mark.parametrize("name", every_command())
def test_every_command_has_examples_of_itself(name: str) -> None:
    assert 1 <= len(examples(name)) <= 4
    for example in examples(name):
        assert example.startswith(f"smregister {name}")
        assert parsed(example).info_name == name.split(maxsplit=1)[0]


def test_every_command_is_listed_in_a_panel() -> None:
    panels = [panel for _, _, panel in COMMANDS.values()]
    assert panels == sorted(panels, key=panels.index)


def test_an_invalid_example_is_found() -> None:
    for example in ("smregister list account --were platform=x", "smregister nonsense", "smregister show a b"):
        with pytest.raises(Exception, match=r"No such|Got unexpected"):
            parsed(example)


@pytest.mark.parametrize(
    ("package", "table", "built"),
    [(command_package, COMMANDS, commands()), (report, report.COMMANDS, reports())],
    ids=["smregister", "smregister report"],
)
def test_the_table_lists_the_modules_and_the_first_lines_of_their_help(
    package: ModuleType, table: dict[str, tuple[str, ...]], built: dict[str, Command]
) -> None:
    assert {module for module, *_ in table.values()} == {module.name for module in iter_modules(package.__path__)}
    for name, (module, summary, *_) in table.items():
        assert name == module.rstrip("_").replace("_", "-")
        assert (built[name].help or "").partition("\n")[0] == summary


@pytest.mark.parametrize(
    "word", ["init", "list", "show", "search", "check", "validate", "explain", "diff", "log", "report"]
)
def test_the_commands_scripts_rely_on_are_there(word: str) -> None:
    assert word in commands()


def test_help_is_plain_text(tmp_path: Path) -> None:
    settings = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b" not in run(tmp_path, "validate", "--help", settings=settings).output
