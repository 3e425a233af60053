"""Findings of a record that breaks its schema: the rule, the position and the message."""

from __future__ import annotations

from typing import Any

import pytest

from smregister.model import Document
from smregister.records.schema.validator import SchemaValidator

# The case, the schema, the data, and every finding.

LONG = "x" * 70
WORDS: dict[str, tuple[dict[str, Any], Any, list[tuple[str, str, str]]]] = {
    "a missing field": (
        {"required": ["a", "b"], "properties": {"a": {"description": "What it is. And more."}}},
        {},
        [
            ("missing-field", "", "`a` is missing (What it is); add a line `a: …`"),
            ("missing-field", "", "`b` is missing; add a line `b: …`"),
        ],
    ),
    "a field that another one needs": (
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        [("missing-field", "", "`b` is missing; `a` requires it")],
    ),
    "one of two fields": (
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {},
        [("missing-field", "", "one of `a`, `b` is required; add one of them")],
    ),
    "an unknown field that is like a known one": (
        {"additionalProperties": False, "properties": {"handle": {}}},
        {"handel": 1},
        [("unknown-field", "/handel", "`handel` is not a field here; did you mean `handle`?")],
    ),
    "an unknown field": (
        {"additionalProperties": False, "properties": {"a": {}, "b": {}}},
        {"zebra": 1},
        [("unknown-field", "/zebra", "`zebra` is not a field here; known are `a`, `b`")],
    ),
    "a number for a text": (
        {"properties": {"a": {"type": "string", "title": "Name"}}},
        {"a": 7},
        [("wrong-type", "/a", "`a` must be a text, not `7`; write it in quotes, '7'")],
    ),
    "a truth for a text": (
        {"properties": {"a": {"type": "string"}}},
        {"a": True},
        [("wrong-type", "/a", "`a` must be a text, not `true`; write it in quotes, 'true'")],
    ),
    "nothing for a text": (
        {"properties": {"a": {"type": "string"}}},
        {"a": None},
        [("wrong-type", "/a", "`a` must be a text, not `nothing`")],
    ),
    "a text for a list": (
        {"properties": {"a": {"type": "array"}}},
        {"a": "b"},
        [
            (
                "wrong-type",
                "/a",
                "`a` must be a list, not `b`; write each value on a line of its own that begins with `- `",
            )
        ],
    ),
    "a text for a mapping": (
        {"properties": {"a": {"type": "object", "examples": [{"en": "A letter"}]}}},
        {"a": "b"},
        [
            (
                "wrong-type",
                "/a",
                "`a` must be a mapping of fields, not `b`; "
                "write each field on a line of its own below, indented, like `en: A letter`",
            )
        ],
    ),
    "a mapping for a text": (
        {"properties": {"a": {"type": "string"}}},
        {"a": {}},
        [("wrong-type", "/a", "`a` must be a text, not a mapping")],
    ),
    "a text for one of two types": (
        {"properties": {"a": {"type": ["integer", "boolean"]}}},
        {"a": "b"},
        [("wrong-type", "/a", "`a` must be a whole number or true or false, not `b`")],
    ),
    "a value that is not listed": (
        {"properties": {"a": {"title": "Status", "enum": ["active", "closed"]}}},
        {"a": "activ"},
        [
            (
                "value-not-allowed",
                "/a",
                "`a` must be one of `active`, `closed`, not `activ`; did you mean `active`?",
            )
        ],
    ),
    "a value other than the only one": (
        {"properties": {"a": {"const": "all"}}},
        {"a": "none of them"},
        [("value-not-allowed", "/a", "`a` must be `all`, not `none of them`")],
    ),
    "a day that does not exist": (
        {"properties": {"a": {"title": "Day", "format": "date"}}},
        {"a": "2026-02-29"},
        [
            (
                "invalid-format",
                "/a",
                "`a` must be a date, written year-month-day, such as 2026-11-30, not `2026-02-29`",
            )
        ],
    ),
    "no e-mail address": (
        {"properties": {"a": {"title": "E-mail", "format": "email"}}},
        {"a": "nobody"},
        [
            (
                "invalid-format",
                "/a",
                "`a` must be an e-mail address, such as media@agency.gov.example, not `nobody`",
            )
        ],
    ),
    "no web address": (
        {"properties": {"a": {"title": "Site", "format": "uri"}}},
        {"a": "x y"},
        [
            (
                "invalid-format",
                "/a",
                "`a` must be a web address that begins with https://, not `x y`",
            )
        ],
    ),
    "another form, with an example": (
        {"properties": {"a": {"title": "Code", "pattern": "^[A-Z]+$", "examples": ["PG"]}}},
        {"a": "pg"},
        [("invalid-format", "/a", "`a` must look like `PG`, not `pg`")],
    ),
    "another form, without one": (
        {"properties": {"a": {"title": "Code", "pattern": "^[A-Z]+$"}}},
        {"a": "pg"},
        [("invalid-format", "/a", "`a` must match ^[A-Z]+$, not `pg`")],
    ),
    "a line end after a form": (
        {"properties": {"a": {"title": "Code", "pattern": "^[A-Z]+$", "examples": ["PG"]}}},
        {"a": "PG\n"},
        [("invalid-format", "/a", "`a` must look like `PG`, not `PG\n`")],
    ),
    "a key of another form": (
        {"properties": {"a": {"propertyNames": {"pattern": "^[a-z]{2}$", "examples": ["en"]}}}},
        {"a": {"English": "b"}},
        [("invalid-format", "/a/English", "`English` is not a valid name of a field: it must look like `en`")],
    ),
    "too short": (
        {"properties": {"a": {"minLength": 3}}},
        {"a": "ab"},
        [("out-of-bounds", "/a", "`a` must have at least 3 characters, not `ab`")],
    ),
    "too long": (
        {"properties": {"a": {"maxLength": 60}}},
        {"a": LONG},
        [("out-of-bounds", "/a", f"`a` must have at most 60 characters, not `{LONG[:57]}…`")],
    ),
    "too few": (
        {"properties": {"a": {"minItems": 1}}},
        {"a": []},
        [("out-of-bounds", "/a", "`a` must have at least 1 value, not none")],
    ),
    "too many": (
        {"properties": {"a": {"maxItems": 1}}},
        {"a": [1, 2]},
        [("out-of-bounds", "/a", "`a` must have at most 1 value, not 2")],
    ),
    "too few fields": (
        {"properties": {"a": {"minProperties": 1}}},
        {"a": {}},
        [("out-of-bounds", "/a", "`a` must have at least 1 field, not none")],
    ),
    "too many fields": (
        {"properties": {"a": {"maxProperties": 0}}},
        {"a": {"b": 1}},
        [("out-of-bounds", "/a", "`a` must have at most 0 fields, not 1")],
    ),
    "too small": (
        {"properties": {"a": {"title": "Hours", "minimum": 1}}},
        {"a": 0},
        [("out-of-bounds", "/a", "`a` must be at least 1, not `0`")],
    ),
    "too large": (
        {"properties": {"a": {"maximum": 1}}},
        {"a": 2},
        [("out-of-bounds", "/a", "`a` must be at most 1, not `2`")],
    ),
    "at the lower bound": (
        {"properties": {"a": {"exclusiveMinimum": 1}}},
        {"a": 1},
        [("out-of-bounds", "/a", "`a` must be more than 1, not `1`")],
    ),
    "at the upper bound": (
        {"properties": {"a": {"exclusiveMaximum": 1}}},
        {"a": 1},
        [("out-of-bounds", "/a", "`a` must be less than 1, not `1`")],
    ),
    "no multiple": (
        {"properties": {"a": {"multipleOf": 5}}},
        {"a": 7},
        [("out-of-bounds", "/a", "`a` must be a multiple of 5, not `7`")],
    ),
    "the same twice": (
        {"properties": {"a": {"uniqueItems": True}}},
        {"a": ["b", "c", "b"]},
        [("duplicate-item", "/a/2", "`b` is in this list twice; keep one")],
    ),
    "the alternative that was meant": (
        {"properties": {"a": {"anyOf": [{"type": "string", "const": "all"}, {"type": "array", "minItems": 1}]}}},
        {"a": []},
        [("out-of-bounds", "/a", "`a` must have at least 1 value, not none")],
    ),
    "no alternative": (
        {"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "array"}]}}},
        {"a": 7},
        [
            (
                "no-matching-schema",
                "/a",
                "`7` matches none of the alternatives: "
                "`a` must be a text, not `7`; write it in quotes, '7'; "
                "`a` must be a list, not `7`; write each value on a line of its own that begins with `- `",
            )
        ],
    ),
}


@pytest.mark.parametrize("case", WORDS)
def test_a_schema_error_has_this_message(case: str) -> None:
    schema, data, messages = WORDS[case]
    findings = SchemaValidator(schema).findings("a.yaml", Document(data, {}))
    assert [(finding.rule, finding.pointer, finding.message) for finding in findings] == messages


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        ({"properties": {"a": {"oneOf": [{"type": "string"}, {"maxLength": 3}]}}}, {"a": "b"}),
        ({"properties": {"a": {"not": {"const": "b"}}}}, {"a": "b"}),
        ({"properties": {"a": {"contains": {"const": "b"}}}}, {"a": ["c"]}),
        ({"properties": {"a": False}}, {"a": "b"}),
        ({"patternProperties": {"^a": {"type": "integer"}}}, {"ab": "c"}),
        ({"patternProperties": {"^a": {}}, "additionalProperties": False}, {"ab": 1, "b": 1}),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}),
        ({"properties": {"a": {"prefixItems": [{"type": "string"}], "items": False}}}, {"a": ["b", "c"]}),
        ({"properties": {"a": {"additionalProperties": {"type": "string"}}}}, {"a": {"b": 1}}),
        ({"properties": {"a": {"propertyNames": {"maxLength": 1}}}}, {"a": {"bc": 1}}),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [{"b": 1}, {"b": 1}]}),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [1, True, 1]}),
    ],
)
def test_every_rejected_document_has_a_finding(schema: dict[str, Any], data: dict[str, Any]) -> None:
    validator = SchemaValidator(schema)
    assert not validator.is_valid(data)
    findings = validator.findings("a.yaml", Document(data, {}))
    assert findings
    assert all(finding.message and finding.severity == "error" for finding in findings)


def test_a_pattern_that_allows_others_does_not_blame_the_fields_it_allows() -> None:
    schema = {"patternProperties": {"^a": {}}, "additionalProperties": False}
    findings = SchemaValidator(schema).findings("a.yaml", Document({"ab": 1, "b": 1}, {}))
    assert [finding.pointer for finding in findings] == ["/b"]
