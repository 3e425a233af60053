"""Three-way merge of a record's fields and text, and the merge driver of git."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import fork_server
from tests.commands import PROGRAM, run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, SMALL, Repository, environment, write

from smregister.changes.merge.field_merge import ABSENT, FieldConflict, merge_fields
from smregister.changes.merge.records import merge_texts
from smregister.model import Document, Value
from smregister.records.differences import equal
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.layout import TextLayout

RECORD = """\
# The account of the press office.
platform: x
handle: example_health
# Whom it is for
purpose: News  # as the minister wished
languages:
  - en  # the main one
  - fr
tags: [news, health]

status: active
evidence:
  - kind: press
    seen: 2020-05-03
    note: It says so.
  - kind: letter
    seen: 2020-05-04
"""


def merged(ours: str, theirs: str, base: str = RECORD) -> str:
    """Merge two edits without conflict."""
    result = merge_texts(base.encode(), ours.encode(), theirs.encode())
    assert result.is_clean, result
    return result.content.decode()


def data_of(text: str | bytes) -> dict[str, Value]:
    document = parse_document("record.yaml", text.encode() if isinstance(text, str) else text)
    assert isinstance(document, Document), document
    return document.data


def conflicts(base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value]) -> list[FieldConflict]:
    return list(merge_fields(base, ours, theirs).conflicts)


# Fields


def test_edits_of_adjacent_fields_are_merged() -> None:
    base = "platform: x\nhandle: a\npurpose: News\n"
    text = merged(base.replace("handle: a", "handle: b"), base.replace("News", "Health news"), base)
    assert text == "platform: x\nhandle: b\npurpose: Health news\n"


def test_fields_added_at_the_same_position_are_kept() -> None:
    base = "platform: x\nstatus: active\n"
    text = merged(base + "opened: 2020-05-02\n", base + "notes: New\n", base)
    assert text == base + "opened: 2020-05-02\nnotes: New\n"


def test_an_added_field_follows_its_predecessor_on_their_side() -> None:
    base = "platform: x\nhandle: a\nstatus: active\n"
    ours = base.replace("handle: a", "handle: b  # renamed")
    assert merged(ours, base.replace("handle: a", "handle: a\npurpose: News"), base) == (
        "platform: x\nhandle: b  # renamed\npurpose: News\nstatus: active\n"
    )


def test_nested_fields_are_merged() -> None:
    base = {"name": {"en": "Health", "fr": "Santé"}}
    ours = {"name": {"en": "Health", "fr": "Santé", "ms": "Kesihatan"}}
    theirs = {"name": {"en": "Department of Health", "fr": "Santé"}}
    assert merge_fields(base, ours, theirs) == (
        {"name": {"en": "Department of Health", "fr": "Santé", "ms": "Kesihatan"}},
        (),
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "conflict"),
    [
        ({"a": 2}, {"a": 3}, FieldConflict(("a",), 2, 3)),
        ({"a": True}, {"a": "true"}, FieldConflict(("a",), True, "true")),
        ({}, {"a": 3}, FieldConflict(("a",), ABSENT, 3)),
        ({"a": 1, "c": [1]}, {"a": 1, "c": {"d": 1}}, FieldConflict(("c",), [1], {"d": 1})),
        ({"a": 1, "c": {"d": 1, "e": 1}}, {"a": 1, "c": {"d": 2, "f": 1}}, FieldConflict(("c", "d"), 1, 2)),
    ],
)
def test_a_field_changed_on_both_sides_is_a_conflict(
    ours: dict[str, Value], theirs: dict[str, Value], conflict: FieldConflict
) -> None:
    sides = (ours | {"z": 1}, theirs | {"z": 1})
    assert conflicts({"a": 1, "z": 1}, *sides) == [conflict]
    assert conflicts({"a": 1, "z": 1}, *reversed(sides)) == [
        FieldConflict(conflict.pointer, conflict.theirs, conflict.ours)
    ]


def test_a_mapping_emptied_by_both_sides_is_a_conflict() -> None:
    base: dict[str, Value] = {"a": 1, "languages": ["en", "fr"], "name": {"en": "H", "fr": "S"}}
    actual = conflicts(
        base, base | {"languages": ["en"], "name": {"en": "H"}}, base | {"languages": ["fr"], "name": {"fr": "S"}}
    )
    assert [conflict.pointer for conflict in actual] == [("languages",), ("name",)]


# Lists


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "together"),
    [
        pytest.param("ab", "abx", "aby", "abxy", id="each adds at the end"),
        pytest.param("ab", "xab", "yab", "xyab", id="each adds at the beginning"),
        pytest.param("ab", "axb", "ayb", "axyb", id="each adds between"),
        pytest.param("ab", "abx", "abx", "abx", id="both add the same"),
        pytest.param("ab", "abx", "b", "bx", id="one adds, one takes away"),
        pytest.param("abc", "ac", "bc", "c", id="each takes another away"),
        pytest.param("abc", "bc", "bc", "bc", id="both take the same away"),
        pytest.param("abc", "cba", "abcx", "cxba", id="one sorts, one adds"),
        pytest.param("abc", "abcx", "cba", "cxba", id="one adds, one sorts"),
        pytest.param("aab", "aab", "ab", "ab", id="what stands there twice goes once"),
        pytest.param("", "xy", "zy", "xzy", id="each makes the list"),
    ],
)
def test_lists_are_merged_item_by_item(base: str, ours: str, theirs: str, together: str) -> None:
    merged_fields = merge_fields({"l": [*base]}, {"l": [*ours]}, {"l": [*theirs]})
    assert merged_fields == ({"l": [*together]}, ())


def test_lists_reordered_on_both_sides_are_a_conflict() -> None:
    actual = conflicts({"l": ["a", "b", "c"]}, {"l": ["c", "b", "a"]}, {"l": ["b", "a", "c"]})
    assert [conflict.pointer for conflict in actual] == [("l",)]


PRESS: dict[str, Value] = {"kind": "press", "seen": "2020-05-03", "note": "It says so."}
LETTER: dict[str, Value] = {"kind": "letter", "seen": "2020-05-04"}
OTHER: dict[str, Value] = {"kind": "press", "seen": "2021-01-01", "url": "https://gov.example/a"}
THIRD: dict[str, Value] = {"kind": "press", "seen": "2021-01-01", "url": "https://gov.example/b"}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "together"),
    [
        pytest.param(
            [PRESS, LETTER],
            [PRESS | {"by": "Officer"}, LETTER],
            [PRESS | {"note": "It did."}, LETTER],
            [PRESS | {"by": "Officer", "note": "It did."}, LETTER],
            id="fields of one entry",
        ),
        pytest.param([PRESS], [PRESS, OTHER], [PRESS, THIRD], [PRESS, OTHER, THIRD], id="entries like one another"),
        pytest.param(
            [PRESS, LETTER],
            [LETTER, PRESS],
            [PRESS | {"by": "Officer"}, LETTER],
            [LETTER, PRESS | {"by": "Officer"}],
            id="one moves what the other changes",
        ),
        pytest.param([PRESS, LETTER], [LETTER], [PRESS, LETTER, OTHER], [LETTER, OTHER], id="one goes, one comes"),
        pytest.param(
            [{"handle": "a", "reason": "Renamed"}],
            [{"handle": "a", "reason": "Sold"}],
            [{"handle": "a", "reason": "Renamed", "to": "2020-01-01"}],
            [{"handle": "a", "reason": "Sold", "to": "2020-01-01"}],
            id="one of two fields",
        ),
        pytest.param(
            [],
            [{"id": "o1", "text": "Report"}],
            [{"id": "o1", "clause": "3"}],
            [{"id": "o1", "text": "Report", "clause": "3"}],
            id="both add what has the same id",
        ),
    ],
)
def test_lists_of_mappings_are_merged_item_by_item(
    base: list[Value], ours: list[Value], theirs: list[Value], together: list[Value]
) -> None:
    merged_fields = merge_fields({"l": base, "z": 1}, {"l": ours, "z": 1}, {"l": theirs, "z": 1})
    assert merged_fields == ({"l": together, "z": 1}, ())


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "pointer"),
    [
        pytest.param(
            [PRESS, LETTER], [LETTER], [PRESS | {"by": "x"}, LETTER], ("l", 0), id="removed here, changed there"
        ),
        pytest.param(
            [PRESS, LETTER], [LETTER], [OTHER, LETTER], ("l", 0), id="removed here, changed beyond likeness there"
        ),
        pytest.param([PRESS], [OTHER], [THIRD], ("l", 0, "url"), id="changed beyond likeness by both"),
        pytest.param([PRESS], [PRESS | {"note": "a"}], [PRESS | {"note": "b"}], ("l", 0, "note"), id="one field"),
        pytest.param([], [{"id": "o", "text": "a"}], [{"id": "o", "text": "b"}], ("l", 0, "text"), id="the same id"),
    ],
)
def test_an_item_changed_on_both_sides_is_a_conflict(
    base: list[Value], ours: list[Value], theirs: list[Value], pointer: tuple[str | int, ...]
) -> None:
    for sides in ((ours, theirs), (theirs, ours)):
        actual = conflicts({"l": base, "z": 1}, *({"l": side, "z": 1} for side in sides))
        assert pointer in [conflict.pointer for conflict in actual]


def test_a_conflict_in_an_item_is_named_by_its_place_in_our_list() -> None:
    ours, theirs = {"l": [PRESS | {"note": "a"}]}, {"l": [LETTER, PRESS | {"note": "b"}]}
    assert [conflict.pointer for conflict in conflicts({"l": [LETTER, PRESS]}, ours, theirs)] == [("l", 0, "note")]
    assert [conflict.pointer for conflict in conflicts({"l": [LETTER, PRESS]}, theirs, ours)] == [("l", 1, "note")]


# Texts


def test_every_comment_of_both_sides_is_kept() -> None:
    ours = RECORD.replace("  - fr", "  - fr\n  - ms  # since the elections")
    theirs = RECORD.replace("  - fr", "  - fr\n  - id  # asked for")
    assert merged(ours, theirs) == RECORD.replace(
        "  - fr", "  - fr\n  - ms  # since the elections\n  - id  # asked for"
    )


def test_only_their_changes_are_made_in_our_text() -> None:
    ours = RECORD.replace("status: active", "status: dormant  # for now")
    theirs = RECORD.replace("\nstatus: active\nevidence:", "\nstatus: active\nopened: 2020-05-02\nevidence:")
    assert merged(ours, theirs) == RECORD.replace("status: active", "status: dormant  # for now\nopened: 2020-05-02")


def test_our_layout_wins() -> None:
    theirs = emit(data_of(RECORD) | {"tags": ["news", "health", "video"]})
    text = merged(RECORD.replace("x\nhandle: example_health", "x\nhandle: health"), theirs)
    assert "# Whom it is for\n" in text
    assert data_of(text)["tags"] == ["news", "health", "video"]
    assert data_of(text)["handle"] == "health"


def test_their_comment_is_kept_beside_our_value() -> None:
    ours = RECORD.replace("purpose: News  #", "purpose: Health news  #")
    theirs = RECORD.replace("# as the minister wished", "# as the secretary wished")
    assert merged(ours, theirs) == RECORD.replace(
        "News  # as the minister wished", "Health news  # as the secretary wished"
    )


def test_a_very_long_list_is_written_as_a_whole() -> None:
    base = "a: 1\nl: [x1, x2]\n"
    ours = "a: 2\nl: [" + ", ".join(f"x{n}" for n in range(1, 40)) + "]\n"
    text = merged(ours, "a: 1\nl: [x1, x2, last]\n", base)
    assert data_of(text) == {"a": 2, "l": [*(f"x{n}" for n in range(1, 40)), "last"]}


def test_a_comment_that_would_be_lost_prevents_the_merge() -> None:
    base = "a: 1\nl: [en, fr]\n"
    ours, theirs = "a: 1\nl:\n  - en  # ours\n", "a: 1\nl:\n  - fr  # theirs\n  - en\n  - ms\n"
    result = merge_texts(base.encode(), ours.encode(), theirs.encode())
    assert result.obstacle == "the comment `# ours` would be lost"
    assert b"# ours" in result.content
    assert b"# theirs" in result.content
    assert b"<<<<<<<" in result.content


def test_markers_enclose_only_the_fields_in_conflict() -> None:
    ours = (
        RECORD.replace("status: active", "status: dormant")
        .replace("[news, health]", "[news]")
        .replace("- en ", "- tpi ")
    )
    theirs = RECORD.replace("active", "closed").replace("2020-05-03", "2020-05-06")
    result = merge_texts(RECORD.encode(), ours.encode(), theirs.encode())
    assert [conflict.pointer for conflict in result.conflicts] == [("status",)]
    marks = "<<<<<<< ours\nstatus: dormant\n=======\nstatus: closed\n>>>>>>> theirs\n"
    assert result.content.decode() == ours.replace("status: dormant\n", marks).replace("2020-05-03", "2020-05-06")


@pytest.mark.parametrize("comment", ["ours", "theirs", "both"])
def test_adjacent_conflicts_keep_comments_and_changes_of_one_side(comment: str) -> None:
    base = "handle: a\nstatus: active\npurpose: News\n"
    ours = "handle: b\nstatus: dormant\npurpose: News\n"
    theirs = "handle: a\nstatus: closed\npurpose: Health news\n"
    ours = ours.replace("status", "# Ours\nstatus") if comment != "theirs" else ours
    theirs = theirs.replace("status", "# Theirs\nstatus") if comment != "ours" else theirs
    result = merge_texts(base.encode(), ours.encode(), theirs.encode())
    here, there = (side_of(result.content, side) for side in ("ours", "theirs"))
    assert data_of(here) == {"handle": "b", "status": "dormant", "purpose": "Health news"}
    assert data_of(there) == {"handle": "b", "status": "closed", "purpose": "Health news"}
    assert [result.content.count(word) for word in (b"handle:", b"purpose:")] == [1, 1]
    assert (b"# Ours" in result.content, b"# Theirs" in result.content) == (comment != "theirs", comment != "ours")


def side_of(marked: bytes, side: str) -> str:
    """Resolve every conflict in a text for one side."""
    kept, among = [], ""
    for line in marked.decode().splitlines(keepends=True):
        if line.startswith(("<<<<<<< ", "=======", ">>>>>>> ")):
            among = {"<": "ours", "=": "theirs", ">": ""}[line[0]]
        elif among in ("", side):
            kept.append(line)
    return "".join(kept)


def test_windows_line_ends_are_kept() -> None:
    base = RECORD.replace("\n", "\r\n")
    text = merged(
        base.replace("x\r\nhandle: example_health", "x\r\nhandle: health"), base.replace(": x\r", ": tiktok\r"), base
    )
    assert text == base.replace("x\r\nhandle: example_health", "tiktok\r\nhandle: health")


@pytest.mark.parametrize("side", [0, 1, 2])
@pytest.mark.parametrize("bad", [b"a: [\n", b"a: 1\na: 2\n", b"a: &x 1\n", b"\xff\xfe", b"a: \x00\n", b"- a\n"])
def test_an_unreadable_side_prevents_the_merge(side: int, bad: bytes) -> None:
    texts = [b"a: 1\n", b"a: 2\n", b"a: 1\nb: 2\n"]
    texts[side] = bad
    result = merge_texts(*texts)
    assert not result.is_clean
    assert {actual.path for actual in result.findings} == {("base", "ours", "theirs")[side]}


def test_a_field_moved_on_both_sides_is_written_once() -> None:
    base = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n"
    result = merge_texts(base.encode(), f"notes: Ours\n{base}".encode(), f"{base}notes: Theirs\n".encode())
    assert [conflict.pointer for conflict in result.conflicts] == [("notes",)]
    assert b"<<<<<<<" in result.content
    assert merged(f"notes: Both\n{base}", f"{base}notes: Both\n", base) == f"notes: Both\n{base}"


def test_a_field_moved_on_one_side_and_changed_on_the_other_is_written_once() -> None:
    base = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n"
    assert data_of(merged("b: 2\nc: 3\nd: 4\ne: 5\nf: 6\na: 1\n", base.replace("a: 1", "a: 7"), base))["a"] == 7


def test_two_records_created_with_one_id_are_merged() -> None:
    text = merged("platform: x\nhandle: a\n", "platform: x\npurpose: News\n", "")
    assert data_of(text) == {"platform": "x", "handle": "a", "purpose": "News"}


# Properties of any three records.

SCALARS = st.sampled_from(["x", "y", "no", "two words", "# no comment", "line\nline\n", "", 1, 0, True, False, None])
FIELDS = st.sampled_from(["a", "b", "c", "d", "id"])
TEXTS = st.lists(st.sampled_from("pqrstuv"), max_size=5, unique=True)
ENTRIES = st.lists(st.dictionaries(FIELDS, SCALARS, min_size=1, max_size=3), max_size=3)
MAPPINGS = st.dictionaries(FIELDS, SCALARS | TEXTS, min_size=1, max_size=3)
RECORDS = st.dictionaries(FIELDS, SCALARS | TEXTS | ENTRIES | MAPPINGS, min_size=1, max_size=4)


@st.composite
def edits(draw: st.DrawFn) -> tuple[dict[str, Value], dict[str, Value], dict[str, Value]]:
    """Draw a record and two small edits of it."""
    base = draw(RECORDS)
    return base, edit(draw, base), edit(draw, base)


def edit(draw: st.DrawFn, base: dict[str, Value]) -> dict[str, Value]:
    edited = {key: value for key, value in base.items() if draw(st.integers(0, 5))}
    for key, value in edited.items():
        if isinstance(value, list) and draw(st.booleans()):
            edited[key] = [item for item in value if draw(st.integers(0, 3))] + draw(TEXTS)
    return edited | draw(st.dictionaries(FIELDS, SCALARS | TEXTS | MAPPINGS, max_size=2)) or base


@given(RECORDS, RECORDS)
def test_merging_with_an_unchanged_side_returns_the_other(base: dict[str, Value], edited: dict[str, Value]) -> None:
    before, after = emit(base).encode(), emit(edited).encode()
    assert merge_texts(before, before, after).content == after
    assert merge_texts(before, after, before).content == after
    assert merge_texts(before, after, after).content == after


@given(edits())
def test_merging_is_symmetric(records: tuple[dict[str, Value], ...]) -> None:
    base, ours, theirs = records
    here, there = merge_fields(base, ours, theirs), merge_fields(base, theirs, ours)
    assert Counter(repr(unordered([c.ours, c.theirs])) for c in here.conflicts) == Counter(
        repr(unordered([c.theirs, c.ours])) for c in there.conflicts
    )
    if not here.conflicts:
        assert unordered(here.data) == unordered(there.data)


def unordered(value: object) -> object:
    """Return a value without the order of its keys and items."""
    if isinstance(value, dict):
        return sorted((key, repr(unordered(member))) for key, member in value.items())
    return sorted(repr(unordered(item)) for item in value) if isinstance(value, list) else value


@given(edits())
def test_no_addition_of_either_side_is_lost(records: tuple[dict[str, Value], ...]) -> None:
    base, ours, theirs = records
    merged_fields = merge_fields(base, ours, theirs)
    if merged_fields.conflicts:
        return
    before, after = count_values(base), count_values(merged_fields.data)
    for side in (ours, theirs):
        assert side.keys() - base.keys() <= merged_fields.data.keys()
        assert (count_values(side) - before).keys() <= after.keys()


def count_values(data: Value, above: tuple[str, ...] = ()) -> Counter[tuple[str, ...]]:
    """Count the values of a record by route without positions."""
    if isinstance(data, dict):
        return sum((count_values(value, (*above, key)) for key, value in data.items()), Counter())
    if isinstance(data, list):
        return sum((count_values(item, (*above, "*")) for item in data), Counter())
    return Counter([(*above, repr(data))])


@given(edits())
def test_a_removal_by_one_side_is_kept(records: tuple[dict[str, Value], ...]) -> None:
    base, ours, theirs = records
    merged_fields = merge_fields(base, ours, theirs)
    if merged_fields.conflicts:
        return
    gone = (count_values(base) - count_values(ours)) & (count_values(base) - count_values(theirs))
    added = (count_values(ours) - count_values(base)) + (count_values(theirs) - count_values(base))
    for each in gone.keys() - added.keys():
        assert count_values(merged_fields.data)[each] < count_values(base)[each]


@given(edits())
def test_a_merge_has_the_data_of_both_sides_or_markers(records: tuple[dict[str, Value], ...]) -> None:
    base, ours, theirs = records
    result = merge_texts(*(emit(side).encode() for side in records))
    merged_fields = merge_fields(base, ours, theirs)
    if result.is_clean:
        assert equal(data_of(result.content), merged_fields.data)
    else:
        assert b"<<<<<<<" in result.content
        assert merged_fields.conflicts or result.obstacle
    if merged_fields.conflicts:
        assert equal(data_of(side_of(result.content, "ours")), merged_fields.data)
        assert equal(
            data_of(side_of(result.content, "theirs")), merge_fields(base, ours, theirs, prefer_theirs=True).data
        )


@given(edits(), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=4))
def test_no_comment_of_either_side_is_lost(
    records: tuple[dict[str, Value], ...], comments: list[tuple[int, int]]
) -> None:
    texts = [emit(side, blocks=False).splitlines(keepends=True) for side in records]
    for number, (side, line) in enumerate(comments):
        texts[side].insert(line % len(texts[side]), f"# comment {number}\n")
    result = merge_texts(*("".join(text).encode() for text in texts))
    written = result.content.decode()
    # In a conflict, a comment may move behind the field that it was above.
    kept = TextLayout(written).comments() if result.is_clean else written
    for number, (side, _) in enumerate(comments):
        assert side == 0 or f"# comment {number}" in kept


# git

ATTRIBUTES = "* text=auto eol=lf\nregistry/**/*.yaml merge=smregister\n"
ADJACENT = (ACCOUNT_TEXT.replace("handle: example_health", "handle: health"), ACCOUNT_TEXT.replace("News for", "For"))
BOTH = ACCOUNT_TEXT.replace("handle: example_health", "handle: health").replace("News for", "For")
CONFLICTING = (ACCOUNT_TEXT.replace("active", "dormant"), ACCOUNT_TEXT.replace("active", "closed"))


@pytest.fixture
def driven(repository: Repository) -> Repository:
    """Return a register whose records git merges through the driver."""
    repository.commit({".gitattributes": ATTRIBUTES})
    assert run(repository.root, "merge-driver", "--install").status == 0
    driver = repository.git("config", "merge.smregister.driver")
    repository.git("config", "merge.smregister.driver", driver.replace(str(PROGRAM), str(fork_server.program())))
    return repository


def fork(repository: Repository, ours: str, theirs: str, path: str = ACCOUNT) -> None:
    """Change a file on `main`, which is checked out, and otherwise on the branch `theirs`."""
    repository.git("checkout", "-q", "-b", "theirs")
    repository.commit({path: theirs})
    repository.git("checkout", "-q", "main")
    repository.commit({path: ours})


def attempt(repository: Repository, *arguments: str) -> tuple[int, str]:
    """Run git, which may fail, and return its status and output."""
    finished = subprocess.run(
        ["git", *arguments], cwd=repository.root, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    return finished.returncode, finished.stdout + finished.stderr


@pytest.mark.parametrize("command", [("merge", "--no-edit", "theirs"), ("rebase", "theirs"), ("cherry-pick", "theirs")])
def test_git_merges_edits_of_adjacent_fields(driven: Repository, command: tuple[str, ...]) -> None:
    fork(driven, *ADJACENT)
    driven.git(*command)
    assert (driven.root / ACCOUNT).read_text() == BOTH
    assert driven.git("status", "--porcelain") == ""
    assert run(driven.root, "validate").status == 0


@pytest.mark.parametrize("command", [("merge", "theirs"), ("rebase", "theirs")])
def test_a_conflict_is_marked_and_described(driven: Repository, command: tuple[str, ...]) -> None:
    fork(driven, *CONFLICTING)
    status, messages = attempt(driven, *command)
    sides = ("dormant", "closed") if command[0] == "merge" else ("closed", "dormant")
    assert status == 1
    assert f"{ACCOUNT}: status: one side has {sides[0]}, the other has {sides[1]}\n" in messages
    assert f"CONFLICT (content): Merge conflict in {ACCOUNT}" in messages
    text = (driven.root / ACCOUNT).read_text()
    assert f"<<<<<<< ours\nstatus: {sides[0]}\n=======\nstatus: {sides[1]}\n>>>>>>> theirs\n" in text
    assert driven.git("status", "--porcelain").startswith("UU ")


def test_a_clone_without_the_driver_merges_lines(driven: Repository, tmp_path: Path) -> None:
    fork(driven, *ADJACENT)
    driven.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    status, messages = attempt(clone, "merge", "origin/theirs")
    assert (status, "CONFLICT" in messages) == (1, True)
    clone.git("merge", "--abort")
    assert run(clone.root, "merge-driver", "--install").status == 0
    clone.git("merge", "--no-edit", "origin/theirs")
    assert (clone.root / ACCOUNT).read_text() == BOTH


@pytest.mark.parametrize("name", ["two words", "it's", "100%O", "$(touch stolen)", 'a "b"'])
def test_the_program_may_have_any_path(
    driven: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    program = tmp_path / name / "smregister"
    program.parent.mkdir()
    shutil.copy(fork_server.program(), program)
    monkeypatch.setattr("tests.commands.PROGRAM", program)
    assert run(driven.root, "merge-driver", "--install").status == 0
    driver = driven.git("config", "merge.smregister.driver")
    assert driver.startswith(shlex.quote(str(program)).replace("%", "%%"))
    fork(driven, *ADJACENT)
    driven.git("merge", "--no-edit", "theirs")
    assert (driven.root / ACCOUNT).read_text() == BOTH
    assert not [*tmp_path.rglob("stolen")]


@pytest.mark.parametrize("sides", [ADJACENT, CONFLICTING])
def test_without_the_program_lines_are_merged_and_marked(driven: Repository, sides: tuple[str, str]) -> None:
    driver = driven.git("config", "merge.smregister.driver")
    driven.git("config", "merge.smregister.driver", driver.replace(str(fork_server.program()), "/nowhere/smregister"))
    fork(driven, *sides)
    status, _ = attempt(driven, "merge", "theirs")
    assert status == 1
    assert "<<<<<<<" in (driven.root / ACCOUNT).read_text()
    driven.git("merge", "--abort")
    driven.git("checkout", "-q", "-b", "elsewhere", "HEAD^")
    driven.commit({ACCOUNT: ACCOUNT_TEXT + "# At the end.\n"})
    driven.git("merge", "--no-edit", "theirs")
    assert (driven.root / ACCOUNT).read_text() == sides[1] + "# At the end.\n"


@pytest.mark.parametrize("name", ["$(touch stolen)", "a b", "it's", "%O", "`touch stolen`", "-x"])
def test_no_file_name_is_run_or_taken_for_an_option(driven: Repository, name: str) -> None:
    path = f"registry/agencies/health/accounts/{name}.yaml"
    driven.commit({path: ACCOUNT_TEXT})
    fork(driven, *CONFLICTING, path=path)
    status, messages = attempt(driven, "merge", "theirs")
    assert status == 1
    assert f"{path}: status: one side has dormant" in messages
    assert not [*driven.root.rglob("stolen")]


def test_texts_of_records_are_escaped(driven: Repository) -> None:
    fork(driven, *(ACCOUNT_TEXT.replace("News", f"'{word}").replace("press", "press'") for word in ("\x1b[2J", "b")))
    _, messages = attempt(driven, "merge", "theirs")
    assert "can't be read: ours:3:" in messages
    assert "\x1b" not in messages


def test_a_binary_file_stays_ours_and_unmerged(driven: Repository) -> None:
    fork(driven, ACCOUNT_TEXT.replace("active", "dormant"), ACCOUNT_TEXT + "\0")
    status, messages = attempt(driven, "merge", "theirs")
    assert (status, "can't be read: theirs" in messages) == (1, True)
    assert driven.git("status", "--porcelain").startswith("UU ")


def test_branches_that_merged_each_other_are_merged(driven: Repository) -> None:
    fork(driven, *ADJACENT)
    ours, theirs = driven.git("rev-parse", "main"), driven.git("rev-parse", "theirs")
    driven.git("merge", "--no-edit", theirs)
    driven.commit({ACCOUNT: BOTH.replace("active", "dormant")})
    driven.git("checkout", "-q", "theirs")
    driven.git("merge", "--no-edit", ours)
    driven.commit({ACCOUNT: BOTH + "notes: New\n"})
    driven.git("merge", "--no-edit", "main")
    assert (driven.root / ACCOUNT).read_text() == BOTH.replace("active", "dormant") + "notes: New\n"


def test_stashed_edits_are_merged(driven: Repository) -> None:
    driven.write({ACCOUNT: ADJACENT[0]})
    driven.git("stash")
    driven.commit({ACCOUNT: ADJACENT[1]})
    driven.git("stash", "pop")
    assert (driven.root / ACCOUNT).read_text() == BOTH


def test_both_sides_created_the_same_record(driven: Repository) -> None:
    path = ACCOUNT.replace("x-health", "x-twin")
    fork(driven, ACCOUNT_TEXT + "notes: Ours\n", ACCOUNT_TEXT + "closed: 2025-12-31\n", path)
    driven.git("merge", "--no-edit", "theirs")
    assert (driven.root / path).read_text() == ACCOUNT_TEXT + "notes: Ours\nclosed: 2025-12-31\n"


def test_a_renamed_record_keeps_their_edits(driven: Repository) -> None:
    driven.git("checkout", "-q", "-b", "theirs")
    driven.commit({ACCOUNT: ADJACENT[1]})
    driven.git("checkout", "-q", "main")
    moved = ACCOUNT.replace("x-health", "x-moh")
    driven.commit({ACCOUNT: None, moved: ADJACENT[0]})
    driven.git("merge", "--no-edit", "theirs")
    assert (driven.root / moved).read_text() == BOTH


def test_validate_reports_a_clean_merge_that_is_invalid(driven: Repository) -> None:
    twin = ACCOUNT.replace("x-health", "x-news")
    other = ACCOUNT.replace("x-health", "x-press")
    driven.git("checkout", "-q", "-b", "theirs")
    driven.commit({twin: ACCOUNT_TEXT.replace("example_health", "health_news")})
    assert run(driven.root, "validate", "--base", "main").status == 0
    driven.git("checkout", "-q", "main")
    driven.git("checkout", "-q", "-b", "ours")
    driven.commit({other: ACCOUNT_TEXT.replace("example_health", "Health_News")})
    assert run(driven.root, "validate", "--base", "main").status == 0
    driven.git("merge", "--no-edit", "theirs")
    answer = run(driven.root, "validate", "--base", "main")
    assert answer.status == 1
    assert " error duplicate-account: " in answer.output


# The command


def test_called_by_hand_it_writes_the_merge(tmp_path: Path) -> None:
    write(tmp_path, {"base": ACCOUNT_TEXT, "our side": ADJACENT[0], "theirs": ADJACENT[1]})
    answer = run(tmp_path, "merge-driver", "base", "our side", "theirs")
    assert (answer.status, answer.output, answer.messages) == (0, "", "")
    assert (tmp_path / "our side").read_text() == BOTH
    assert (tmp_path / "theirs").read_text() == ADJACENT[1]


@pytest.mark.parametrize("arguments", [(), ("base",), ("base", "ours")])
def test_missing_arguments_are_an_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    answer = run(tmp_path, "merge-driver", *arguments)
    assert answer.status == 2
    assert "name the files BASE, OURS and THEIRS" in answer.messages


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    answer = run(tmp_path, "merge-driver", "base", "ours", "theirs")
    assert (answer.status, answer.messages) == (2, "smregister: base: No such file or directory\n")


def test_install_prints_a_missing_attribute(repository: Repository) -> None:
    answer = run(repository.root, "merge-driver", "--install")
    assert (answer.status, answer.output) == (0, "")
    assert answer.messages.splitlines() == [
        "git now merges records field by field in this clone",
        "the file .gitattributes still needs the line: registry/**/*.yaml merge=smregister",
    ]
    repository.commit({".gitattributes": ATTRIBUTES})
    assert run(repository.root, "merge-driver", "--install").messages.count("\n") == 1


def test_install_outside_git_is_an_error(register: Path) -> None:
    answer = run(register, "merge-driver", "--install")
    assert answer.status == 2
    assert answer.messages.startswith("smregister: git failed: ")


def test_a_new_register_has_the_driver(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "register").status == 0
    made = Repository(tmp_path / "register")
    made.commit({path: text for path, text in SMALL.items() if path != "registry/register.yaml"})
    fork(made, *ADJACENT)
    made.git("merge", "--no-edit", "theirs")
    assert (made.root / ACCOUNT).read_text() == BOTH
    attributes = made.git("check-attr", "--all", ACCOUNT, "schemas/account.schema.json").splitlines()
    assert f"{ACCOUNT}: merge: smregister" in attributes
    assert f"{ACCOUNT}: eol: lf" in attributes
    assert not [line for line in attributes if line.startswith("schemas/") and "smregister" in line]
