"""Commands in a process without what only POSIX systems have, as on Windows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import PROGRAM, Answer, run
from tests.letter_examples import FIRST, build_example
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Repository, environment, forget

# Modules and names that Windows lacks (https://docs.python.org/3/library/os.html: "Availability: Unix").
MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
NAMES = {
    "os": (
        *("O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "chown", "chroot", "fchmod", "fork", "forkpty", "getegid"),
        *("geteuid", "getgid", "getloadavg", "getpgid", "getuid", "killpg", "mkfifo", "nice", "register_at_fork"),
        *("sched_getaffinity", "setsid", "statvfs", "sync", "uname", "wait4"),
    ),
    "signal": (
        "SIGALRM",
        "SIGCHLD",
        "SIGHUP",
        "SIGPIPE",
        "SIGUSR1",
        "alarm",
        "pthread_sigmask",
        "setitimer",
    ),
}
# Python's own modules are those of this system and may use what it has: they are loaded first.
WITHOUT = f"""
import os, runpy, signal, sys
import concurrent.futures.process, ctypes, getpass, logging, multiprocessing.pool, pathlib, platform, random
import shutil, subprocess, tempfile, threading, zipfile
for module in {MODULES}:
    sys.modules[module] = None
for module, names in {NAMES}.items():
    for name in names:
        if hasattr(sys.modules[module], name):
            delattr(sys.modules[module], name)
program, *arguments = sys.argv[1:]
sys.argv = [program, *arguments]
if __name__ == "__main__":
    runpy.run_path(program, run_name="__main__")
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("script") / "without.py"
    place.write_text(WITHOUT, "utf-8")
    return place


def run_without(script: Path, folder: Path, *arguments: str) -> Answer:
    finished = subprocess.run(
        [sys.executable, "-W", "ignore:only soft file lock", script, PROGRAM, *arguments],
        cwd=folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "Traceback" not in finished.stderr, finished.stderr
    assert "bug in the program" not in finished.stderr, finished.stderr
    return Answer(finished.returncode, finished.stdout, finished.stderr)


def test_a_register_is_begun(script: Path, tmp_path: Path) -> None:
    answer = run_without(script, tmp_path, "init", "register")
    assert answer.status == 0, answer
    assert run(tmp_path / "register", "validate").status == 0


@pytest.mark.only_long
def test_an_account_is_added_and_undone(script: Path, repository: Repository) -> None:
    fields = ("url=https://x.com/health_help", "purpose=Help", "languages=[en]", "status=active")
    for arguments in (
        ("add", "account", "--agency", "health", *(word for field in fields for word in ("--set", field))),
        ("list", "account"),
        ("undo",),
    ):
        answer = run_without(script, repository.root, *arguments)
        assert answer.status == 0, answer
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.only_long
@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")], ids=["disk", "commit"])
def test_many_agencies_are_validated_the_same(script: Path, repository: Repository, ref: tuple[str, ...]) -> None:
    agency = (repository.root / "registry/agencies/health/agency.yaml").read_text("utf-8")
    files = {f"registry/agencies/a{number}/agency.yaml": agency for number in range(40)}
    faulty = ACCOUNT_TEXT.replace("active", "lively")
    repository.commit({**files, ACCOUNT: faulty})
    forget(repository)
    found = run_without(script, repository.root, "validate", *ref)
    forget(repository)
    assert found == run(repository.root, "validate", *ref)
    assert found.status == 1


def test_a_record_is_changed_alike(script: Path, repository: Repository) -> None:
    arguments = ("edit", "health/x-health", "--set", "purpose=Everything")
    answer = run_without(script, repository.root, *arguments)
    assert "purpose: Everything" in (repository.root / ACCOUNT).read_text("utf-8")
    assert run(repository.root, "undo").status == 0
    assert answer == run(repository.root, *arguments)


@pytest.mark.only_long
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_letter_is_composed_the_same(script: Path, tmp_path: Path, form: str) -> None:
    root = build_example(tmp_path / "example").root
    written = []
    for name, draw in (("a", run), ("b", lambda *arguments: run_without(script, *arguments))):
        place = root.parent / f"{name}.{form}"
        draw(root, "letter", FIRST, "--output", str(place))
        written.append(place.read_bytes())
    assert written[0] == written[1]


# What a module imports or names only where it exists.


def posix_only(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield node.module
        elif isinstance(node, ast.Attribute) and node.attr in NAMES.get(ast.unparse(node.value), ()):
            yield ast.unparse(node)


def test_posix_only_functions_are_checked_for_before_use() -> None:
    named = {
        (path.relative_to(PROJECT / "src/smregister").as_posix(), name)
        for path in (PROJECT / "src").rglob("*.py")
        for name in posix_only(ast.parse(path.read_text("utf-8")))
    }
    assert {name for _, name in named} == {"os.sched_getaffinity", "signal.SIGALRM", "signal.setitimer"}
    assert len({path for path, _ in named}) == 2, "parallel work and the time limit of templates"
