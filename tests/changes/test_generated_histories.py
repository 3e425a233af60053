"""Generated histories with renames, branches and merges: the log has every edit."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lengths import count
from tests.registers import Repository, build_repository, environment

from smregister.changes.log import read_history
from smregister.changes.record_versions import RecordLocation, RecordVersions
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git

FOLDER = "registry/agencies/health/accounts"
NAMES = ("x-one", "x-two", "x-three")
FIELDS = ("purpose", "status", "opened")


@dataclass(frozen=True)
class Edit:
    """A commit: its parents' numbers, and the record's name and fields."""

    parents: tuple[int, ...]
    name: str
    fields: dict[str, str]


def before(edits: list[Edit], number: int) -> set[int]:
    return {number}.union(*(before(edits, parent) for parent in edits[number].parents))


def base(edits: list[Edit], one: int, two: int) -> int | None:
    """Return the merge base of two commits."""
    common = before(edits, one) & before(edits, two)
    last = [each for each in common if not any(each in before(edits, other) - {other} for other in common)]
    return last[0] if len(last) == 1 and last[0] not in (one, two) else None


@st.composite
def pasts(draw: Callable[..., Any]) -> list[Edit]:
    """Draw a history of two lines that part and meet again."""
    edits, ends = [Edit((), NAMES[0], dict.fromkeys(FIELDS, "old"))], [0, 0]
    for number in range(1, draw(st.integers(4, 14))):
        merge = merged(edits, *ends, draw(st.booleans()), f"merged {number}") if draw(st.integers(0, 2)) == 0 else None
        side = draw(st.integers(0, 1))
        edits.append(merge or changed(edits, ends[side], draw, f"new {number}"))
        ends[side] = number
        if merge and draw(st.booleans()):
            ends = [number, number]
    return edits


def changed(edits: list[Edit], parent: int, draw: Callable[..., Any], value: str) -> Edit:
    fields = edits[parent].fields | {draw(st.sampled_from(FIELDS)): draw(st.sampled_from([value, "old"]))}
    return Edit((parent,), draw(st.sampled_from([*NAMES, *[edits[parent].name] * 6])), fields)


def merged(edits: list[Edit], one: int, two: int, resolved: bool, value: str) -> Edit | None:
    """Merge two lines as git does, with a new value where both changed a field or a person decides."""
    shared = base(edits, one, two)
    if shared is None:
        return None
    names = {edits[side].name for side in (one, two)} - {edits[shared].name} or {edits[shared].name}
    expected = {field: taken_over(edits, (one, two), shared, field) for field in FIELDS}
    fields = {field: text if text is not None else value for field, text in expected.items()}
    fields |= {FIELDS[0]: value} if resolved else {}
    return Edit((one, two), names.pop(), fields) if len(names) == 1 else None


def taken_over(edits: list[Edit], sides: tuple[int, ...], shared: int, field: str) -> str | None:
    """Return the merged value of a field; None in a conflict."""
    was = edits[shared].fields[field]
    wanted = {edits[side].fields[field] for side in sides} - {was} or {was}
    return wanted.pop() if len(wanted) == 1 else None


def done(edits: list[Edit], number: int) -> tuple[bool, set[tuple[str, str]]]:
    """Return whether a commit renamed the record, and the fields that it set."""
    edit = edits[number]
    if len(edit.parents) == 1:
        expected: dict[str, str | None] = {**edits[edit.parents[0]].fields}
        renamed = edit.name != edits[edit.parents[0]].name
    else:
        shared = base(edits, *edit.parents)
        assert shared is not None
        expected = {field: taken_over(edits, edit.parents, shared, field) for field in FIELDS}
        renamed = False
    return renamed, {(field, text) for field, text in edit.fields.items() if text != expected[field]}


def imported(repository: Repository, edits: list[Edit]) -> str:
    """Import a history, each commit's message its number, and return its last commit."""
    root = repository.git("rev-list", "--max-parents=0", "main")
    lines: list[str] = []
    for number, edit in enumerate(edits):
        text = "platform: x\nhandle: example\n" + "".join(f"{key}: {value}\n" for key, value in edit.fields.items())
        lines += ["commit refs/heads/made", f"mark :{number + 1}", f"committer A <a@b.example> {number} +0000"]
        lines += [
            f"data {len(str(number))}",
            str(number),
            f"from {f':{edit.parents[0] + 1}' if edit.parents else root}",
        ]
        lines += [f"merge :{parent + 1}" for parent in edit.parents[1:]]
        lines += [f"D {FOLDER}/{name}.yaml" for name in NAMES if name != edit.name]
        lines += [f"M 100644 inline {FOLDER}/{edit.name}.yaml", f"data {len(text)}", text]
    command = ["git", "-C", repository.root, "fast-import", "--quiet", "--force"]
    subprocess.run(command, input="\n".join(lines).encode(), check=True, env=environment())
    return repository.git("rev-parse", "made")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return build_repository(tmp_path_factory.mktemp("made"))


@given(edits=pasts())
@settings(max_examples=count(5, 500), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_every_edit_has_one_log_entry(repository: Repository, edits: list[Edit]) -> None:
    require_one_entry_each(repository, edits)


def past(*edits: tuple[tuple[int, ...], str, str]) -> list[Edit]:
    """Return a history from the parents, name and purpose of each commit."""
    return [
        Edit(parents=parents, name=name, fields={"purpose": purpose, "status": "old", "opened": "old"})
        for parents, name, purpose in edits
    ]


def test_a_rename_reverted_beside_a_merge(repository: Repository) -> None:
    require_one_entry_each(
        repository,
        past(
            ((), "x-one", "old"),
            ((0,), "x-one", "new 1"),
            ((1,), "x-one", "new 2"),
            ((0,), "x-one", "new 3"),
            ((2,), "x-one", "new 4"),
            ((4, 3), "x-one", "merged 5"),
            ((4,), "x-two", "new 6"),
            ((6, 5), "x-two", "merged 7"),
            ((6,), "x-one", "new 8"),
            ((8, 7), "x-one", "merged 9"),
        ),
    )


def require_one_entry_each(repository: Repository, edits: list[Edit]) -> None:
    tip, git = imported(repository, edits), Git(repository.root)
    name = edits[-1].name
    location = RecordLocation("account", f"health/{name}", f"{FOLDER}/{name}.yaml")
    log = read_history(RecordVersions(repository.root, git), load_kinds(CommitTree(git, tip))[0], tip, location)
    git.close()
    actual = {
        int(entry.commit.message): (
            entry.label == "renamed",
            {(field.pointer[0], field.after) for field in entry.change.fields},
        )
        for entry in log.entries[:-1]
    }
    expected = {number: done(edits, number) for number in before(edits, len(edits) - 1) if number}
    assert actual == {number: edit for number, edit in expected.items() if edit != (False, set())}
    assert log.entries[-1].label == "added"
    assert len(actual) == len(log.entries) - 1
