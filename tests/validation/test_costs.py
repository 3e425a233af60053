"""Costs of validation, in calls and in names: they grow no faster than the records."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import IO, Any

import pytest
from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, DAY, SMALL, build, build_repository
from tests.snapshots import validate

from smregister import text
from smregister.model import ValidationResult
from smregister.repository import git_process
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.tree import READ_LIMIT
from smregister.repository.work_tree import WorkTree
from smregister.validation.rules import dangling_reference

AGENCY_TEXT = str(SMALL[AGENCY])
FOLDER = "registry/agencies/health"
LETTER = """\
officer:
  post: Officer
accounts: all-of-agency
letter:
  number: '{number}'
  date: 2025-01-01
effective_from: 2025-01-01
"""
ENDED = ACCOUNT_TEXT.replace("active", "transferred") + "closed: 2021-01-01\nclosed_reason: Moved\n"


def of_one_handle(count: int) -> Mapping[str, str]:
    return {f"{FOLDER}/accounts/x-{number}.yaml": ACCOUNT_TEXT for number in range(count)}


def of_one_former_handle(count: int) -> Mapping[str, str]:
    accounts = [ACCOUNT_TEXT.replace("example_health", f"health_{number}") for number in range(count)]
    former = "former_handles:\n  - handle: portal\n"
    return {f"{FOLDER}/accounts/x-{number}.yaml": each + former for number, each in enumerate(accounts)}


def of_one_letter(count: int) -> Mapping[str, str]:
    return {f"{FOLDER}/appointments/p{number}.yaml": LETTER.format(number="1/2025") for number in range(count)}


def of_one_predecessor(count: int) -> Mapping[str, str]:
    letters = [LETTER.format(number=f"{number}/2025") + "replaces: p0\n" * bool(number) for number in range(count)]
    return {f"{FOLDER}/appointments/p{number}.yaml": letter for number, letter in enumerate(letters)}


def dangling(count: int) -> Mapping[str, str]:
    return {f"registry/agencies/a{n}/agency.yaml": f"{AGENCY_TEXT}parent: b{n}\n" for n in range(count)}


def chained(count: int) -> Mapping[str, str]:
    accounts = [ENDED.replace("example_health", f"health_{n}") + f"replaced_by: x-{n + 1}\n" for n in range(count)]
    return {f"{FOLDER}/accounts/x-{number}.yaml": account for number, account in enumerate(accounts)}


def long_text(count: int) -> Mapping[str, str]:
    return {f"{FOLDER}/accounts/x-long.yaml": ACCOUNT_TEXT + f"notes: 1{'_' * 200 * count}!\n"}


SHAPES = [of_one_handle, of_one_former_handle, of_one_letter, of_one_predecessor, dangling, chained, long_text]
Shape = Callable[[int], Mapping[str, str]]


def validated(folder: Path, files: Mapping[str, str]) -> ValidationResult:
    return validate(WorkTree(build(folder, {**SMALL, **files}, platforms=["x"])), DAY)


def count_calls(run: Callable[[], object]) -> int:
    """Count the calls of functions, of Python and of C."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return calls


# Beyond some agencies, other processes validate them; their suggestions are counted below.
@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape is not dangling])
def test_calls_grow_with_the_records(tmp_path: Path, shape: Shape) -> None:
    validated(tmp_path / "first", shape(120))
    calls = [
        count_calls(lambda number=number: validated(tmp_path / str(number), shape(number)))  # type: ignore[misc]
        for number in (30, 60, 120)
    ]
    # A cost that grows with the square of the records grows four times as much the second time.
    assert calls[2] - calls[1] < 2.5 * max(calls[1] - calls[0], 500)


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_a_finding_names_at_most_ten_others(tmp_path: Path, shape: Shape) -> None:
    findings = validated(tmp_path, shape(30)).findings
    assert any("and others" in finding.message for finding in findings)
    assert all(finding.message.count("`health/") <= 10 for finding in findings)


def test_a_suggestion_compares_a_bounded_number_of_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def suggest(_word: str, names: list[str]) -> str:
        compared.append(len(names))
        return ""

    monkeypatch.setattr(text, "_MOST_COMPARED", 10)
    monkeypatch.setattr(dangling_reference, "did_you_mean", suggest)
    validated(tmp_path, dangling(30))
    assert compared == [10] * 30


@pytest.mark.parametrize("word", ["a", "m", "name05", "z"])
def test_the_names_near_a_word_are_those_before_and_after_it(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"name{number:02}" for number in range(30)]
    monkeypatch.setattr(text, "_MOST_COMPARED", 10)
    near = text.names_near(word, names)
    assert len(near) == 10
    assert [*near] == sorted(near)
    assert word not in names or word in near
    assert text.names_near(word, names[:4]) == names[:4]


def test_of_a_huge_blob_no_more_is_unpacked_than_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros take a thousandth in a pack; git unpacks a blob while it is read, and is ended."""
    path = f"{FOLDER}/accounts/a-huge.yaml"
    repository = build_repository(tmp_path / "huge", {**SMALL, path: b"\0" * (8 << 20)}, platforms=[])
    received: list[int] = []
    original = git_process._read_object

    def read_object(output: IO[bytes], limit: int) -> git_process.GitObject | None:
        def read(size: int) -> bytes:
            received.append(size)
            return output.read(size)

        return original(SimpleNamespace(read=read, readline=output.readline), limit)  # type: ignore[arg-type]

    monkeypatch.setattr(git_process, "_read_object", read_object)
    git = Git(repository.root)
    tree = CommitTree(git, git.resolve_commit("HEAD"))
    contents = {file.path: file.read() for file in tree.files(FOLDER)}
    assert contents.keys() == {path, AGENCY, ACCOUNT}
    assert contents[AGENCY].decode() == AGENCY_TEXT
    assert sum(received) < 2 * READ_LIMIT
