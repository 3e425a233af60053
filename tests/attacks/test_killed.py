"""Commands killed at any step: records stay whole, and writes can be undone or resumed."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.commands import run
from tests.lengths import count
from tests.registers import SMALL, build_repository

from smregister.cli.main import main

# Every so many-th step is tried.
STRIDE = count(29, 1)

LIST = "agency,platform,handle\nHealth,x,killed_one\nHealth,facebook,killed.two\nFood,x,killed_food\n"
MAP = """\
agency:
  name: {field: agency, form: name}
  record: {name: {field: agency}, type: department, level: national, jurisdiction: EX}
accounts:
  - platform: {field: platform}
    handle: {field: handle}
    record: {purpose: From a list}
"""
FILES: dict[str, str | bytes | None] = {
    **SMALL,
    "registry/agencies/health/appointments/officer.yaml": """\
officer: {post: Press officer}
accounts: all-of-agency
letter: {number: 1/2020, date: 2020-01-10}
effective_from: 2020-02-01
""",
}
COMMANDS = {
    "add": (
        "add",
        "account",
        "--agency",
        "health",
        "--set",
        "platform=x",
        "--set",
        "handle=killed",
        "--set",
        "purpose=News",
    ),
    "edit": ("edit", "health/x-health", "--set", "audience=Everybody"),
    "rename": ("rename", "agency:health", "wellness"),
    "appoint": (
        "appoint",
        "--replace",
        "health/officer",
        "--number=2/2025",
        "--date=2025-01-10",
        "--effective-from=2025-02-01",
    ),
    "observe": ("observe", "health/x-health", "--set", "captions=true"),
    "import": ("import", "../list.csv", "--map", "../map.yaml", "--apply"),
}
WRITING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


@dataclass(frozen=True)
class Whole:
    """A command that ended well: the register before it, its files before and after it, and its number of steps."""

    name: str
    before: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    steps: int


@pytest.fixture(scope="module", params=COMMANDS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Run a command to its end in a copy of a register."""
    folder, name = tmp_path_factory.mktemp("whole"), str(request.param)
    before = build_repository(folder / "before", FILES).root
    (folder / "list.csv").write_text(LIST)
    (folder / "map.yaml").write_text(MAP)
    after = copy(before, "after")
    steps = kill_at(after, COMMANDS[name], at=10_000)
    return Whole(name, before, files(before), files(after), steps)


@pytest.mark.only_long
def test_a_command_killed_at_any_step_is_whole_undone_or_offered(whole: Whole) -> None:
    old, new, command = whole.old, whole.new, COMMANDS[whole.name]
    assert 3 < whole.steps < 200
    assert old != new
    offered = 0
    for step in range(1, whole.steps + 1, STRIDE):
        root = copy(whole.before, "killed")
        assert kill_at(root, command, at=step) == -signal.SIGKILL
        left = files(root)
        assert {path: left.get(path) in (old.get(path), new.get(path)) for path in old | new | left} == dict.fromkeys(
            old | new, True
        )
        if unfinished(root):
            offered += 1
            answer = run(root, "undo", *(["--finish"] if offered % 2 else []))
            assert (answer.status, files(root)) == (0, new if offered % 2 else old), answer
            assert not [*root.rglob("registry/**/.smregister-*")]
        else:
            assert left in (old, new)
    assert offered or STRIDE > 1


ERRORS = (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO)


@pytest.mark.only_long
@pytest.mark.parametrize("errors", [ERRORS] if STRIDE > 1 else [(error,) for error in ERRORS])
def test_a_failed_system_call_loses_nothing(whole: Whole, errors: tuple[int, ...]) -> None:
    reported = 0
    for number, step in enumerate(range(1, whole.steps + 1, min(STRIDE, whole.steps // 5 + 1))):
        root = copy(whole.before, "refused")
        status = fail_at(root, COMMANDS[whole.name], at=step, error=errors[number % len(errors)])
        assert not unfinished(root)
        assert files(root) == (whole.old if status == 202 else whole.new)
        reported += status == 202
    assert reported


def test_an_interrupted_write_is_reported_before_another_write(tmp_path: Path) -> None:
    root = build_repository(tmp_path / "register").root
    for step in range(1, 100, 4):
        cut = copy(root, "cut")
        assert kill_at(cut, COMMANDS["rename"], at=step) == -signal.SIGKILL
        if unfinished(cut) and files(cut) != files(root):
            break
    root = cut
    answer = run(root, "edit", "health/x-health", "--set", "audience=All")
    assert answer.status == 2
    assert "was interrupted after" in answer.messages
    assert "`rename agency:health wellness`" in answer.messages
    assert "undo it with `smregister undo`, or finish it with `smregister undo --finish`" in answer.messages


def test_undo_reverts_the_last_command_and_a_second_undo_repeats_it(tmp_path: Path) -> None:
    root = build_repository(tmp_path / "register").root
    states = [files(root)]
    for arguments in (COMMANDS["rename"], (*COMMANDS["add"][:3], "wellness", *COMMANDS["add"][4:])):
        assert run(root, *arguments).status == 0
        states.append(files(root))
    answer = run(root, "undo")
    assert (answer.status, files(root)) == (0, states[1])
    assert "undone: add account --agency wellness" in answer.messages
    assert "restored: add account --agency wellness" in run(root, "undo").messages
    assert files(root) == states[2]
    assert "undone: add account --agency wellness" in run(root, "undo").messages
    assert files(root) == states[1]


@pytest.mark.parametrize("name", ["add", "edit", "rename"])
def test_undo_names_the_commit_with_the_change(tmp_path: Path, name: str) -> None:
    repository = build_repository(tmp_path / "register")
    assert run(repository.root, *COMMANDS[name]).status == 0
    assert "Commit" not in run(repository.root, "undo").messages
    assert "Commit" not in run(repository.root, "undo").messages
    commit = repository.commit({})
    repository.commit({"README.md": "Something else"})
    answer = run(repository.root, "undo")
    assert answer.status == 0
    assert f"\nCommit {commit[:10]} still contains the change" in answer.messages
    assert "`smregister submit`" in answer.messages
    assert "Commit" not in run(repository.root, "undo").messages
    assert repository.git("status", "--porcelain") == ""


def test_undo_needs_no_git(register: Path) -> None:
    assert run(register, *COMMANDS["edit"]).status == 0
    answer = run(register, "undo")
    assert (answer.status, answer.messages) == (
        0,
        "undone: edit health/x-health --set audience=Everybody (1 file)\n"
        "~ account health/x-health changed\n    audience: Everybody → (nothing)\n",
    )


def test_undo_keeps_files_changed_since(tmp_path: Path) -> None:
    root = build_repository(tmp_path / "register").root
    assert run(root, *COMMANDS["edit"]).status == 0
    place = root / "registry/agencies/health/accounts/x-health.yaml"
    place.write_text(place.read_text() + "# by hand\n")
    changed = files(root)
    answer = run(root, "undo")
    assert (answer.status, files(root)) == (2, changed)
    assert "changed since `edit health/x-health --set audience=Everybody`" in answer.messages


def test_there_may_be_nothing_to_undo(tmp_path: Path) -> None:
    root = build_repository(tmp_path / "register").root
    assert "nothing to undo" in run(root, "undo").messages
    assert "nothing to finish" in run(root, "undo", "--finish").messages


def copy(root: Path, name: str) -> Path:
    shutil.rmtree(root.parent / name, ignore_errors=True)
    return shutil.copytree(root, root.parent / name)


def files(root: Path) -> dict[str, bytes]:
    """Return every file of the register except temporary ones."""
    below = (path for path in (root / "registry").rglob("*") if path.is_file() and path.suffix != ".tmp")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in below}


def unfinished(root: Path) -> bool:
    return (root / ".git/smregister/.smregister-under-way.json").exists()


def kill_at(root: Path, arguments: tuple[str, ...], at: int) -> int:
    """Run a command in a process that kills itself before its n-th operation on files.

    Returns the number of operations if there are fewer, else the signal as a negative number.
    """
    return _forked(root, arguments, at, lambda: os.kill(os.getpid(), signal.SIGKILL))


def fail_at(root: Path, arguments: tuple[str, ...], at: int, error: int) -> int:
    """Run a command whose n-th operation on files fails; return its exit status, which should be 2."""

    def refuse() -> None:
        raise OSError(error, os.strerror(error))

    return _forked(root, arguments, at, refuse)


def _forked(root: Path, arguments: tuple[str, ...], at: int, happening: Callable[[], None]) -> int:
    process = os.fork()
    if process == 0:
        _run_in_fork(root, arguments, at, happening)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def _run_in_fork(root: Path, arguments: tuple[str, ...], at: int, happening: Callable[[], None]) -> None:
    """Run a command; ends with the number of operations, or with 200 and the status where that is not 0."""
    count = 0

    def operate(event: str, facts: tuple[object, ...]) -> None:
        nonlocal count
        opens = event == "open" and isinstance(facts[2], int) and facts[2] & (os.O_WRONLY | os.O_RDWR)
        if event in WRITING or opens:
            count += 1
            if count == at:
                happening()

    os.chdir(root)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115
    sys.argv, sys.dont_write_bytecode = ["smregister", *arguments], True
    sys.addaudithook(operate)

    try:
        main()
    except SystemExit as end:
        os._exit(200 + int(end.code) if isinstance(end.code, int) and end.code else count)
    os._exit(count)
