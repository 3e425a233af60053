"""Help of every command: summaries, options and examples that run."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest
from click import Command, Context
from tests.commands import run
from tests.registers import PROJECT, Repository, build

from smregister.cli import commands as command_package
from smregister.cli.commands import report
from smregister.cli.main import COMMANDS, program

READING = {"list", "show", "search", "check", "validate", "explain", "diff", "log", "report"}
PROGRAM = program()
PROGRAM.build_all()


def commands() -> dict[str, Command]:
    """Return every command that a user is shown, by name."""
    members: dict[str, Command] = getattr(PROGRAM, "commands")  # noqa: B009 - only groups have it
    return {name: command for name, command in members.items() if not command.hidden}


def examples(name: str) -> list[str]:
    """Return the example lines of a command's help."""
    lines = (commands()[name].help or "").splitlines()
    return [line.strip() for line in lines if line.strip().startswith("smregister ")]


def all_examples() -> Iterator[tuple[str, str]]:
    for name in commands():
        for example in examples(name):
            yield name, example


def reports() -> dict[str, Command]:
    """Return every report, by name."""
    members: dict[str, Command] = getattr(commands()["report"], "commands")  # noqa: B009 - only groups have it
    return members


def parsed(example: str) -> Context:
    """Parse an example as the program would, without running it; an error in it raises."""
    words = shlex.split(example, comments=True)
    group = PROGRAM.make_context("smregister", words[1:])
    name, command, rest = PROGRAM.resolve_command(group, [*group._protected_args, *group.args])  # type: ignore[attr-defined]
    assert command is not None
    return command.make_context(name, list(rest), parent=group)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_that_ends_well(name: str, tmp_path: Path) -> None:
    for flag in ("--help", "-h"):
        answer = run(tmp_path, name, flag)
        assert (answer.status, answer.messages) == (0, "")
        assert answer.output.startswith("Usage: smregister")
    assert max(map(len, answer.output.splitlines())) <= 110


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described_in_one_sentence(name: str) -> None:
    first, _, rest = (commands()[name].help or "").partition("\n")
    assert re.fullmatch(r"[A-Z][^\n]+\.", first), first
    assert rest.startswith("\n")


@pytest.mark.parametrize("name", commands())
def test_every_option_and_argument_is_explained(name: str) -> None:
    for parameter in commands()[name].params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name}"


@pytest.mark.parametrize("name", commands())
def test_every_command_has_examples_of_itself(name: str) -> None:
    assert len(examples(name)) >= 1
    for example in examples(name):
        assert parsed(example).info_name == name


@pytest.mark.parametrize("name", reports())
def test_every_report_is_explained_like_a_command(name: str, tmp_path: Path) -> None:
    command = reports()[name]
    assert re.match(r"[A-Z][^\n]+\.\n", command.help or "")
    assert [item.name for item in command.params if not getattr(item, "help", None)] == []
    answer = run(tmp_path, "report", name, "--help")
    assert (answer.status, answer.messages) == (0, "")
    assert max(map(len, answer.output.splitlines())) <= 110


@pytest.mark.parametrize("name", reports())
def test_every_example_of_a_report_works(name: str, real: Repository) -> None:
    lines = [line.strip() for line in (reports()[name].help or "").splitlines()]
    examples_of_it = [shlex.split(line)[1:] for line in lines if line.startswith(f"smregister report {name}")]
    assert examples_of_it
    for example in examples_of_it:
        assert run(real.root, *example).status == 0, example


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
    package: ModuleType, table: dict[str, tuple[str, str]], built: dict[str, Command]
) -> None:
    assert {module for module, _ in table.values()} == {module.name for module in iter_modules(package.__path__)}
    for name, (module, summary) in table.items():
        assert name == module.rstrip("_").replace("_", "-")
        assert (built[name].help or "").partition("\n")[0] == summary


def test_every_command_is_listed_with_its_sentence(tmp_path: Path) -> None:
    listed = run(tmp_path, "--help").output
    for name, command in commands().items():
        sentence = (command.help or "").partition("\n")[0]
        assert re.search(rf"^  {name} +{re.escape(sentence[:30])}", listed, re.MULTILINE), name


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the project's own register in a repository with the refs that examples name."""
    root = tmp_path_factory.mktemp("real")
    build(root, {})
    shutil.copytree(PROJECT / "registry", root / "registry", dirs_exist_ok=True)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    repository.commit({})
    repository.git("tag", "v1")
    path = "registry/agencies/my-japen/accounts/x-malaysiaaktif.yaml"
    repository.commit({path: (root / path).read_text().replace("Short news", "News")})
    repository.git("tag", "v2")
    return repository


@pytest.mark.parametrize(("name", "example"), [(name, example) for name, example in all_examples() if name in READING])
def test_every_reading_example_works_in_the_project_s_own_register(real: Repository, name: str, example: str) -> None:
    arguments = shlex.split(example, comments=True)[1:]
    answer = run(real.root, *arguments[: arguments.index(">") if ">" in arguments else None])
    assert answer.status in ((0, 1) if name in ("check", "validate") else (0,)), answer.messages
    assert answer.output or name in ("validate", "diff")


def test_the_project_s_own_register_is_valid(real: Repository) -> None:
    assert run(real.root, "validate").status == 0


@pytest.mark.parametrize(
    "word", ["init", "list", "show", "search", "check", "validate", "explain", "diff", "log", "report"]
)
def test_the_commands_scripts_rely_on_are_there(word: str) -> None:
    assert word in commands()


def test_help_is_plain_text(tmp_path: Path) -> None:
    settings = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b" not in run(tmp_path, "validate", "--help", settings=settings).output
