"""Transactions: all files are written or none, whichever step fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smregister.errors import FatalError
from smregister.repository import journal
from smregister.repository.journal import Transaction
from smregister.repository.transaction import apply, resume, undo

BEFORE = {"a.yaml": b"a: 1\n", "b/c.yaml": b"c: 1\n", "b/d.yaml": b"d: 1\n", "e/f/g.yaml": b"g: 1\n"}
CHANGE = {"a.yaml": b"a: 2\n", "b/c.yaml": None, "e/f/g.yaml": None, "h/i.yaml": b"i: 2\n", "b/d.yaml": b"d: 2\n"}
AFTER = {"a.yaml": b"a: 2\n", "b/d.yaml": b"d: 2\n", "h/i.yaml": b"i: 2\n"}


def files(root: Path) -> dict[str, bytes]:
    """Return every file below a folder; folders without files must not be left."""
    below = [path for path in root.rglob("*") if ".git" not in path.parts]
    assert all(any(folder.iterdir()) for folder in below if folder.is_dir())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in below if path.is_file()}


def lay_out(root: Path) -> None:
    (root / ".git").mkdir(parents=True)
    for path, content in BEFORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def failing_once(operation: Callable[..., object], steps: list[int], error: BaseException) -> Callable[..., object]:
    """Return the operation; one call among all that share `steps` raises the error."""

    def stand_in(*arguments: object, **options: object) -> object:
        steps[0] -= 1
        if steps[0] == 0:
            raise error
        return operation(*arguments, **options)

    return stand_in


def test_all_is_written_and_removed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    apply(tmp_path, CHANGE, "edit")
    assert files(tmp_path) == AFTER


def test_nothing_is_removed_before_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the power fails in between, there is too much rather than too little."""
    lay_out(tmp_path)
    unlink, before = Path.unlink, []

    def record(path: Path, *, missing_ok: bool = False) -> None:
        before.append(files(tmp_path).items() >= AFTER.items())
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", record)
    apply(tmp_path, CHANGE, "edit")
    assert before == [True, True]


def test_a_new_file_has_the_mode_of_the_user_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "a.yaml").chmod(0o640)
    before = os.umask(0o027)
    try:
        (tmp_path / "b/d.yaml").chmod(0o664)
        apply(tmp_path, CHANGE, "edit")
    finally:
        os.umask(before)
    modes = {path: (tmp_path / path).stat().st_mode & 0o777 for path in AFTER}
    assert modes == {"a.yaml": 0o640, "b/d.yaml": 0o664, "h/i.yaml": 0o640}


@pytest.mark.parametrize("path", ["../a.yaml", "b/../a.yaml", "b/..", "..", "b/../../a.yaml"])
def test_no_path_leads_up(tmp_path: Path, path: str) -> None:
    lay_out(tmp_path / "register")
    with pytest.raises(FatalError, match="is outside the register; nothing was written"):
        apply(tmp_path / "register", {path: b"a: 2\n"}, "edit")
    assert files(tmp_path / "register") == BEFORE
    assert [*tmp_path.iterdir()] == [tmp_path / "register"]


@pytest.mark.parametrize("content", [BEFORE["a.yaml"], b"by hand"])
def test_a_command_is_undone_only_if_all_its_files_are_as_it_left_them(tmp_path: Path, content: bytes) -> None:
    lay_out(tmp_path)
    apply(tmp_path, CHANGE, "edit")
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(FatalError, match=r"changed since `edit`, so nothing was undone: a\.yaml"):
        undo(tmp_path)
    assert files(tmp_path) == AFTER | {"a.yaml": content}


@pytest.mark.parametrize("end", [undo, resume])
def test_an_interrupted_command_is_ended_only_if_nobody_changed_its_files(
    tmp_path: Path, end: Callable[[Path], Transaction]
) -> None:
    lay_out(tmp_path)
    journal.begin(tmp_path, Transaction("edit", {path: BEFORE.get(path) for path in CHANGE}, CHANGE))
    (tmp_path / "a.yaml").write_bytes(b"by hand")
    with pytest.raises(FatalError, match="changed since `edit`"):
        end(tmp_path)
    assert files(tmp_path) == BEFORE | {"a.yaml": b"by hand"}
    (tmp_path / "a.yaml").write_bytes(AFTER["a.yaml"])
    end(tmp_path)
    assert files(tmp_path) == (BEFORE if end is undo else AFTER)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=["Ctrl-C", "full"])
@pytest.mark.parametrize("step", range(1, 25))
def test_a_failed_step_is_rolled_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException
) -> None:
    lay_out(tmp_path)
    steps = [step]
    with monkeypatch.context() as failing:
        failing.setattr("os.fsync", failing_once(__import__("os").fsync, steps, error))
        for name in ("replace", "unlink", "chmod", "mkdir"):
            failing.setattr(Path, name, failing_once(getattr(Path, name), steps, error))
        raised = outcome(tmp_path)
    assert files(tmp_path) == (BEFORE if raised else AFTER)
    if isinstance(raised, FatalError):
        assert "nothing was changed" in str(raised)
    elif raised is None:
        assert steps[0] > 0 or isinstance(error, OSError), "an interrupt is never swallowed"


def outcome(root: Path) -> BaseException | None:
    try:
        apply(root, CHANGE, "edit")
    except (KeyboardInterrupt, FatalError) as raised:
        return raised
    return None


def test_there_are_no_other_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    steps = [1000]
    monkeypatch.setattr("os.fsync", failing_once(__import__("os").fsync, steps, OSError()))
    for name in ("replace", "unlink", "chmod", "mkdir"):
        monkeypatch.setattr(Path, name, failing_once(getattr(Path, name), steps, OSError()))
    apply(tmp_path, CHANGE, "edit")
    assert 16 < 1000 - steps[0] <= 24


def test_files_that_can_not_be_rolled_back_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    calls = []

    def replace(place: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) > 2:
            raise OSError(30, "Read-only file system", str(target))
        return Path(place).rename(target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(FatalError, match=r"restore them with `smregister undo`: .*a\.yaml"):
        apply(tmp_path, CHANGE, "edit")
