"""Closed streams, full disks, unreadable and vanishing files, damaged journals: each has its own message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import TemplateError
from tests.commands import PROGRAM, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, SMALL, Repository, build, build_repository, environment
from tests.snapshots import validate

from smregister.cli.paths import read_stdin
from smregister.editing.format import format_records
from smregister.errors import FatalError
from smregister.letters.docx.sandbox import Sandbox
from smregister.records.yaml import parse_document
from smregister.repository import journal
from smregister.repository.journal import Transaction
from smregister.repository.transaction import apply, forget, undo
from smregister.repository.work_tree import WorkTree

SECOND = "registry/agencies/health/accounts/x-second.yaml"
SECOND_TEXT = ACCOUNT_TEXT.replace("example_health", "example_second")
EDIT = ("edit", "health/x-health", "--set", "purpose=New")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return build_repository(tmp_path / "register")


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run the program by a shell, which can close and redirect its streams."""
    command = ["bash", "-c", line.replace("smregister", str(PROGRAM))]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


# Streams


def test_closed_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FatalError, match="standard input is closed"):
        read_stdin(10)


@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full"])
def test_messages_that_can_not_be_written_change_no_result(repository: Repository, stream: str) -> None:
    assert shell(repository.root, f"smregister validate {stream}").returncode == 0
    edited = shell(repository.root, f"smregister edit health/x-health --set purpose=New {stream}")
    assert (edited.returncode, edited.stdout) == (0, f"{ACCOUNT}\n")


def test_full_standard_output_says_that_the_files_are_written(repository: Repository) -> None:
    edited = shell(repository.root, "smregister edit health/x-health --set purpose=New >/dev/full")
    assert edited.returncode == 2
    assert "the files are written nevertheless" in edited.stderr
    assert "purpose: New\n" in (repository.root / ACCOUNT).read_text()


def test_a_removed_current_folder_is_named(repository: Repository) -> None:
    answer = shell(repository.root, "mkdir gone; cd gone; rmdir ../gone; smregister validate")
    assert answer.stderr == "smregister: the current folder: No such file or directory\n"


@pytest.mark.parametrize(
    "command",
    [
        ("intake", "pipe"),
        ("add", "account", "--agency", "health", "--from", "pipe"),
        ("report", "compliance", "--standard", "pipe"),
        ("comment", "pipe"),
        ("import", "--map", "pipe", "pipe"),
        ("observe", "--from", "pipe"),
    ],
)
def test_a_pipe_is_not_waited_for(repository: Repository, command: tuple[str, ...]) -> None:
    os.mkfifo(repository.root / "pipe")
    answer = run(repository.root, *command)
    assert answer.status == 2
    assert "pipe is not a file" in answer.messages


def test_a_disk_error_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(FatalError, match=r"a/b can't be written: .*; nothing was changed"):
        apply(tmp_path, {"a/b": b""}, "edit")


# Files


def test_an_unreadable_file_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = build(tmp_path, {**SMALL, ACCOUNT: ACCOUNT_TEXT.replace("active", "lively"), SECOND: SECOND_TEXT})
    original = os.open

    def refuse(path: str, flags: int, *mode: int) -> int:
        if str(path).endswith(SECOND):
            raise PermissionError(13, "Permission denied", path)
        return original(path, flags, *mode)

    monkeypatch.setattr(os, "open", refuse)
    findings = validate(WorkTree(root), DAY).findings
    assert {(each.path, each.rule) for each in findings} == {
        (ACCOUNT, "value-not-allowed"),
        (SECOND, "unreadable-file"),
    }
    changed, refused = format_records(WorkTree(root), ["."])
    assert ACCOUNT in changed
    assert refused == {SECOND: "it can't be read: Permission denied"}


def test_an_unreadable_folder_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = "registry/agencies/police"
    root = build(
        tmp_path, {**SMALL, ACCOUNT: ACCOUNT_TEXT.replace("active", "lively"), f"{folder}/agency.yaml": "a: 1\n"}
    )
    original = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith(folder):
            raise PermissionError(13, "Permission denied", path)
        return original(path)

    monkeypatch.setattr(os, "scandir", refuse)
    findings = validate(WorkTree(root), DAY).findings
    assert {(each.path, each.rule) for each in findings} == {
        (ACCOUNT, "value-not-allowed"),
        (folder, "unreadable-file"),
    }


@pytest.mark.parametrize("kind", ["removed", "pipe", "link"])
def test_a_file_that_changes_after_it_was_listed_stops_nothing(tmp_path: Path, kind: str) -> None:
    root = build(tmp_path, {**SMALL, SECOND: SECOND_TEXT})
    tree = WorkTree(root)
    listed = {folder: [*tree.files(folder)] for folder in ("registry", "schemas")}
    (root / SECOND).unlink()
    if kind == "pipe":
        os.mkfifo(root / SECOND)
    elif kind == "link":
        (root / SECOND).symlink_to("x-health.yaml")
    tree.files = lambda folder: iter(listed[folder])  # type: ignore[method-assign]
    changed, refused = format_records(tree, ["."])
    assert ACCOUNT in changed
    assert (SECOND in refused) == (kind != "removed")


def test_a_carriage_return_in_an_escape_sequence_is_named() -> None:
    findings = parse_document("a.yaml", b'name: "a\\rb"\n')
    assert isinstance(findings, list)
    assert "U+000D carriage return" in findings[0].message


def test_a_template_of_5_000_brackets_is_refused() -> None:
    with pytest.raises(TemplateError, match="inside each other"):
        Sandbox({"number": 1}).from_string("{{ " + "(" * 5000 + "number" + ")" * 5000 + " }}")


# Writes


def test_a_save_while_a_command_runs_is_not_overwritten(tmp_path: Path) -> None:
    root = build(tmp_path)
    tree = WorkTree(root)
    [file] = tree.files_at([ACCOUNT])
    changed = file.read().replace(b"News", b"New")
    assert [*tree.files_at([SECOND])] == []
    (root / SECOND).write_bytes(b"by hand")
    for path in (ACCOUNT, SECOND):
        (root / path).write_bytes(b"by hand")
        with pytest.raises(FatalError, match="was changed by another program meanwhile; nothing was written"):
            apply(root, {path: changed}, "edit", tree)
        assert (root / path).read_bytes() == b"by hand"
    apply(root, {ACCOUNT: changed}, "edit", WorkTree(root))
    assert (root / ACCOUNT).read_bytes() == changed


def test_a_command_that_writes_nothing_keeps_what_can_be_undone(repository: Repository) -> None:
    assert run(repository.root, "fmt").status == 0
    before = (repository.root / ACCOUNT).read_text()
    assert run(repository.root, *EDIT).status == 0
    assert run(repository.root, "fmt").messages.startswith("0 records changed")
    assert "undone: edit" in run(repository.root, "undo").messages
    assert (repository.root / ACCOUNT).read_text() == before


@pytest.mark.parametrize(
    ("removed", "added"),
    [({"a.yaml": 0o600}, ["b.yaml"]), ({"a/x.yaml": 0o600, "a/y.yaml": 0o640}, ["b/x.yaml", "b/y.yaml"])],
)
def test_a_moved_file_keeps_its_permissions(tmp_path: Path, removed: dict[str, int], added: list[str]) -> None:
    (tmp_path / ".git").mkdir()
    for path, mode in removed.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"1")
        (tmp_path / path).chmod(mode)
    apply(tmp_path, {**dict.fromkeys(removed), **dict.fromkeys(added, b"2")}, "rename")
    assert [(tmp_path / path).stat().st_mode & 0o777 for path in added] == [*removed.values()]
    undo(tmp_path)
    assert {path: (tmp_path / path).stat().st_mode & 0o777 for path in removed} == removed


def test_the_undo_of_a_killed_command_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    new = {"a/b/c.yaml": b"1", "d/e.yaml": b"1"}
    journal.begin(tmp_path, Transaction("add", dict.fromkeys(new), new))
    (tmp_path / "a").mkdir()
    (tmp_path / "d").mkdir()
    (tmp_path / "d/.smregister-1.tmp").write_bytes(b"")
    undo(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


# Journals

DAMAGED = [
    {"command": "edit", "before": {}, "after": {"a": "YQ=="}},
    {"command": "edit", "before": {"a\0b": None}, "after": {"a\0b": "YQ=="}},
    {"command": "edit", "before": {"a": 1}, "after": {"a": 2}},
    {"command": "edit"},
    [],
]


@pytest.mark.parametrize("name", [".smregister-last.json", ".smregister-under-way.json"])
@pytest.mark.parametrize("content", [*map(json.dumps, DAMAGED), "{", ""])
def test_a_damaged_journal_is_named_and_can_be_put_aside(tmp_path: Path, name: str, content: str) -> None:
    repository = build_repository(tmp_path / "register")
    folder = repository.root / ".git/smregister"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content)
    answer = run(repository.root, "undo")
    assert answer.status == 2
    assert f"the journal of the last command is damaged: {folder / name}" in answer.messages
    assert run(repository.root, "undo", "--forget").status == 0
    assert run(repository.root, *EDIT).status == 0
    assert run(repository.root, "undo").status == 0


def test_forgetting_an_interrupted_command_restores_what_is_as_it_left_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    journal.begin(tmp_path, Transaction("edit", {"a": b"1", "b": b"1", "c": None}, {"a": b"2", "b": b"2", "c": b"2"}))
    for path, content in {"a": b"2", "b": b"by hand", "c": b"2"}.items():
        (tmp_path / path).write_bytes(content)
    with pytest.raises(FatalError, match="undo --forget"):
        undo(tmp_path)
    restored, aside = forget(tmp_path)
    assert {*restored.after} == {"a", "c"}
    assert aside.exists()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {
        "a": b"1",
        "b": b"by hand",
    }
    with pytest.raises(FatalError, match="no journal to forget"):
        forget(tmp_path)
