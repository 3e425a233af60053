"""Made-up pasts with renames, branches and merges: what history tells of them is what was done."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
class Deed:
    """A commit: the numbers of those before it, and the record's name and fields there."""

    parents: tuple[int, ...]
    name: str
    fields: dict[str, str]


def before(deeds: list[Deed], number: int) -> set[int]:
    return {number}.union(*(before(deeds, parent) for parent in deeds[number].parents))


def base(deeds: list[Deed], one: int, two: int) -> int | None:
    """Return the only last commit before two others that lie apart."""
    common = before(deeds, one) & before(deeds, two)
    last = [each for each in common if not any(each in before(deeds, other) - {other} for other in common)]
    return last[0] if len(last) == 1 and last[0] not in (one, two) else None


@st.composite
def pasts(draw: Callable[..., Any]) -> list[Deed]:
    """Make a past of two lines that part and meet again, at the ends of which most is done."""
    deeds, ends = [Deed((), NAMES[0], dict.fromkeys(FIELDS, "old"))], [0, 0]
    for number in range(1, draw(st.integers(4, 14))):
        merge = merged(deeds, *ends, draw(st.booleans()), f"merged {number}") if draw(st.integers(0, 2)) == 0 else None
        side = draw(st.integers(0, 1))
        deeds.append(merge or changed(deeds, ends[side], draw, f"new {number}"))
        ends[side] = number
        if merge and draw(st.booleans()):
            ends = [number, number]
    return deeds


def changed(deeds: list[Deed], parent: int, draw: Callable[..., Any], value: str) -> Deed:
    fields = deeds[parent].fields | {draw(st.sampled_from(FIELDS)): draw(st.sampled_from([value, "old"]))}
    return Deed((parent,), draw(st.sampled_from([*NAMES, *[deeds[parent].name] * 6])), fields)


def merged(deeds: list[Deed], one: int, two: int, resolved: bool, value: str) -> Deed | None:
    """Merge two lines as git does; where both changed a field, or as a person decides, to something new."""
    shared = base(deeds, one, two)
    if shared is None:
        return None
    names = {deeds[side].name for side in (one, two)} - {deeds[shared].name} or {deeds[shared].name}
    expected = {field: taken_over(deeds, (one, two), shared, field) for field in FIELDS}
    fields = {field: text if text is not None else value for field, text in expected.items()}
    fields |= {FIELDS[0]: value} if resolved else {}
    return Deed((one, two), names.pop(), fields) if len(names) == 1 else None


def taken_over(deeds: list[Deed], sides: tuple[int, ...], shared: int, field: str) -> str | None:
    """Return what a merge makes of a field by itself; None where its sides want different things."""
    was = deeds[shared].fields[field]
    wanted = {deeds[side].fields[field] for side in sides} - {was} or {was}
    return wanted.pop() if len(wanted) == 1 else None


def done(deeds: list[Deed], number: int) -> tuple[bool, set[tuple[str, str]]]:
    """Return whether a commit renamed the record, and the fields that it set itself, to what."""
    deed = deeds[number]
    if len(deed.parents) == 1:
        expected: dict[str, str | None] = {**deeds[deed.parents[0]].fields}
        renamed = deed.name != deeds[deed.parents[0]].name
    else:
        shared = base(deeds, *deed.parents)
        assert shared is not None
        expected = {field: taken_over(deeds, deed.parents, shared, field) for field in FIELDS}
        renamed = False
    return renamed, {(field, text) for field, text in deed.fields.items() if text != expected[field]}


def imported(repository: Repository, deeds: list[Deed]) -> str:
    """Write a past into a repository, each commit's message its number, and give its last commit."""
    root = repository.git("rev-list", "--max-parents=0", "main")
    lines: list[str] = []
    for number, deed in enumerate(deeds):
        text = "platform: x\nhandle: example\n" + "".join(f"{key}: {value}\n" for key, value in deed.fields.items())
        lines += ["commit refs/heads/made", f"mark :{number + 1}", f"committer A <a@b.example> {number} +0000"]
        lines += [
            f"data {len(str(number))}",
            str(number),
            f"from {f':{deed.parents[0] + 1}' if deed.parents else root}",
        ]
        lines += [f"merge :{parent + 1}" for parent in deed.parents[1:]]
        lines += [f"D {FOLDER}/{name}.yaml" for name in NAMES if name != deed.name]
        lines += [f"M 100644 inline {FOLDER}/{deed.name}.yaml", f"data {len(text)}", text]
    command = ["git", "-C", repository.root, "fast-import", "--quiet", "--force"]
    subprocess.run(command, input="\n".join(lines).encode(), check=True, env=environment())
    return repository.git("rev-parse", "made")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return build_repository(tmp_path_factory.mktemp("made"))


@given(deeds=pasts())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_each_deed_is_told_once_and_nothing_else(repository: Repository, deeds: list[Deed]) -> None:
    demand_told_once(repository, deeds)


def past(*deeds: tuple[tuple[int, ...], str, str]) -> list[Deed]:
    """Make up a past in short: the parents, name and purpose of each deed."""
    return [
        Deed(parents=parents, name=name, fields={"purpose": purpose, "status": "old", "opened": "old"})
        for parents, name, purpose in deeds
    ]


def test_a_name_taken_back_beside_a_merge_with_the_other_name(repository: Repository) -> None:
    demand_told_once(
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


def demand_told_once(repository: Repository, deeds: list[Deed]) -> None:
    tip, git = imported(repository, deeds), Git(repository.root)
    name = deeds[-1].name
    place = RecordLocation("account", f"health/{name}", f"{FOLDER}/{name}.yaml")
    told = read_history(RecordVersions(repository.root, git), load_kinds(CommitTree(git, tip))[0], tip, place)
    git.close()
    found = {
        int(entry.commit.message): (
            entry.label == "renamed",
            {(field.pointer[0], field.after) for field in entry.change.fields},
        )
        for entry in told.entries[:-1]
    }
    expected = {number: done(deeds, number) for number in before(deeds, len(deeds) - 1) if number}
    assert found == {number: deed for number, deed in expected.items() if deed != (False, set())}
    assert told.entries[-1].label == "added"
    assert len(found) == len(told.entries) - 1
