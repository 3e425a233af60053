"""Editor and formatter: an edit changes only its own lines; the canonical form loses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from difflib import ndiff
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.registers import PROJECT

from smregister.editing.assignments import read_assignment
from smregister.editing.draft import edit_text
from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value, resolve_pointer
from smregister.pointers import parse_dotted
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml import parse_document
from smregister.records.yaml.editor import set_value, unset_value, with_value
from smregister.records.yaml.formatter import CanonicalFormError, emit, emit_fast, format_text
from smregister.repository.work_tree import WorkTree
from smregister.text import hidden_character

ACCOUNT = load_kinds(WorkTree(PROJECT))[0]["account"]

RECORD = """\
# The account of the press office.
platform: x
handle: 'example_health'

# Whom it is for
purpose: News for the press  # as the minister wished
description:
  en: News of the department  # the short one
  # still to be checked
  fr: Nouvelles
languages:
  - en  # the main one
  - fr
tags: [news, "health"]
status: active   # since the beginning
opened: "2020-05-02"
former_handles:
  - handle: old_health
    reason: Renamed  # with the department
  # the first one
  - handle: older_health
approval: {by: Secretary, date: 2020-05-01}
evidence:
  - kind: press
    seen: 2020-05-03
    note: |
      The press wrote: it is
      # not a comment

      official.
  - kind: letter
    seen: 2020-05-04
# notes come last
notes: >-
  Folded text
  of two lines.
"""

WITHOUT_NOTE = ["-     note: |", "-       The press wrote: it is", "-       # not a comment", "- ", "-       official."]
"""What an edit of the first evidence's note removes from the record."""


def edited(text: str, *operations: str) -> str:
    """Change a record by `field=value`, `field+=value` or `without field`."""
    taken = [parse_dotted(each.removeprefix("without ")) for each in operations if each.startswith("without ")]
    given_ = [read_assignment(ACCOUNT, each) for each in operations if not each.startswith("without ")]
    return edit_text(ACCOUNT, text, given_, taken)


def difference(before: str, after: str) -> list[str]:
    """Return the removed (`- …`) and added (`+ …`) lines, in order."""
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "-+"]


def outcome(change: Callable[..., str], *arguments: Any) -> tuple[str | None, str]:
    """Return the new text, or why there is none."""
    try:
        return change(*arguments), ""
    except (FatalError, CanonicalFormError) as refused:
        return None, str(refused)


def data_of(text: str) -> dict[str, Value]:
    document = parse_document("record.yaml", text.encode())
    assert isinstance(document, Document), document
    return document.data


# Single values


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        pytest.param(
            "purpose=Health news",
            [
                "- purpose: News for the press  # as the minister wished",
                "+ purpose: Health news  # as the minister wished",
            ],
            id="a comment behind the value stays",
        ),
        pytest.param(
            "handle=new_health", ["- handle: 'example_health'", "+ handle: new_health"], id="in quotes before"
        ),
        pytest.param("platform=facebook", ["- platform: x", "+ platform: facebook"], id="the first field"),
        pytest.param(
            "status=dormant",
            ["- status: active   # since the beginning", "+ status: dormant   # since the beginning"],
            id="spaces before the comment stay",
        ),
        pytest.param("handle=12345", ["- handle: 'example_health'", "+ handle: '12345'"], id="a text of digits"),
        pytest.param(
            "handle=no", ["- handle: 'example_health'", "+ handle: 'no'"], id="a text that looks like a truth"
        ),
        pytest.param(
            "purpose=News: all of it # really",
            [
                "- purpose: News for the press  # as the minister wished",
                "+ purpose: 'News: all of it # really'  # as the minister wished",
            ],
            id="a text that looks like YAML",
        ),
        pytest.param(
            "description.en=Health",
            ["-   en: News of the department  # the short one", "+   en: Health  # the short one"],
            id="within a mapping",
        ),
        pytest.param(
            "description.fr=Santé", ["-   fr: Nouvelles", "+   fr: Santé"], id="after a comment in the mapping"
        ),
        pytest.param(
            "languages.0=ms", ["-   - en  # the main one", "+   - ms  # the main one"], id="an item of a list"
        ),
        pytest.param("tags.1=food", ['- tags: [news, "health"]', "+ tags: [news, food]"], id="an item of a flow list"),
        pytest.param(
            "approval.by=Minister",
            ["- approval: {by: Secretary, date: 2020-05-01}", "+ approval: {by: Minister, date: 2020-05-01}"],
            id="a member of a flow mapping",
        ),
        pytest.param(
            "former_handles.0.reason=A wish",
            ["-     reason: Renamed  # with the department", "+     reason: A wish  # with the department"],
            id="in a mapping in a list",
        ),
        pytest.param(
            "former_handles.1.handle=oldest",
            ["-   - handle: older_health", "+   - handle: oldest"],
            id="the first field of an item",
        ),
        pytest.param(
            "notes=One line",
            ["- notes: >-", "-   Folded text", "-   of two lines.", "+ notes: One line"],
            id="in place of folded text, at the end",
        ),
        pytest.param(
            "evidence.0.note=Seen",
            [*WITHOUT_NOTE, "+     note: Seen"],
            id="in place of a block of text",
        ),
    ],
)
def test_setting_a_value_changes_its_own_line(operation: str, expected: list[str]) -> None:
    assert sorted(difference(RECORD, edited(RECORD, operation))) == sorted(expected)


def test_setting_an_equal_value_changes_only_its_quotes() -> None:
    assert edited(RECORD, "purpose=News for the press") == RECORD
    assert difference(RECORD, edited(RECORD, "handle=example_health")) == [
        "- handle: 'example_health'",
        "+ handle: example_health",
    ]


@pytest.mark.parametrize("value", ["a, b", "x]", "}", "a: b", "[", "a #b", "- a", "'", '"', "a, 'b'", ""])
@pytest.mark.parametrize("text", ["tags: [one, two]\n", "tags: [one, two]  # why\n", "tags: [ 'one',two ]"])
def test_a_text_set_into_a_flow_list_stays_one_text(text: str, value: str) -> None:
    changed = set_value(text, ("tags", 0), value, lambda _: 0)
    assert data_of(changed) == {"tags": [value, "two"]}


# New fields


@pytest.mark.parametrize(
    ("operation", "expected", "after"),
    [
        pytest.param("platform_id=42", ["+ platform_id: '42'"], "handle: 'example_health'", id="between"),
        pytest.param("kind=office", ["+ kind: office"], "  fr: Nouvelles", id="before it a mapping"),
        pytest.param("closed=2021-01-01", ["+ closed: 2021-01-01"], 'opened: "2020-05-02"', id="before it quotes"),
        pytest.param(
            "next_review=2027-01-01", ["+ next_review: 2027-01-01"], "approval: {by: Secretary, date: 2020-05-01}",
            id="before it a flow mapping",
        ),
        pytest.param("description.ms=Berita", ["+   ms: Berita"], "  fr: Nouvelles", id="in a mapping"),
        pytest.param(
            "mfa.enabled=yes", ["+ mfa:", "+   enabled: true"], "approval: {by: Secretary, date: 2020-05-01}",
            id="a mapping made on the way",
        ),
        pytest.param("languages+=ms", ["+   - ms"], "  - fr", id="one more item"),
        pytest.param(
            "linked_from+=https://gov.example/", ["+ linked_from:", "+   - https://gov.example/"],
            "approval: {by: Secretary, date: 2020-05-01}", id="the first item of a list that is not there",
        ),
        pytest.param("former_handles.1.reason=A wish", ["+     reason: A wish"], "  - handle: older_health", id="item"),
        pytest.param(
            "former_handles.2.handle=oldest", ["+   - handle: oldest"], "  - handle: older_health",
            id="an item that is a mapping",
        ),
        pytest.param("evidence.0.by=Desk", ["+     by: Desk"], "    seen: 2020-05-03", id="before a block of text"),
    ],
)  # fmt: skip
def test_a_new_field_is_put_in_the_order_of_the_schema(operation: str, expected: list[str], after: str) -> None:
    changed = edited(RECORD, operation)
    assert difference(RECORD, changed) == expected
    lines = changed.splitlines()
    first = expected[0].removeprefix("+ ")
    assert lines[lines.index(first) - 1] == after


def test_a_field_that_comes_first_is_put_above_all_others_and_below_the_headline() -> None:
    text = "# Of the press office\n\nhandle: example\npurpose: News\n"
    assert edited(text, "platform=x") == "# Of the press office\n\nplatform: x\nhandle: example\npurpose: News\n"


def test_a_field_that_comes_last_is_put_below_all_others_and_above_the_last_comment() -> None:
    text = "platform: x\nhandle: example\n# the end\n"
    assert edited(text, "notes=Done") == "platform: x\nhandle: example\nnotes: Done\n# the end\n"


def test_several_changes_are_made_one_after_the_other() -> None:
    changed = edited(RECORD, "without notes", "kind=office", "languages+=ms", "languages+=ta", "status=dormant")
    assert data_of(changed)["languages"] == ["en", "fr", "ms", "ta"]
    kept = set(RECORD.splitlines()) - {"notes: >-", "  Folded text", "  of two lines."}
    assert kept - set(changed.splitlines()) == {"status: active   # since the beginning"}


def test_an_item_is_added_after_the_last_one_and_no_further() -> None:
    assert data_of(edited(RECORD, "languages.2=ms"))["languages"] == ["en", "fr", "ms"]
    with pytest.raises(FatalError, match=r"languages\.3"):
        edited(RECORD, "languages.3=ms")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("purpose:\nhandle: example\n", id="nothing behind it"),
        pytest.param("purpose: \nhandle: example\n", id="a space behind it"),
        pytest.param("handle: example\npurpose:\n", id="at the end"),
        pytest.param("handle: example\npurpose:", id="at the very end"),
        pytest.param("purpose: ~\nhandle: example\n", id="a tilde"),
        pytest.param("purpose: null\nhandle: example\n", id="null"),
        pytest.param("purpose: # to be asked\nhandle: example\n", id="a comment behind it"),
    ],
)
def test_a_field_without_a_value_can_be_set(text: str) -> None:
    changed = edited(text, "purpose=News")
    assert data_of(changed) == {"purpose": "News", "handle": "example"}
    assert ("# to be asked" in changed) == ("# to be asked" in text)


# Whole lists and mappings


def test_a_list_is_replaced_whole() -> None:
    text = "platform: x\nlanguages:\n  - en\n  - fr\n# since 2020\nstatus: active\n"
    assert difference(text, edited(text, "languages=ms,ta")) == ["-   - en", "-   - fr", "+   - ms", "+   - ta"]


def test_a_flow_list_is_replaced_by_one_item_a_line() -> None:
    assert sorted(difference(RECORD, edited(RECORD, "tags=food"))) == sorted(
        ['- tags: [news, "health"]', "+ tags:", "+   - food"]
    )


def test_an_item_added_to_a_flow_list_opens_it() -> None:
    changed = edited(RECORD, "tags+=food")
    assert data_of(changed)["tags"] == ["news", "health", "food"]
    assert Counter(RECORD.splitlines()) - Counter(changed.splitlines()) == Counter(['tags: [news, "health"]'])


def test_a_value_becomes_a_mapping_and_a_mapping_a_value() -> None:
    opened = set_value("a: 1\nb: 2\n", ("a",), {"c": "d"}, lambda _: 0)
    assert opened == "a:\n  c: d\nb: 2\n"
    assert set_value(opened, ("a",), "e", lambda _: 0) == "a: e\nb: 2\n"


# Taking away


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        pytest.param("without platform", ["- platform: x"], id="the first field"),
        pytest.param("without notes", ["- notes: >-", "-   Folded text", "-   of two lines."], id="the last field"),
        pytest.param("without handle", ["- handle: 'example_health'"], id="the blank line below stays"),
        pytest.param("without languages.1", ["-   - fr"], id="an item"),
        pytest.param("without description.fr", ["-   fr: Nouvelles"], id="a member; the comment above stays"),
        pytest.param("without former_handles.1", ["-   - handle: older_health"], id="an item that is a mapping"),
        pytest.param(
            "without former_handles.1.handle", ["-   - handle: older_health"], id="the only field of an item: the item"
        ),
        pytest.param("without evidence.1", ["-   - kind: letter", "-     seen: 2020-05-04"], id="an item of two lines"),
        pytest.param("without approval", ["- approval: {by: Secretary, date: 2020-05-01}"], id="a flow mapping"),
        pytest.param("without audience", [], id="what is not there"),
        pytest.param("without evidence.0.note", WITHOUT_NOTE, id="a block of text"),
    ],
)
def test_unsetting_a_field_removes_its_lines(operation: str, expected: list[str]) -> None:
    assert difference(RECORD, edited(RECORD, operation)) == expected


def test_an_emptied_parent_is_removed_too() -> None:
    text = "platform: x\ntags:\n  - news\nmfa:\n  enabled: true\n"
    assert edited(text, "without tags.0") == "platform: x\nmfa:\n  enabled: true\n"
    assert edited(text, "without mfa.enabled") == "platform: x\ntags:\n  - news\n"


def test_the_only_field_of_a_record_can_not_be_unset() -> None:
    with pytest.raises(FatalError) as refused:
        edited("platform: x\n", "without platform")
    assert "can't be read" not in str(refused.value)


# What must not get lost


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        pytest.param("tags: [news]  # of the desk\nstatus: active\n", "tags+=food", id="behind a flow list"),
        pytest.param("tags:\n  - news\n  # the second\n  - food\nstatus: active\n", "tags=a,b", id="within a list"),
        pytest.param(
            "former_handles:\n  - handle: a\n    # never used\n    reason: b\n",
            "without former_handles.0.handle",
            id="below the first field of an item",
        ),
        pytest.param("purpose: a\n  b  # why\nstatus: active\n", "purpose=c", id="behind a value of two lines"),
    ],
)
def test_a_comment_is_kept_or_the_edit_rejected(text: str, operation: str) -> None:
    changed, reason = outcome(edited, text, operation)
    comment = text[text.index("#") :].partition("\n")[0]
    assert comment in reason if changed is None else comment in changed


def test_a_comment_directly_below_a_block_of_text_is_a_comment() -> None:
    text = "platform: x\nnotes: |\n  Two\n  lines\n# the end\n"
    assert edited(text, "notes=One") == "platform: x\nnotes: One\n# the end\n"
    assert edited(text, "without notes") == "platform: x\n# the end\n"


def test_text_of_several_lines_is_put_above_the_last_comment() -> None:
    text = "platform: x\n# the end\n"
    written = set_value(text, ("notes",), "Two\nlines", lambda _: 0)
    assert written == "platform: x\nnotes: |-\n  Two\n  lines\n# the end\n"


@pytest.mark.parametrize("style", ["|", "|-", "|+", ">", ">-"])
def test_a_block_of_text_in_a_list_can_be_replaced_and_removed(style: str) -> None:
    text = f"legal_basis:\n  - {style}\n    Act 1\n    of 1990\n  - Act 2\nstatus: active\n"
    assert edited(text, "legal_basis.0=Act 3") == "legal_basis:\n  - Act 3\n  - Act 2\nstatus: active\n"
    assert edited(text, "without legal_basis.0") == "legal_basis:\n  - Act 2\nstatus: active\n"
    assert edited(text, "legal_basis+=Act 4").endswith("  - Act 2\n  - Act 4\nstatus: active\n")
    assert edited(text, "without legal_basis") == "status: active\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_stay_as_they_are(ends: str, last: bool) -> None:
    def written(text: str) -> str:
        return (text if last else text.removesuffix("\n")).replace("\n", ends)

    changed = edited(written(RECORD), "status=dormant", "kind=office", "languages+=ms", "without approval")
    whole = edited(RECORD, "status=dormant", "kind=office", "languages+=ms", "without approval")
    assert changed == written(whole)


def test_a_field_can_be_added_where_the_last_line_has_no_end() -> None:
    assert edited("platform: x\nhandle: example", "notes=Done") == "platform: x\nhandle: example\nnotes: Done\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nplatform: x\nhandle: example\n...\n", "---\nplatform: x\nhandle: example\nnotes: Done\n...\n"),
        ("{platform: x, handle: example}\n", "platform: x\nhandle: example\nnotes: Done\n"),
        ("'platform': x\n", "'platform': x\nnotes: Done\n"),
    ],
)
def test_uncommon_forms_are_understood(text: str, expected: str) -> None:
    assert edited(text, "notes=Done") == expected


@pytest.mark.parametrize("text", ["a: &b c\n", "a: [\n", "- a\n", "", "a: 1\na: 2\n", "a: \x1b\n", "a: yes\n"])
def test_a_record_that_can_not_be_read_is_left_alone(text: str) -> None:
    with pytest.raises(FatalError, match="correct the file first"):
        set_value(text, ("a",), "b", lambda _: 0)
    with pytest.raises(FatalError, match="correct the file first"):
        unset_value(text, ("a",))


# Any record, any change

KEYS = ["name", "handle", "purpose", "no_on", "zh-Hant", "ms", "items", "x", "on", "notes"]
PIECES = ["\n", " ", "- ", ": ", " #", "#", "'", '"', "|", ">", "\\", "[", "]", "{", "}", ",", "&", "*", "!", "%", "@",
          "`", "?", "a", "b", "0", "---", "...", "é", "😀", "no", "2020-01-02", "~",
          "<<", "=", "1.0", "12:30"]  # fmt: skip
texts = st.one_of(
    st.sampled_from(["plain", "several plain words", "no", "12", "2020-01-02", "two\nlines", "a\n\nb\n", " lead\nb"]),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12).filter(
        lambda text: not hidden_character().search(text)
    ),
)
keys = st.sampled_from(KEYS)
scalars = st.one_of(texts, st.integers(-(10**17), 10**17), st.booleans())
items = st.one_of(scalars, st.dictionaries(keys, scalars, min_size=1, max_size=3))
values: st.SearchStrategy[Any] = st.one_of(
    scalars,
    st.lists(items, min_size=1, max_size=3),
    st.dictionaries(keys, st.one_of(scalars, st.lists(items, min_size=1, max_size=2)), min_size=1, max_size=3),
)
records: st.SearchStrategy[dict[str, Any]] = st.dictionaries(keys, values, min_size=1, max_size=5)


def routes(data: Any, above: Pointer = ()) -> list[Pointer]:
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [route for key, value in members for route in [(*above, key), *routes(value, (*above, key))]]


@st.composite
def commented(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    """Return data, and per top field its lines with comments sprinkled in."""
    data = draw(records)
    blocks = []
    for number, (key, value) in enumerate(data.items()):
        above = draw(
            st.sampled_from(["", "\n", f"# above {number}\n", f"\n#it's \"above: {number}\n\n", f"  # far {number}\n"])
        )
        written = emit({key: value})
        if isinstance(value, bool | int):
            written = written.replace("\n", draw(st.sampled_from(["\n", f"  # behind {number}\n"])))
        assume("\n...\n" not in written)
        blocks.append([*above.splitlines(keepends=True), *written.splitlines(keepends=True)])
    blocks.append(draw(st.sampled_from([[], ["# the end\n"], ["\n", "# the end\n"]])))
    return data, blocks


def rank(pointer: Pointer) -> int:
    return KEYS.index(pointer[-1]) if isinstance(pointer[-1], str) else 0


def untouched(blocks: list[list[str]], data: dict[str, Any], key: str) -> Counter[str]:
    """Count the lines of every top field but one."""
    number = [*data].index(key) if key in data else None
    return Counter(line for pointer, lines in enumerate(blocks) if pointer != number for line in lines)


@given(commented(), st.data())
def test_setting_any_field_changes_that_field_and_no_other_line(
    record: tuple[dict[str, Any], list[list[str]]], drawn: st.DataObject
) -> None:
    data, blocks = record
    text = "".join(line for lines in blocks for line in lines)
    assume(data_of(text) == data)
    pointer = drawn.draw(st.one_of(st.sampled_from(routes(data)), keys.map(lambda key: (key,))))
    there = resolve_pointer(data, pointer)
    if isinstance(there, list):
        pointer = (*pointer, len(there))
    value = drawn.draw(values)
    changed, reason = outcome(set_value, text, pointer, value, rank)
    if changed is None:
        assert "comment" in reason, text
        return
    assert data_of(changed) == with_value(data, pointer, value)
    assert not untouched(blocks, data, str(pointer[0])) - Counter(changed.splitlines(keepends=True))


def test_a_comment_does_not_become_part_of_the_text_above_it() -> None:
    text = "purpose: |-\n  two\n  lines\nno_on: plain\n  # far\nhandle: plain\n"
    changed, reason = outcome(unset_value, text, ("no_on",))
    assert changed is None
    assert reason == (
        "`no_on` can't be changed without changing how the text next to it is read; edit the file by hand"
    )


def without_value(data: dict[str, Any], pointer: tuple[str | int, ...]) -> dict[str, Any]:
    changed = deepcopy(data)
    parent: Any = resolve_pointer(changed, pointer[:-1])
    del parent[pointer[-1]]
    return changed


@given(commented(), st.data())
def test_unsetting_any_field_changes_no_other_line(
    record: tuple[dict[str, Any], list[list[str]]], drawn: st.DataObject
) -> None:
    data, blocks = record
    text = "".join(line for lines in blocks for line in lines)
    assume(data_of(text) == data and len(data) > 1)
    pointer = drawn.draw(st.sampled_from(routes(data)))
    changed, reason = outcome(unset_value, text, pointer)
    if changed is None:
        # A comment next to a block text may become a part of it.
        assert "comment" in reason or "the text next to it" in reason, text
        return
    wanted = without_value(data, pointer)
    while len(pointer) > 1 and not resolve_pointer(wanted, pointer[:-1]):
        pointer = pointer[:-1]
        wanted = without_value(wanted, pointer)
    assert data_of(changed) == wanted
    assert not untouched(blocks, data, str(pointer[0])) - Counter(changed.splitlines(keepends=True))
    assert not Counter(changed.splitlines()) - Counter(text.splitlines()) or len(pointer) > 1


# The canonical form


@given(records)
def test_an_edited_record_is_read_back_the_same(data: dict[str, Any]) -> None:
    assert data_of(emit(data)) == data


@given(records)
def test_an_edited_record_is_in_canonical_form(data: dict[str, Any]) -> None:
    written = emit(data)
    assert format_text(written) == written


_NEARLY_PLAIN = st.text(
    alphabet=st.sampled_from([*"aZ019 ./@_,;()+-:?=&%eExTyno'#[]{}!|>*^$~<`\"\\"]), min_size=1, max_size=6
)
_PLAIN_KEYS = st.sampled_from(["key", "a-b", "facts", "on", "y", "n", "a_b", "no"])
_PLAIN_VALUES = st.recursive(
    _NEARLY_PLAIN
    | st.integers()
    | st.booleans()
    | st.sampled_from(["2026-03-01", "2026-03-01 10:00", "1_000", "12:30", "https://x.com/a?b=c"]),
    lambda below: st.lists(below, min_size=1, max_size=3) | st.dictionaries(_PLAIN_KEYS, below, min_size=1, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(_PLAIN_KEYS, _PLAIN_VALUES, min_size=1, max_size=3))
def test_the_fast_emitter_writes_what_ruamel_writes(data: dict[str, Any]) -> None:
    written = emit_fast(data)
    with patch("smregister.records.yaml.formatter.emit_fast", return_value=None):
        assert written in (None, emit(data))
        assert written is None or format_text(written) == written


def test_observations_addresses_and_patterns_are_written_by_the_fast_emitter() -> None:
    look: dict[str, Any] = {
        "value": "2026-03-01",
        "when": "2026-03-02",
        "how": "by eye",
        "by": "Desk",
        "result": "pass",
    }
    assert emit_fast({"facts": {"last_post": look}, "seen": [look, "a"], "followers": 12}) is not None
    assert emit_fast({"url": "https://www.youtube.com/watch?v=a", "home": "https://x.com/"}) is not None
    assert (
        emit_fast({"platform_id": "10", "pattern": r"[a-z.]+(?!\.js)"})
        == "platform_id: '10'\npattern: '[a-z.]+(?!\\.js)'\n"
    )
    assert emit_fast({"hint": "2 letters: x's #", "end": "a: b"}) is None


@given(commented())
def test_the_canonical_form_is_one_and_keeps_values_and_comments(
    record: tuple[dict[str, Any], list[list[str]]],
) -> None:
    data, blocks = record
    text = "".join(line for lines in blocks for line in lines)
    assume(data_of(text) == data)
    written = format_text(text)
    assert data_of(written) == data
    assert format_text(written) == written
    for mark in [f"{word} {number}" for word in ("above", "far", "behind") for number in range(len(data))]:
        assert text.count(mark) == written.count(mark)
    assert "# the end" not in text or written.endswith("# the end\n")


@pytest.mark.parametrize(
    "value",
    ["line \nline", "one\n\n\n\ntwo", "two\nlines\n\n", "\nlines\nbelow", " \n ", "a\n ", "\n", "- a\n- b", "a\n# b\nc",
     "a\n---\nb", "a\n...\nb"],
)  # fmt: skip
@pytest.mark.parametrize("position", ["last", "list", "middle"])
def test_text_of_several_lines_is_read_as_written(value: str, position: str) -> None:
    data: dict[str, Any] = {
        "last": {"platform": "x", "notes": value},
        "list": {"tags": ["a", value], "status": "active"},
        "middle": {"notes": value, "status": "active"},
    }[position]
    written = emit(data)
    assert data_of(written) == data
    assert format_text(written) == written
    assert "\n..." not in written.replace("\n  ...", "")
    assert data_of(set_value(written, ("zz",), "b", lambda _: 0)) == {**data, "zz": "b"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("tags: [a, b]\n", "tags:\n  - a\n  - b\n", id="a flow list"),
        pytest.param("mfa: {enabled: true}\n", "mfa:\n  enabled: true\n", id="a flow mapping"),
        pytest.param("tags:\n- a\n-   b\n", "tags:\n  - a\n  - b\n", id="a list not indented"),
        pytest.param("mfa:\n     enabled:   true\n", "mfa:\n  enabled: true\n", id="too many spaces"),
        pytest.param("handle: 'abc'\nname: \"x\"\n", "handle: abc\nname: x\n", id="quotes that nothing needs"),
        pytest.param("handle: '12'\nname: \"no\"\n", "handle: '12'\nname: 'no'\n", id="quotes that are needed"),
        pytest.param("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n", id="line ends of Windows"),
        pytest.param("a: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n", id="many blank lines"),
        pytest.param("a: 1", "a: 1\n", id="no line end"),
        pytest.param("a: 1   \n", "a: 1\n", id="spaces at the end"),
        pytest.param("---\na: 1\n", "a: 1\n", id="the mark of a document"),
        pytest.param("# b\n\na: 1  # c\n# d\n", "# b\n\na: 1  # c\n# d\n", id="comments"),
        pytest.param("tags:\n- a # b\n# c\n- d\n", "tags:\n  - a # b\n  # c\n  - d\n", id="comments in a list"),
        pytest.param("a: >\n  b\n  c\n", "a: >\n  b\n  c\n", id="folded text"),
        pytest.param("date: 2020-01-02\nopened: '2020-01-02'\n", "date: 2020-01-02\nopened: 2020-01-02\n", id="days"),
        pytest.param("b: 1\na: 2\n", "b: 1\na: 2\n", id="the order stays"),
    ],
)
def test_the_canonical_form_of(text: str, expected: str) -> None:
    written = format_text(text)
    assert data_of(written) == data_of(text)
    assert format_text(written) == written
    assert written == expected


@pytest.mark.parametrize(
    "text",
    [
        "tags: [a, # first\n  b]\n",
        "mfa: {enabled: true, # since then\n  kind: app}\n",
        "tags: [] # none yet\n",
        "# only above\ntags:\n    # before the first\n    - a\n",
        "notes: | # kept\n  a\n",
        "notes: |\n  a\n# directly below\nb: 1\n",
    ],
)
def test_a_comment_is_kept_or_the_text_left_as_it_is(text: str) -> None:
    comment = text[text.index("#") :].partition("\n")[0]
    written, reason = outcome(format_text, text)
    assert comment in reason if written is None else comment in written
    assert written is None or data_of(written) == data_of(text)


@pytest.mark.parametrize("path", sorted((PROJECT / "registry").rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_records_of_this_project_are_in_canonical_form(path: Any) -> None:
    text = path.read_text("utf-8")
    assert format_text(text) == text


def test_every_line_keeps_its_own_end_where_they_are_mixed() -> None:
    text = "platform: x\r\nhandle: a\r\npurpose: b\nstatus: active\r\nname: c\n"
    assert edited(text, "status=dormant") == text.replace("active", "dormant")
    assert edited(text, "purpose=d") == text.replace("purpose: b\n", "purpose: d\r\n")
