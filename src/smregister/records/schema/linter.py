"""What is wrong with a schema file, so that nothing in it is silently without effect."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from smregister.model import Pointer, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.kinds import Kind
from smregister.records.schema.compiled import native, pattern_test
from smregister.records.schema.fields import Schema, fields_of, subschemas
from smregister.records.schema.keywords import FORMATS, NO_FIELDS, VOCABULARY
from smregister.text import did_you_mean

if TYPE_CHECKING:
    import jsonschema_rs

SchemaFault: TypeAlias = tuple[Pointer, str]
"""A place in a schema, and what is wrong there."""

LARGEST_EXPANSION = 20_000
"""How many subschemas a schema may come to when every `$ref` is written out; ours come to some hundreds."""


def lint_schema(schema: Any) -> list[SchemaFault]:
    """Find what is wrong with one schema by itself; later checks only where earlier ones found nothing."""
    for find in (_meta_faults, _keyword_faults, _reference_faults, _kind_faults, _compilation_faults):
        faults = [*find(schema)]
        if faults:
            return faults
    return []


def named_field_faults(kind: Kind) -> Iterator[SchemaFault]:
    """Find the fields that a kind's `x-` keywords name and that do not exist."""
    for place, name in _named_fields(kind):
        if kind.field(name) is None:
            known = [field.name for field in kind.fields.values()]
            yield place, f"`{name}` is no field of this kind{did_you_mean(name, known)}"
    closing = kind.closing
    status = kind.field(closing.status) if closing and closing.status else None
    if closing and status and status.choices and closing.status_value not in status.choices:
        hint = did_you_mean(str(closing.status_value), [str(choice) for choice in status.choices])
        yield ("x-closing", "status", "value"), f"`{status.name}` can't be `{closing.status_value}`{hint}"


def _meta_faults(schema: Any) -> Iterator[SchemaFault]:
    for error in _meta_schema().iter_errors(schema):
        yield tuple(error.instance_path), f"this is no JSON Schema: {error.message}"


def _keyword_faults(schema: Schema) -> Iterator[SchemaFault]:
    kind_words, property_words = _names("kind"), _names("property")
    for pointer, below in subschemas(schema):
        has_no_fields = bool(NO_FIELDS.intersection(map(str, pointer[::2])))
        words = frozenset[str]() if has_no_fields else property_words if pointer else kind_words
        for keyword in sorted(below.keys() - VOCABULARY - words):
            yield (*pointer, keyword), _unknown_keyword(keyword, words, has_no_fields=has_no_fields)
        if below.get("format", "date") not in FORMATS:
            message = f"`{below['format']}` is no format that is tried{did_you_mean(str(below['format']), FORMATS)}"
            yield (*pointer, "format"), message
        if pointer:
            for error in _keywords("property").iter_errors(below):
                yield (*pointer, *error.instance_path), error.message
        yield from (((*pointer, *place), message) for place, message in _idle_words(below))


def _idle_words(schema: Schema) -> Iterator[SchemaFault]:
    """Find what a schema says in vain: what its values can't be, or fields that it refuses anyhow."""
    types = schema.get("type", "string")
    if "x-reference" in schema and "string" not in ([types] if isinstance(types, str) else types):
        yield ("x-reference",), "only a text can name a record; write `type: string` beside it"
    if "x-not-future" in schema and schema.get("format") not in ("date", "date-time"):
        yield ("x-not-future",), "only a date can lie in the future; write `format: date` beside it"
    fields = schema.get("properties", {})
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        for number, name in enumerate(schema.get("required", ())):
            if name not in fields:
                yield ("required", number), f"`{name}` is required and is no field here{did_you_mean(name, fields)}"


def _unknown_keyword(keyword: str, words: frozenset[str], *, has_no_fields: bool) -> str:
    if has_no_fields and keyword in _names("property"):
        return f"`{keyword}` has no effect here; it belongs to a field under `properties` or `items`"
    return f"`{keyword}` is no keyword here{did_you_mean(keyword, VOCABULARY | words)}"


def _reference_faults(schema: Schema) -> Iterator[SchemaFault]:
    for pointer, below in subschemas(schema):
        reference = below.get("$ref")
        if isinstance(reference, str) and not isinstance(_target(schema, reference), Mapping):
            message = f"`{reference}` leads nowhere in this file; a schema stands alone: `#/$defs/NAME`"
            yield (*pointer, "$ref"), message
        pattern = below.get("pattern")
        for text in [pattern] if isinstance(pattern, str) else below.get("patternProperties", {}):
            if fault := _pattern_fault(text):
                yield (*pointer, "pattern" if text == pattern else "patternProperties"), fault


def _pattern_fault(pattern: str) -> str | None:
    try:
        pattern_test(pattern)
    except ValueError:
        return f"`{pattern}` is no regular expression"
    return None


def _kind_faults(schema: Schema) -> Iterator[SchemaFault]:
    try:
        re.compile(schema.get("x-name-pattern", ""))
    except (re.error, TypeError):
        yield (
            ("x-name-pattern",),
            "names can't be held against this; write it with classes such as [a-z]",
        )
    for error in _keywords("kind").iter_errors(schema):
        yield tuple(error.instance_path), f"the schema of a kind: {error.message}"


def _compilation_faults(schema: Schema) -> Iterator[SchemaFault]:
    if _expansion(schema, schema, {}) > LARGEST_EXPANSION:
        yield (), "it refers to itself, or grows beyond measure when its references are written out; write it simpler"
        return
    try:
        fields_of(schema)
        native(schema)
    except ValueError as error:
        yield (), f"this schema can't be worked with: {' '.join(str(error).split())}"


def _expansion(root: Schema, schema: Schema, known: dict[str, int]) -> int:
    """Count the subschemas with every reference written out; a reference that contains itself counts as too many."""
    size = 0
    for _, below in subschemas(schema):
        size += 1
        reference = below.get("$ref")
        if isinstance(reference, str):
            if reference not in known:
                known[reference] = LARGEST_EXPANSION + 1
                target = _target(root, reference)
                known[reference] = _expansion(root, target, known) if isinstance(target, Mapping) else 0
            size += known[reference]
    return min(size, LARGEST_EXPANSION + 1)


def _target(root: Schema, reference: str) -> object:
    return resolve_pointer(root, parse_pointer(reference[1:])) if reference.startswith("#/") else None


def _named_fields(kind: Kind) -> Iterator[tuple[Pointer, str]]:
    yield from ((("x-columns", number), name) for number, name in enumerate(kind.columns))
    yield from ((("x-identity", number), name) for number, name in enumerate(kind.identity))
    for number, unique in enumerate(kind.unique):
        names = (*unique.fields, unique.unless)
        yield from ((("x-unique", number), name) for name in names if name)
    if kind.label:
        yield ("x-label",), kind.label
    if kind.closing:
        closing = kind.closing
        names = (closing.on, closing.reason, closing.status, closing.replaced_by)
        yield from ((("x-closing",), name) for name in names if name)


@cache
def _meta_schema() -> jsonschema_rs.Draft202012Validator:
    return native({"$ref": "https://json-schema.org/draft/2020-12/schema"})


@cache
def _keywords(part: str) -> jsonschema_rs.Draft202012Validator:
    return native({"$defs": _keyword_schema()["$defs"], "$ref": f"#/$defs/{part}"})


@cache
def _names(part: str) -> frozenset[str]:
    return frozenset(name for name in _keyword_schema()["$defs"][part]["properties"] if name.startswith("x-"))


@cache
def _keyword_schema() -> dict[str, Any]:
    import json

    text = files("smregister.records.schema").joinpath("keywords.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
