"""Semantic diff of two trees, by record and field."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, PROJECT, Repository, build_repository
from tests.terminal import COLOR, show

from smregister.changes.diff import diff_records, diff_trees
from smregister.model import ChangeType, Difference, FieldChange, Record, Value
from smregister.records.differences import field_changes
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree
from smregister.repository.work_tree import WorkTree

TreeAt: TypeAlias = Callable[[Path, str | None], Tree]
Since: TypeAlias = Callable[[Repository], Difference]

TWIN = "registry/agencies/health/accounts/x-twin.yaml"
ELSEWHERE = "registry/agencies/works/accounts/x-health.yaml"


@pytest.fixture
def since_commit(tree_at: TreeAt) -> Since:
    """Compare the last commit with the work tree."""
    return lambda repository: diff_trees(
        repository.root, tree_at(repository.root, "HEAD"), tree_at(repository.root, None)
    )


def summarize(difference: Difference) -> list[tuple[str, str, list[tuple[object, ...]]]]:
    """Return type, record and fields of each change."""
    return [
        (
            str(change.type),
            change.record.id,
            [(*each.pointer, each.before, each.after) for each in change.fields],
        )
        for change in difference.changes
    ]


def record(data: dict[str, Value], id_: str = "health/x", kind: str = "account") -> Record:
    return Record(kind, id_, f"registry/{id_}.yaml", data)


# Layout.

LAYOUTS = {
    "a comment": "# A comment.\n" + ACCOUNT_TEXT,
    "a comment behind": ACCOUNT_TEXT.replace("status: active", "status: active  # since 2020"),
    "blank lines": ACCOUNT_TEXT.replace("\n", "\n\n"),
    "the order of keys": "".join(reversed(ACCOUNT_TEXT.splitlines(keepends=True))),
    "quotes": ACCOUNT_TEXT.replace("active", "'active'").replace("News", '"News').replace("press", 'press"'),
    "quotes round a day": ACCOUNT_TEXT.replace("2020-05-02", "'2020-05-02'"),
    "a list in block style": ACCOUNT_TEXT.replace("[en]", "\n  - en"),
    "a folded text": ACCOUNT_TEXT.replace("News for the press", ">-\n  News for\n  the press"),
    "braces": json.dumps({"platform": "x", "handle": "example_health", "purpose": "News for the press",
                          "languages": ["en"], "status": "active", "opened": "2020-05-02"}),
    "line ends of Windows": ACCOUNT_TEXT.replace("\n", "\r\n"),
    "the mark of a document": "---\n" + ACCOUNT_TEXT,
    "no line end": ACCOUNT_TEXT.rstrip("\n"),
}  # fmt: skip


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout_is_not_a_change(repository: Repository, since_commit: Since, text: str) -> None:
    repository.write({ACCOUNT: text})
    assert text != ACCOUNT_TEXT
    assert since_commit(repository) == Difference([], [])


def test_the_executable_bit_is_not_a_change(repository: Repository, since_commit: Since) -> None:
    (repository.root / ACCOUNT).chmod(0o755)
    assert since_commit(repository) == Difference([], [])


def test_files_other_than_records_are_not_compared(repository: Repository, since_commit: Since) -> None:
    repository.write({"README.md": "x", "registry/README.md": "y", "schemas/notes.txt": "z"})
    assert since_commit(repository) == Difference([], [])


# Records.


def test_an_added_record(repository: Repository, since_commit: Since) -> None:
    repository.write({TWIN: "platform: x\nhandle: twin\n"})
    assert summarize(since_commit(repository)) == [
        ("added", "health/x-twin", [("platform", None, "x"), ("handle", None, "twin")])
    ]


def test_a_removed_record(repository: Repository, since_commit: Since) -> None:
    repository.commit({TWIN: "platform: x\nhandle: twin\n"})
    repository.write({TWIN: None})
    assert summarize(since_commit(repository)) == [
        ("removed", "health/x-twin", [("platform", "x", None), ("handle", "twin", None)])
    ]


def test_a_changed_record(repository: Repository, since_commit: Since) -> None:
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("status: active", "status: closed\nclosed: 2025-12-31")})
    assert summarize(since_commit(repository)) == [
        ("changed", "health/x-health", [("status", "active", "closed"), ("closed", None, "2025-12-31")])
    ]


@pytest.mark.parametrize("path", [TWIN, ELSEWHERE], ids=["another name", "another agency"])
def test_a_renamed_record(repository: Repository, since_commit: Since, path: str) -> None:
    repository.write({ACCOUNT: None, path: "# Moved.\n" + ACCOUNT_TEXT})
    (change,) = since_commit(repository).changes
    assert change.type is ChangeType.RENAMED
    assert change.before
    assert change.after
    assert (change.before.path, change.after.path) == (ACCOUNT, path)
    assert change.fields == ()


def test_a_copy_is_an_addition(repository: Repository, since_commit: Since) -> None:
    repository.write({TWIN: ACCOUNT_TEXT})
    assert [(what, id_) for what, id_, _ in summarize(since_commit(repository))] == [("added", "health/x-twin")]


def test_a_renamed_and_changed_record_is_recognized_by_its_identity(
    repository: Repository, since_commit: Since
) -> None:
    repository.write({ACCOUNT: None, TWIN: ACCOUNT_TEXT.replace("active", "dormant")})
    assert summarize(since_commit(repository)) == [("renamed", "health/x-twin", [("status", "active", "dormant")])]


def test_a_record_with_another_identity_is_another_record(repository: Repository, since_commit: Since) -> None:
    repository.write({ACCOUNT: None, TWIN: ACCOUNT_TEXT.replace("example_health", "another_one")})
    assert [(what, id_) for what, id_, _ in summarize(since_commit(repository))] == [
        ("removed", "health/x-health"),
        ("added", "health/x-twin"),
    ]


def test_two_records_that_swap_ids(repository: Repository, since_commit: Since) -> None:
    other = ACCOUNT_TEXT.replace("example_health", "twin")
    repository.commit({TWIN: other})
    repository.write({TWIN: ACCOUNT_TEXT, ACCOUNT: other})
    assert summarize(since_commit(repository)) == [
        ("changed", "health/x-health", [("handle", "example_health", "twin")]),
        ("changed", "health/x-twin", [("handle", "twin", "example_health")]),
    ]


def test_a_renamed_agency_renames_its_records(repository: Repository, since_commit: Since) -> None:
    (repository.root / "registry/agencies/health").rename(repository.root / "registry/agencies/wellbeing")
    difference = since_commit(repository)
    assert difference.counts() == {"added": 0, "removed": 0, "changed": 0, "renamed": 2}


def test_every_pair_of_trees(repository: Repository, tree_at: TreeAt) -> None:
    first = repository.git("rev-parse", "HEAD")
    handles = ["in_commit", "in_index", "on_disk"]
    texts = [ACCOUNT_TEXT.replace("example_health", handle) for handle in handles]
    repository.commit({ACCOUNT: texts[0]})
    repository.stage({ACCOUNT: texts[1]})
    repository.write({ACCOUNT: texts[2]})
    trees = {
        handle: tree_at(repository.root, ref)
        for handle, ref in zip(["example_health", *handles], [first, "HEAD", ":", None], strict=True)
    }
    trees["proposed"] = OverlayTree(trees["on_disk"], {ACCOUNT: texts[2].replace("on_disk", "proposed").encode()})
    for before, old in trees.items():
        for after, new in trees.items():
            expected = [("changed", "health/x-health", [("handle", before, after)])] if before != after else []
            assert summarize(diff_trees(repository.root, old, new)) == expected


def test_a_register_in_a_folder_of_the_repository(tmp_path: Path, since_commit: Since) -> None:
    repository = build_repository(tmp_path, below="government/register")
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("active", "dormant")})
    assert summarize(since_commit(repository)) == [("changed", "health/x-health", [("status", "active", "dormant")])]


def test_changes_are_sorted_by_kind_and_id(repository: Repository, since_commit: Since) -> None:
    paths = [f"registry/agencies/{agency}/{name}.yaml" for agency in "cab" for name in ("agency", "accounts/x")]
    repository.write({path: f"name: {path}\n" for path in paths})
    ids = [(change.record.kind, change.record.id) for change in since_commit(repository).changes]
    assert ids == sorted(ids)
    assert len(ids) == 6


# Unreadable files and other schemas.


@pytest.mark.parametrize("text", ["platform: [x\n", "", "- a\n", b"\xff", "a: 1\na: 2\n"])
def test_an_unreadable_file_is_not_compared(repository: Repository, since_commit: Since, text: str | bytes) -> None:
    repository.write({ACCOUNT: text})
    difference = since_commit(repository)
    assert difference.changes == []
    assert {finding.path for finding in difference.findings} == {ACCOUNT}


def test_a_formerly_unreadable_file_is_not_an_addition(repository: Repository, since_commit: Since) -> None:
    repository.commit({ACCOUNT: "platform: [x\n"})
    repository.write({ACCOUNT: ACCOUNT_TEXT})
    difference = since_commit(repository)
    assert difference.changes == []
    assert [finding.rule for finding in difference.findings] == ["not-yaml"]


def test_an_invalid_record_is_compared(repository: Repository, since_commit: Since) -> None:
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("active", "lively")})
    assert summarize(since_commit(repository)) == [("changed", "health/x-health", [("status", "active", "lively")])]


def test_each_side_is_read_with_its_own_schemas(repository: Repository, since_commit: Since) -> None:
    schema = (repository.root / "schemas/account.schema.json").read_text()
    moved = schema.replace("agencies/{agency}/accounts/", "agencies/{agency}/presences/")
    assert moved != schema
    path = ACCOUNT.replace("accounts", "presences")
    repository.write({"schemas/account.schema.json": moved, ACCOUNT: None, path: ACCOUNT_TEXT + "new: 1\n"})
    assert summarize(since_commit(repository)) == [("changed", "health/x-health", [("new", None, 1)])]


def test_a_schema_alone_changes_no_record(repository: Repository, since_commit: Since) -> None:
    schema = (repository.root / "schemas/account.schema.json").read_text()
    repository.write({"schemas/account.schema.json": schema.replace("active", "lively")})
    assert since_commit(repository) == Difference([], [])


# Fields.

FIELDS: dict[str, tuple[Value, Value, list[tuple[object, ...]]]] = {
    "equal": ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, []),
    "the order of keys": ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
    "a member within": ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("a", "c", 2, 3)]),
    "a member come": ({"a": {}}, {"a": {"b": 1}}, [("a", "b", None, 1)]),
    "a member gone": ({"a": {"b": 1}}, {"a": {}}, [("a", "b", 1, None)]),
    "an empty member come": ({"a": {}}, {"a": {"b": None}}, [("a", "b", None, None)]),
    "an empty member gone": ({"a": {"b": None}}, {"a": {}}, [("a", "b", None, None)]),
    "an empty item come": ({"a": [{"b": 1}]}, {"a": [{"b": 1}, None]}, [("a", 1, None, None)]),
    "an empty item gone": ({"a": [None, {"b": 1}]}, {"a": [{"b": 1}]}, [("a", 0, None, None)]),
    "empty items stay": ({"a": [None, {"b": 1}, None]}, {"a": [None, {"b": 2}, None]}, [("a", 1, "b", 1, 2)]),
    "a text for a mapping": ({"a": {"b": 1}}, {"a": "x"}, [("a", {"b": 1}, "x")]),
    "yes for one": ({"a": 1}, {"a": True}, [("a", 1, True)]),
    "no for nought": ({"a": 0}, {"a": False}, [("a", 0, False)]),
    "a text for a number": ({"a": 1}, {"a": "1"}, [("a", 1, "1")]),
    "yes for one in a list": ({"a": [1]}, {"a": [True]}, [("a", [1], [True])]),
    "yes for one in an item": ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, [("a", 0, "b", 1, True)]),
    "a list of plain values is one value": ({"a": [1, 2]}, {"a": [1, 3]}, [("a", [1, 2], [1, 3])]),
    "the order of a list counts": ({"a": [1, 2]}, {"a": [2, 1]}, [("a", [1, 2], [2, 1])]),
    "an item changed": (
        {"a": [{"b": 1}, {"b": 2}, {"b": 3}]},
        {"a": [{"b": 1}, {"b": 9}, {"b": 3}]},
        [("a", 1, "b", 2, 9)],
    ),
    "an item added in front": ({"a": [{"b": 1}]}, {"a": [{"b": 0}, {"b": 1}]}, [("a", 0, None, {"b": 0})]),
    "an item added behind": ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, [("a", 1, None, {"b": 2})]),
    "an item gone from the middle": (
        {"a": [{"b": 1}, {"b": 2}, {"b": 3}]},
        {"a": [{"b": 1}, {"b": 3}]},
        [("a", 1, {"b": 2}, None)],
    ),
    "the first of a list": ({}, {"a": [{"b": 1}]}, [("a", None, [{"b": 1}])]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), FIELDS.values(), ids=FIELDS.keys())
def test_fields(before: Value, after: Value, expected: list[tuple[object, ...]]) -> None:
    finding = [(*each.pointer, each.before, each.after) for each in field_changes(before, after)]
    assert finding == expected
    assert [[type(part) for part in each] for each in finding] == [[type(part) for part in each] for each in expected]


names = st.sampled_from(["a", "b", "c"])
plain = st.integers(0, 2) | st.sampled_from(["", "x"]) | st.booleans()
values = st.recursive(
    plain,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(names, below, max_size=3),
    max_leaves=12,
)
datas = st.dictionaries(names, values, max_size=3)


def exact(value: Value) -> str:
    """Serialize a value; 1 and true differ."""
    return json.dumps(value, sort_keys=True)


def applied(before: dict[str, Value], changes: list[FieldChange]) -> Value:
    """Apply changes, removals last and from the end, so that no position shifts early."""
    result: Value = copy.deepcopy(before)
    gone = [change for change in changes if change.after is None]
    for change in [*(each for each in changes if each.after is not None), *reversed(gone)]:
        path: Value = result
        for step in change.pointer[:-1]:
            path = path[step]  # type: ignore[index, call-overload]
        last = change.pointer[-1]
        if change.after is None:
            del path[last]  # type: ignore[union-attr, arg-type]
        elif isinstance(path, list) and change.before is None:
            path.insert(int(last), copy.deepcopy(change.after))
        else:
            path[last] = copy.deepcopy(change.after)  # type: ignore[index, call-overload]
    return result


@given(datas, datas)
def test_applying_the_changes_yields_the_new_record(before: dict[str, Value], after: dict[str, Value]) -> None:
    changes = list(field_changes(before, after))
    assert exact(applied(before, changes)) == exact(after)
    assert bool(changes) == (exact(before) != exact(after))


@given(st.dictionaries(names, datas), st.dictionaries(names, datas))
def test_every_record_has_one_change_at_most(
    old: dict[str, dict[str, Value]], new: dict[str, dict[str, Value]]
) -> None:
    changes = list(diff_records([record(d, i) for i, d in old.items()], [record(d, i) for i, d in new.items()], {}))
    gone = [change.before.id for change in changes if change.before]
    come = [change.after.id for change in changes if change.after]
    assert len(gone) == len(set(gone))
    assert len(come) == len(set(come))
    same = {id_ for id_ in old.keys() & new.keys() if exact(old[id_]) == exact(new[id_])}
    assert set(gone) == old.keys() - same
    assert set(come) == new.keys() - same
    for change in changes:
        if change.type is ChangeType.RENAMED:
            assert change.before
            assert change.after
            assert exact(dict(change.before.data)) == exact(dict(change.after.data))
            assert change.before.id != change.after.id


def test_equal_content_is_enough_to_recognize_a_record() -> None:
    [change] = diff_records([record({"text": "a"}, "a", "note")], [record({"text": "a"}, "b", "note")], {})
    assert (change.type, change.before and change.before.id, change.record.id) == (ChangeType.RENAMED, "a", "b")


@pytest.mark.parametrize(
    ("data", "is_enough"),
    [({"platform": "x"}, False), ({"name": "News"}, False), ({"platform": "x", "name": "News"}, True)],
)
def test_one_identifying_field_of_several_is_not_enough(data: dict[str, Value], is_enough: bool) -> None:
    """Two unfinished records that only share their platform are two records."""
    kinds = load_kinds(WorkTree(PROJECT))[0]
    sides = [record({**data, "purpose": text}, f"health/{text}") for text in ("one", "other")]
    changes = diff_records(sides[:1], sides[1:], kinds)
    assert sorted(str(change.type) for change in changes) == (["renamed"] if is_enough else ["added", "removed"])


def test_a_kind_is_never_renamed_into_another() -> None:
    changes = diff_records([record({"a": 1}, "x", "account")], [record({"a": 1}, "x", "agency")], {})
    assert sorted(str(change.type) for change in changes) == ["added", "removed"]


def test_an_added_link_is_a_finding(repository: Repository, since_commit: Since) -> None:
    (repository.root / "registry/agencies/health/accounts/x-link.yaml").symlink_to("x-health.yaml")
    difference = since_commit(repository)
    assert [finding.rule for finding in difference.findings] == ["not-a-plain-file"]
    assert difference.changes == []


def test_a_terminal_shows_colors_unless_disabled(repository: Repository) -> None:
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("active", "dormant")})
    plain = "~ account health/x-health changed"
    colored = [f"\x1b[33m{plain}\x1b[0m", "    \x1b[2mstatus:\x1b[0m active → dormant"]
    assert show(repository.root, "diff").splitlines() == colored
    assert show(repository.root, "diff", settings={"NO_COLOR": "1"}) == COLOR.sub("", "\n".join([*colored, ""]))
    assert run(repository.root, "diff").output.startswith(plain)


RENAMED_ACCOUNT = {
    "another display name": ACCOUNT_TEXT + "name: Health News\n",
    "another handle, the old one kept": ACCOUNT_TEXT.replace("example_health", "health_news")
    + "former_handles:\n  - handle: example_health\n    to: 2025-11-20\n",
    "a platform's own id": ACCOUNT_TEXT + "platform_id: '12345'\nname: Health News\n",
}


@pytest.mark.parametrize("text", RENAMED_ACCOUNT.values(), ids=RENAMED_ACCOUNT)
def test_an_account_is_recognized_by_its_names_and_former_handles(
    repository: Repository, since_commit: Since, text: str
) -> None:
    repository.write({ACCOUNT: None, TWIN: text})
    (change,) = since_commit(repository).changes
    assert change.type is ChangeType.RENAMED


def test_two_candidates_are_matched_once_each(repository: Repository, since_commit: Since) -> None:
    other = TWIN.replace("x-twin", "x-other")
    repository.write({ACCOUNT: None, TWIN: ACCOUNT_TEXT + "name: A\n", other: ACCOUNT_TEXT + "name: B\n"})
    assert sorted(str(change.type) for change in since_commit(repository).changes) == ["added", "renamed"]
