"""Modules that a command loads, and files that it reads."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.commands import PROGRAM, run_apart
from tests.registers import ACCOUNT, ACCOUNT_TEXT, Repository, build, environment, forget, write
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

SELDOM_NEEDED = {"ruamel", "git", "rich", "rapidfuzz", "asyncio", "http", "ssl", "holidays", "cel", "filelock"}

RUN = """\
import json, runpy, sys
program, *arguments = sys.argv[1:]
sys.argv = [program, *arguments]
before = set(sys.modules)
try:
    runpy.run_path(program, run_name="__main__")
except SystemExit as ended:
    assert not ended.code, ended.code
print()
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
"""


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """Return the small register without a cache, for which a command loads most."""
    forget(repository)
    return repository


def loaded_by(repository: Repository | None, *arguments: str) -> set[str]:
    """Return the top-level modules that a command loads in a new process."""
    import json

    finished = subprocess.run(
        [sys.executable, "-c", RUN, PROGRAM, *arguments],
        cwd=repository.root if repository else None,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return set(json.loads(finished.stdout.decode().splitlines()[-1]))


def test_the_measure_sees_what_is_loaded(repository: Repository) -> None:
    assert {"smregister", "typer", "yaml", "jsonschema_rs"} <= loaded_by(repository, "validate")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["validate", "--help"]], ids=" ".join)
def test_version_and_help_load_almost_nothing(arguments: list[str]) -> None:
    loaded = loaded_by(None, *arguments)
    assert "smregister" in loaded
    assert loaded & HEAVY == set()


def test_the_version_and_the_list_of_commands_load_no_command() -> None:
    names = "sorted(name for name in sys.modules if name.startswith('smregister.cli.commands.'))"
    script = f"import sys\nfrom smregister.cli.main import program\nprogram()\nprint({names})"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["list", "account"], SELDOM_NEEDED),
        (
            ["list", "account", "--json"],
            SELDOM_NEEDED,
        ),
        (
            ["show", "health/x-health"],
            SELDOM_NEEDED,
        ),
        (["check", "@example_health"], SELDOM_NEEDED - {"rapidfuzz"}),
        (["validate"], SELDOM_NEEDED),
        (
            ["validate", "--ref", "HEAD"],
            SELDOM_NEEDED,
        ),
        (["diff"], SELDOM_NEEDED),
        (
            ["log", "health/x-health"],
            SELDOM_NEEDED,
        ),
        (
            ["report", "changes", "--from", "HEAD"],
            SELDOM_NEEDED,
        ),
        (["report", "coverage"], SELDOM_NEEDED),
        (
            ["report", "appointments"],
            SELDOM_NEEDED,
        ),
        (
            ["explain", "dangling-reference"],
            SELDOM_NEEDED,
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_looking_loads_no_editor_no_network_and_no_colors(
    repository: Repository, arguments: list[str], unneeded: set[str]
) -> None:
    assert loaded_by(repository, *arguments) & unneeded == set()


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
    repository: Repository, arguments: list[str]
) -> None:
    standard = (EXAMPLES / "valid/registry/standards/house-2025.yaml").read_bytes()
    repository.commit({"registry/standards/house.yaml": standard})
    assert "cel" in loaded_by(repository, "validate"), "its conditions are tried once"
    assert "cel" not in loaded_by(repository, *arguments)


def test_writing_loads_the_lock_and_no_network(repository: Repository) -> None:
    loaded = loaded_by(repository, "edit", "health/x-health", "--set", "purpose=b", "--dry-run")
    assert "filelock" in loaded
    assert loaded & {"asyncio", "http", "ssl"} == set()


def test_a_valid_register_needs_no_slow_validator(repository: Repository) -> None:
    assert "jsonschema" not in loaded_by(repository, "validate")


# What reading does to the machine: it looks, runs git, and that is all.

WATCH = """\
import runpy, sys
program, *arguments = sys.argv[1:]
sys.argv = [program, *arguments]
seen = []

def watch(event, arguments):
    if event.startswith(("socket.", "os.exec", "os.fork", "os.system", "os.posix_spawn", "urllib.", "ftplib.")):
        seen.append(event)
    elif event == "subprocess.Popen" and arguments[0] != "git":
        seen.append(f"{event} {arguments[0]}")
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        if arguments[0] != "/dev/null" and not isinstance(arguments[0], int):
            seen.append(f"{event} {arguments[0]}")
    elif event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod"):
        seen.append(f"{event} {arguments[0]}")

sys.dont_write_bytecode = True
sys.addaudithook(watch)
try:
    runpy.run_path(program, run_name="__main__")
except SystemExit:
    pass
print()
print(seen)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["validate", "--ref", "HEAD"],
        ["validate", "--base", "HEAD"],
        ["list", "account"],
        ["show", "health/x-health"],
        ["search", "press"],
        ["check", "https://x.com/example_health"],
        ["diff"],
        ["log", "health/x-health"],
        ["report", "changes", "--from", "HEAD", "--format", "atom"],
        ["report", "succession"],
        ["report", "compliance"],
        ["report", "compliance", "--since", "2020-01-01"],
        ["explain", "account"],
        ["verify-letter", "registry/register.yaml"],
    ],
    ids=" ".join,
)
def test_reading_writes_nothing_but_its_memory_and_opens_no_connection(
    repository: Repository, arguments: list[str]
) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", WATCH, PROGRAM, *arguments],
        cwd=repository.root,
        env=environment(),
        capture_output=True,
        check=False,
    )
    seen = ast.literal_eval(finished.stdout.decode().splitlines()[-1])
    memory = f"{repository.root}/.git/smregister"
    assert [event for event in seen if memory not in event] == [], finished.stderr.decode()


def test_the_verdict_depends_on_nothing_around_it(tmp_path_factory: pytest.TempPathFactory) -> None:

    register = build(tmp_path_factory.mktemp("register"))
    faulty = ACCOUNT_TEXT.replace("active", "lively") + "zeal: 1\nyears: 2\n"
    write(register, {ACCOUNT.replace("health.yaml", f"{n}.yaml"): faulty for n in "cab"})
    environments = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "America/Adak", "COLUMNS": "20"},
        {"PYTHONHASHSEED": "3", "NO_COLOR": "1", "TERM": "dumb", "GITHUB_ACTIONS": "true"},
    ]
    answers = {
        run_apart(register, "validate", "--as-of", "2026-01-01", settings=settings).output for settings in environments
    }
    assert len(answers) == 1
    assert answers.pop().count("\n") == 9
