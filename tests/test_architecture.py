"""Modules that a command loads, and files that it reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import TypeAlias

import pytest

from tests.commands import PROGRAM, run, run_apart
from tests.registers import (
    ACCOUNT,
    ACCOUNT_TEXT,
    DAY,
    PROJECT,
    STATE,
    Repository,
    build_repository,
    environment,
    forget,
    write,
)
from tests.validation.test_examples import EXAMPLES

HEAVY = {
    "ruamel",
    "yaml",
    "jsonschema",
    "jsonschema_rs",
    "git",
    "rich",
    "rapidfuzz",
    "pydantic",
    "cel",
    "asyncio",
    "http",
    "ssl",
    "sqlite3",
    "holidays",
    "typst",
    "docxtpl",
    "docx",
    "lxml",
    "jinja2",
    "segno",
}

SELDOM_NEEDED = {
    "ruamel",
    "git",
    "rich",
    "rapidfuzz",
    "asyncio",
    "http",
    "ssl",
    "holidays",
    "cel",
    "filelock",
    "jinja2",
}

COMMANDS = "smregister.cli.commands."
RULES = "smregister.validation.rules."

OBSERVE = """\
import importlib, json, os, runpy, sys
program, *modules = sys.argv[1:]
before, events = set(sys.modules), []

def watch(event, arguments):
    if event.startswith(("socket.", "os.exec", "os.fork", "os.system", "os.posix_spawn", "urllib.", "ftplib.")):
        events.append(event)
    elif event == "subprocess.Popen" and arguments[0] != "git":
        events.append(f"{event} {arguments[0]}")
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        if arguments[0] != "/dev/null" and not isinstance(arguments[0], int):
            events.append(f"{event} {arguments[0]}")
    elif event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod"):
        events.append(f"{event} {arguments[0]}")

def run(arguments):
    sys.argv = [program, *arguments]
    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as end:
        return end.code or 0
    return 0

sys.dont_write_bytecode = True
sys.addaudithook(watch)
runpy.run_path(program)
for module in modules:
    importlib.import_module(module)
for line in sys.stdin:
    if not os.fork():
        folder, *arguments = json.loads(line)
        answers, nothing = os.dup(1), os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.chdir(folder)
        events.clear()
        status = run(arguments)
        os.write(answers, json.dumps([status, sorted(set(sys.modules) - before), events]).encode() + b"\\n")
        break
    os.wait()
"""
"""A process that loads the program once, with some modules, and runs each command of its input in a fork of itself."""

SHARED = (
    "sqlite3",
    "jsonschema_rs",
    "smregister.cli.context",
    "smregister.records.yaml.parser",
    "smregister.register.lookup",
)
"""Modules that nearly every command loads. What they load counts for each, so no command seems to load too little."""


@dataclass(frozen=True)
class Observed:
    """The exit status of a command, the modules it loaded, and its writes, connections and processes except git."""

    status: int
    modules: list[str]
    events: list[str]

    @property
    def loaded(self) -> set[str]:
        """Return the top-level modules."""
        return {name.partition(".")[0] for name in self.modules}

    def loaded_from(self, package: str) -> list[str]:
        """Return the modules loaded from a package of the program."""
        return [name for name in self.modules if name.startswith(package)]


Observe: TypeAlias = "Callable[..., Observed]"


@contextmanager
def observing(*modules: str) -> Iterator[Observe]:
    """Yield a function that runs a command in a process with some modules; it returns what was loaded and touched."""
    arguments = [sys.executable, "-c", OBSERVE, str(PROGRAM), *modules]
    with subprocess.Popen(arguments, env=environment(), stdin=PIPE, stdout=PIPE, text=True) as process:
        requests, answers = process.stdin, process.stdout
        assert requests
        assert answers

        def observe(folder: Path, *arguments: str) -> Observed:
            print(json.dumps([str(folder), *arguments]), file=requests, flush=True)
            return Observed(*json.loads(answers.readline()))

        yield observe


@pytest.fixture(scope="module")
def observe() -> Iterator[Observe]:
    """Observe commands in a process that has loaded the shared modules."""
    with observing(*SHARED) as observe:
        yield observe


def test_the_observation_sees_what_is_loaded(repository: Repository) -> None:
    forget(repository)
    with observing() as observe:
        observed = observe(repository.root, "validate")
    assert observed.status == 0
    assert {"smregister", "typer", "yaml", "jsonschema_rs"} <= observed.loaded
    assert observed.loaded_from(COMMANDS)
    assert observed.loaded_from(RULES)
    assert observed.events


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["validate", "--help"]], ids=" ".join)
def test_the_version_and_help_load_next_to_nothing(arguments: list[str]) -> None:
    with observing() as observe:
        observed = observe(PROJECT, *arguments)
    assert (observed.status, "smregister" in observed.loaded) == (0, True)
    assert observed.loaded & HEAVY == set()
    assert bool(observed.loaded_from(COMMANDS)) is ("validate" in arguments)


# Reading commands. Each is observed once, in a register without a cache, where it loads most.

READING: dict[str, set[str]] = {
    "validate": set(),
    "validate --ref HEAD": set(),
    "validate --base HEAD": set(),
    "list account": set(),
    "list account --json": set(),
    "show health/x-health": set(),
    "search press": set(),
    "check x.com/example_health": {"rapidfuzz"},
    "check https://x.com/example_health": {"rapidfuzz"},
    "diff": set(),
    "log health/x-health": set(),
    "report changes --from HEAD": set(),
    "report changes --from HEAD --format atom": set(),
    "report coverage": set(),
    "report appointments": set(),
    "report succession": {"ruamel"},
    "report compliance": set(),
    "report compliance --since 2020-01-01": set(),
    "explain dangling-reference": set(),
    "explain account": set(),
    "verify-letter registry/register.yaml": set(),
}
"""Reading commands, and what they may load of what is seldom needed."""


@pytest.fixture(scope="module", params=READING)
def command(request: pytest.FixtureRequest) -> str:
    """Return a reading command."""
    return str(request.param)


@pytest.fixture(scope="module")
def observed(observe: Observe, command: str, unread: Repository) -> Observed:
    """Return the observation of a reading command."""
    forget(unread)
    return observe(unread.root, *command.split())


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return the small register, for commands that only read."""
    return build_repository(tmp_path_factory.mktemp("unread") / "register")


def test_reading_loads_no_editor_no_network_and_no_colors(observed: Observed, command: str) -> None:
    assert observed.loaded & (SELDOM_NEEDED | {"jsonschema"}) - READING[command] == set()
    # A file that is no letter ends the command with 1.
    assert observed.status == command.startswith("verify-letter")


def test_reading_writes_only_to_its_cache_and_opens_no_connection(observed: Observed, unread: Repository) -> None:
    own = (f"{unread.root}/.git/smregister", str(STATE / "smregister"))
    assert [event for event in observed.events if not any(folder in event for folder in own)] == []


@pytest.mark.parametrize(
    "command", ["show health/x-health", "list account", "check x.com/example_health"], indirect=True
)
def test_reading_commands_load_no_rule(observed: Observed) -> None:
    assert observed.loaded_from(RULES) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "health/x-health"],
        ["list", "account"],
        ["check", "x.com/example_health"],
        ["validate", "--as-of", DAY.isoformat()],
    ],
    ids=" ".join,
)
def test_a_stored_result_needs_no_rule(observe: Observe, repository: Repository, arguments: list[str]) -> None:
    observed = observe(repository.root, *arguments)
    assert (observed.status, observed.loaded_from(RULES)) == (0, [])


@pytest.fixture(scope="module")
def assessed(observe: Observe, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a register with a standard, validated: its conditions were tried once."""
    repository = build_repository(tmp_path_factory.mktemp("assessed") / "register")
    standard = (EXAMPLES / "valid/registry/standards/house-2025.yaml").read_bytes()
    repository.commit({"registry/standards/house.yaml": standard})
    assert "cel" in observe(repository.root, "validate").loaded
    return repository


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["list", "standard"],
        ["list", "waiver"],
        ["show", "house"],
        ["check", "x.com/example_health"],
        ["explain", "clause-example-fails"],
        ["explain", "facts"],
        ["report", "freshness"],
        ["report", "guidance"],
    ],
    ids=" ".join,
)
def test_a_command_that_assesses_no_account_does_not_load_the_expression_engine(
    observe: Observe, assessed: Repository, arguments: list[str]
) -> None:
    observed = observe(assessed.root, *arguments)
    assert (observed.status, "cel" in observed.loaded) == (0, False)


def test_writing_loads_the_lock_and_no_network(observe: Observe, repository: Repository) -> None:
    forget(repository)
    observed = observe(repository.root, "edit", "health/x-health", "--set", "purpose=b", "--dry-run")
    assert (observed.status, "filelock" in observed.loaded) == (0, True)
    assert observed.loaded & {"asyncio", "http", "ssl"} == set()


def test_the_verdict_depends_on_nothing_around_it(register: Path) -> None:
    faulty = ACCOUNT_TEXT.replace("active", "lively") + "zeal: 1\nyears: 2\n"
    write(register, {ACCOUNT.replace("health.yaml", f"{n}.yaml"): faulty for n in "cab"})
    command = ("validate", "--as-of", "2026-01-01")
    # This process has another hash seed.
    assert os.environ.get("PYTHONHASHSEED") != "1"
    settings = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "NO_COLOR": "1", "TERM": "dumb"}
    others = {"TZ": "America/Adak", "COLUMNS": "20", "GITHUB_ACTIONS": "true"}
    expected = run(register, *command).output
    assert expected.count("\n") == 9
    assert run(register, *command, settings=others).output == expected
    assert run_apart(register, *command, settings=settings).output == expected
