"""Modules that a command loads, and files that it reads."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import PROGRAM, run, run_apart
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, Repository, build_repository, environment, forget, write
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
import json, runpy, sys
program, *arguments = sys.argv[1:]
sys.argv = [program, *arguments]
before, events, status = set(sys.modules), [], 0

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

sys.dont_write_bytecode = True
sys.addaudithook(watch)
try:
    runpy.run_path(program, run_name="__main__")
except SystemExit as end:
    status = end.code or 0
print()
print(json.dumps([status, sorted(set(sys.modules) - before), events]))
"""


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


def observe(folder: Path | None, *arguments: str) -> Observed:
    """Run a command in a new process; return what it loaded and touched."""
    finished = subprocess.run(
        [sys.executable, "-c", OBSERVE, PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return Observed(*json.loads(finished.stdout.decode().splitlines()[-1]))


def test_the_observation_sees_what_is_loaded(repository: Repository) -> None:
    forget(repository)
    observed = observe(repository.root, "validate")
    assert observed.status == 0
    assert {"smregister", "typer", "yaml", "jsonschema_rs"} <= observed.loaded
    assert observed.loaded_from(COMMANDS)
    assert observed.loaded_from(RULES)
    assert observed.events


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["validate", "--help"]], ids=" ".join)
def test_the_version_and_help_load_next_to_nothing(arguments: list[str]) -> None:
    observed = observe(None, *arguments)
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
    "check @example_health": {"rapidfuzz"},
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
def observed(command: str, unread: Repository) -> Observed:
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
    assert [event for event in observed.events if f"{unread.root}/.git/smregister" not in event] == []


@pytest.mark.parametrize("command", ["show health/x-health", "list account", "check @example_health"], indirect=True)
def test_reading_commands_load_no_rule(observed: Observed) -> None:
    assert observed.loaded_from(RULES) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "health/x-health"],
        ["list", "account"],
        ["check", "@example_health"],
        ["validate", "--as-of", DAY.isoformat()],
    ],
    ids=" ".join,
)
def test_a_stored_result_needs_no_rule(repository: Repository, arguments: list[str]) -> None:
    observed = observe(repository.root, *arguments)
    assert (observed.status, observed.loaded_from(RULES)) == (0, [])


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Repository:
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
        ["check", "@example_health"],
        ["explain", "clause-example-fails"],
        ["explain", "facts"],
        ["report", "freshness"],
        ["report", "guidance"],
    ],
    ids=" ".join,
)
def test_a_command_that_assesses_no_account_does_not_load_the_expression_engine(
    assessed: Repository, arguments: list[str]
) -> None:
    observed = observe(assessed.root, *arguments)
    assert (observed.status, "cel" in observed.loaded) == (0, False)


def test_writing_loads_the_lock_and_no_network(repository: Repository) -> None:
    forget(repository)
    observed = observe(repository.root, "edit", "health/x-health", "--set", "purpose=b", "--dry-run")
    assert (observed.status, "filelock" in observed.loaded) == (0, True)
    assert observed.loaded & {"asyncio", "http", "ssl"} == set()


def test_the_verdict_depends_on_nothing_around_it(register: Path) -> None:
    faulty = ACCOUNT_TEXT.replace("active", "lively") + "zeal: 1\nyears: 2\n"
    write(register, {ACCOUNT.replace("health.yaml", f"{n}.yaml"): faulty for n in "cab"})
    command = ("validate", "--as-of", "2026-01-01")
    answers = {run(register, *command).output}
    for settings in (
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "NO_COLOR": "1", "TERM": "dumb"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "COLUMNS": "20", "GITHUB_ACTIONS": "true"},
    ):
        answers.add(run_apart(register, *command, settings=settings).output)
    assert len(answers) == 1
    assert answers.pop().count("\n") == 9
