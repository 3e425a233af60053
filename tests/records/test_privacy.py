"""Private and public fields of a record, by its schema."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.registers import PROJECT

from smregister.changes.public import redact_changes
from smregister.model import Change, ChangeType, Pointer, Record, Value, resolve_pointer
from smregister.records.differences import field_changes
from smregister.records.kinds import NOT_PUBLISHED, Kinds
from smregister.records.privacy import Redaction
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.work_tree import WorkTree

SECRET = "Siti Secret"


def kinds_with(**properties: object) -> Kinds:
    """Return kinds of which one, a note, has these fields."""
    schema = {
        "title": "Note",
        "description": "A note.",
        "x-path": "notes/{name}.yaml",
        "x-owner": "desk",
        "x-columns": [next(iter(properties))],
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    contents = {"schemas/note.schema.json": json.dumps(schema).encode()}
    kinds, findings = load_kinds(OverlayTree(WorkTree(PROJECT), contents))
    assert findings == []
    return kinds


def field(type_: str | list[str], **more: object) -> dict[str, object]:
    return {"title": "A field", "description": "What it says.", "type": type_, **more}


PRIVATE = {"x-private": True}
NOTES = kinds_with(
    open=field("string"),
    hidden=field("string", **PRIVATE),
    officer=field("object", properties={"post": field("string"), "name": field("string", **PRIVATE)}),
    recovery=field("object", properties={"post": field("string")}, **PRIVATE),
    keys=field("array", items=field("object", properties={"of": field("string"), "key": field("string", **PRIVATE)})),
    names=field("object", additionalProperties=field("object", properties={"name": field("string", **PRIVATE)})),
    either=field(["string", "array"], items=field("string")),
)
NOTE = Redaction("note", [NOTES])

CASES: dict[str, tuple[Value, Value, Value]] = {
    "a public field": ({"open": "a"}, {"open": "a"}, {"open": "a"}),
    "a private field": ({"open": "a", "hidden": SECRET}, {"open": "a"}, {"open": "a", "hidden": NOT_PUBLISHED}),
    "a private field that says nothing": ({"hidden": None}, {}, {"hidden": None}),
    "a private part": (
        {"officer": {"post": "P", "name": SECRET}},
        {"officer": {"post": "P"}},
        {"officer": {"post": "P", "name": NOT_PUBLISHED}},
    ),
    "a part of what is private": ({"recovery": {"post": SECRET}}, {}, {"recovery": NOT_PUBLISHED}),
    "a part of an item": (
        {"keys": [{"of": "a", "key": SECRET}, {"of": "b"}]},
        {"keys": [{"of": "a"}, {"of": "b"}]},
        {"keys": [{"of": "a", "key": NOT_PUBLISHED}, {"of": "b"}]},
    ),
    "an item that should have parts": ({"keys": [SECRET, {"of": "a"}]}, {"keys": [{"of": "a"}]},
                                       {"keys": [NOT_PUBLISHED, {"of": "a"}]}),
    "a part under a free key": ({"names": {"en": {"name": SECRET}}}, {"names": {"en": {}}},
                                {"names": {"en": {"name": NOT_PUBLISHED}}}),
    "a field without a schema": ({"phone": [SECRET]}, {}, {"phone": NOT_PUBLISHED}),
    "a text where there should be parts": ({"officer": SECRET}, {}, {"officer": NOT_PUBLISHED}),
    "a text where there may be a list": ({"either": "all"}, {"either": "all"}, {"either": "all"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_private_values_are_removed_or_masked(case: str) -> None:
    data, public, redacted = CASES[case]
    assert isinstance(data, dict)
    assert NOTE.remove_private(data) == public
    assert NOTE.redact(data) == redacted
    assert NOTE.remove_private(data | {"open": "b"})["open"] == "b"


def test_a_part_of_what_is_private_is_private_by_itself() -> None:
    assert NOTE.redact(SECRET, ("recovery", "post")) == NOT_PUBLISHED
    assert NOTE.find_private(SECRET, ("recovery", "post")) == {("recovery", "post"): SECRET}
    assert NOTE.redact("P", ("officer", "post")) == "P"


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["marked last", "marked first"])
def test_a_part_of_what_one_alternative_marks_is_private_by_itself(order: slice) -> None:
    inner = [field("object", properties={"post": field("string")}), field("object", **PRIVATE)]
    alternatives = [{"properties": {"inner": form}} for form in inner]
    note = Redaction("note", [kinds_with(either=field("object", anyOf=alternatives[order]))])
    assert note.redact({"either": {"inner": {"post": SECRET}}}) == {"either": {"inner": NOT_PUBLISHED}}
    assert note.redact(SECRET, ("either", "inner", "post")) == NOT_PUBLISHED


def test_a_field_private_in_one_schema_is_private() -> None:
    loose = kinds_with(officer=field("object", properties={"post": field("string"), "name": field("string")}))
    strict = kinds_with(officer=field("string", **PRIVATE))
    data: dict[str, Value] = {"officer": {"post": "P", "name": SECRET}}
    assert Redaction("note", [loose]).remove_private(data) == data
    assert Redaction("note", [loose, NOTES]).remove_private(data) == {"officer": {"post": "P"}}
    for schemas in ([loose, strict], [strict, loose]):
        assert Redaction("note", schemas).remove_private(data) == {}
        assert Redaction("note", schemas).redact(SECRET, ("officer", "name")) == NOT_PUBLISHED


def test_nothing_of_an_unknown_kind_is_public() -> None:
    assert Redaction("unheard-of", [NOTES]).remove_private({"open": SECRET}) == {}
    assert Redaction("unheard-of", [NOTES]).redact({"open": SECRET}) == {"open": NOT_PUBLISHED}


_KEYS = some.sampled_from(
    ["open", "hidden", "officer", "recovery", "keys", "names", "either", "post", "name", "*", "0"]
)
_VALUES = some.recursive(
    some.sampled_from([SECRET, None, True, 1]),
    lambda below: some.lists(below, max_size=3) | some.dictionaries(_KEYS, below, max_size=3),
    max_leaves=12,
)
DATA = some.dictionaries(_KEYS, _VALUES, max_size=4)


@given(data=DATA)
def test_taken_out_or_masked_the_same_is_private(data: dict[str, Value]) -> None:
    private = NOTE.find_private(data)
    redacted, public = NOTE.redact(data), NOTE.remove_private(data)
    for pointer, value in private.items():
        assert resolve_pointer(redacted, pointer) == (None if value is None else NOT_PUBLISHED)
    assert NOTE.find_private(public) == {}
    assert NOTE.remove_private(public) == public
    assert (redacted == data) is all(value is None for value in private.values())


@given(data=DATA)
def test_a_value_by_itself_is_masked_as_within_its_record(data: dict[str, Value]) -> None:
    redacted = NOTE.redact(data)
    for pointer, value in _every_value(data, ()):
        if not any(pointer[:length] in NOTE.find_private(data) for length in range(len(pointer))):
            assert NOTE.redact(value, pointer) == resolve_pointer(redacted, pointer)


def _every_value(value: Value, pointer: Pointer) -> list[tuple[Pointer, Value]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(pointer, value), *(found for key, each in members for found in _every_value(each, (*pointer, key)))]


@given(before=DATA, after=DATA)
def test_a_masked_change_holds_no_more_than_its_records_may(before: dict[str, Value], after: dict[str, Value]) -> None:
    was, now = (Record("note", "a", "registry/notes/a.yaml", data) for data in (before, after))
    change = Change(ChangeType.CHANGED, was, now, tuple(field_changes(before, after)))
    [redacted] = redact_changes([change], [NOTES])
    assert redacted.before
    assert redacted.record.data == NOTE.redact(after)
    assert redacted.before.data == NOTE.redact(before)
    allowed = json.dumps([NOTE.remove_private(before), NOTE.remove_private(after)])
    if SECRET not in allowed:
        assert SECRET not in json.dumps([(field.before, field.after) for field in redacted.fields])


NESTED: dict[str, tuple[Value, Value]] = {
    "in a private text": ({}, {"hidden": {SECRET: 1}}),
    "in a private mapping": ({"recovery": {"post": "a"}}, {"recovery": {"post": "a", SECRET: "b"}}),
    "removed": ({"recovery": {SECRET: "b"}}, {}),
    "deeper": ({}, {"recovery": {"post": {SECRET: [{SECRET: 1}]}}}),
    "in a private field of items": ({"keys": [{"of": "a"}]}, {"keys": [{"of": "a", "key": {SECRET: 1}}]}),
    "in a private field of free keys": ({}, {"names": {"a": {"name": {SECRET: 1, f"{SECRET}2": 2}}}}),
    "digits": ({}, {"recovery": {"1234": 5}}),
}


@pytest.mark.parametrize(("before", "after"), NESTED.values(), ids=NESTED)
def test_a_key_within_a_private_field_is_private(before: dict[str, Value], after: dict[str, Value]) -> None:
    was, now = (Record("note", "a", "registry/notes/a.yaml", data) for data in (before, after))
    change = Change(ChangeType.CHANGED, was, now, tuple(field_changes(before, after)))
    [redacted] = redact_changes([change], [NOTES])
    [only] = redacted.fields
    text = json.dumps([only, redacted.record.data])
    assert SECRET not in text
    assert "1234" not in text
    assert NOT_PUBLISHED in text
    content = json.dumps(after).encode()
    _, findings = RecordReader(NOTES).read(NOTES["note"], now.path, content)
    assert SECRET not in repr(findings)
    assert "1234" not in repr(findings)


def test_a_private_key_that_is_there_twice_is_not_in_the_message() -> None:
    content = f"hidden: {{{SECRET}: 1, {SECRET}: 2}}\nopen: a\nopen: b\n".encode()
    _, findings = RecordReader(NOTES).read(NOTES["note"], "registry/notes/a.yaml", content)
    assert [(finding.pointer, finding.message) for finding in findings] == [
        ("/hidden", f"`{NOT_PUBLISHED}` is here twice; keep one"),
        ("/open", "`open` is here twice; keep one"),
    ]


WITH_FORM = kinds_with(
    email=field("string", format="email", **PRIVATE),
    code=field("string", pattern="^[0-9]+$", **PRIVATE),
    short=field("string", maxLength=3, **PRIVATE),
    way=field("string", enum=["vault", "none"], **PRIVATE),
    either=field(["string", "array"], anyOf=[{"const": "all"}, {"type": "array"}], **PRIVATE),
    items=field("array", items=field("string"), uniqueItems=True, **PRIVATE),
    number=field("string", **PRIVATE),
    parts=field("object", properties={"post": field("string")}, additionalProperties=False, **PRIVATE),
)


@pytest.mark.parametrize("name", [route[0] for route in WITH_FORM["note"].fields if len(route) == 1])
@pytest.mark.parametrize("value", [SECRET, 271828182845, [SECRET, SECRET], {SECRET: SECRET}])
def test_no_finding_has_a_private_value(name: str, value: Value) -> None:
    kind = WITH_FORM["note"]
    content = json.dumps({name: value}).encode()
    _, findings = RecordReader(WITH_FORM).read(kind, "registry/notes/a.yaml", content)
    assert not [found for found in findings if "Secret" in found.message or "27182" in found.message]


def test_an_invalid_private_value_is_still_reported() -> None:
    _, [found] = RecordReader(WITH_FORM).read(WITH_FORM["note"], "registry/notes/a.yaml", b'code: "Siti Secret"\n')
    assert (found.rule, NOT_PUBLISHED in found.message) == ("invalid-format", True)


@pytest.mark.parametrize("written", ["0812345678", "+62812345", "*secret", "&secret a", "!secret a", "9" * 30])
def test_no_finding_quotes_an_unreadable_private_value(written: str) -> None:
    content = f"code: {written}\n".encode()
    _, findings = RecordReader(WITH_FORM).read(WITH_FORM["note"], "registry/notes/a.yaml", content)
    assert findings
    assert not [found for found in findings if any(part in found.message for part in ("812345", "secret", "99999"))]
