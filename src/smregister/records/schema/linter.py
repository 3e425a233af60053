"""Checks of a schema file for keywords that would have no effect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from smregister.model import Pointer, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.kinds import Kind
from smregister.records.schema.compiled import compile_schema, pattern_test
from smregister.records.schema.fields import Schema, collect_fields, subschemas
from smregister.text import did_you_mean

if TYPE_CHECKING:
    import jsonschema_rs

SchemaError: TypeAlias = tuple[Pointer, str]
"""The pointer to an error in a schema, and the message."""

LARGEST_EXPANSION = 20_000
"""The largest number of subschemas when every `$ref` is expanded; our schemas have some hundreds."""

# The keywords of draft 2020-12 that a kind may use. `$id`, `$anchor` and the dynamic references are left out: a schema
# file stands alone.
_KEYWORDS = frozenset(
    """
    $schema $ref $defs $comment title description type properties required additionalProperties patternProperties
    propertyNames items prefixItems contains minContains maxContains enum const format pattern minLength maxLength
    minItems maxItems minProperties maxProperties minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
    uniqueItems dependentRequired dependentSchemas if then else allOf anyOf oneOf not default examples deprecated
    readOnly writeOnly
    """.split()  # noqa: SIM905
)
_FORMATS = frozenset(
    """
    date date-time time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference
    uuid uri-template json-pointer relative-json-pointer regex
    """.split()  # noqa: SIM905
)
# Subschemas of these describe no field, so that an `x-` keyword would have no effect.
_NO_FIELDS = frozenset(
    ["patternProperties", "prefixItems", "contains", "propertyNames", "not", "if", "then", "else", "dependentSchemas"]
)


def lint_schema(schema: Any) -> list[SchemaError]:
    """Find the errors in a schema; only a schema without errors in its parts is compiled."""
    if errors := [*_meta_errors(schema)]:
        return errors
    errors = [*_keyword_errors(schema), *_reference_errors(schema), *_kind_errors(schema)]
    return errors or [*_compilation_errors(schema)]


def lint_named_fields(kind: Kind) -> Iterator[SchemaError]:
    """Find the fields that a kind's `x-` keywords name and that do not exist."""
    for pointer, name in _named_fields(kind):
        if kind.field(name) is None:
            names = [field.name for field in kind.fields.values()]
            yield pointer, f"`{name}` is not a field of this kind{did_you_mean(name, names)}"
    closing = kind.closing
    status = kind.field(closing.status) if closing and closing.status else None
    if closing and status and status.choices and closing.status_value not in status.choices:
        hint = did_you_mean(str(closing.status_value), [str(choice) for choice in status.choices])
        yield ("x-closing", "status", "value"), f"`{status.name}` can't be `{closing.status_value}`{hint}"


def _meta_errors(schema: Any) -> Iterator[SchemaError]:
    for error in _meta_schema().iter_errors(schema):
        yield tuple(error.instance_path), f"this is not a JSON Schema: {error.message}"


def _keyword_errors(schema: Schema) -> Iterator[SchemaError]:
    kind_keywords, property_keywords = _own_keywords("kind"), _own_keywords("property")
    for pointer, subschema in subschemas(schema):
        has_no_fields = bool(_NO_FIELDS.intersection(map(str, pointer[::2])))
        keywords = frozenset[str]() if has_no_fields else property_keywords if pointer else kind_keywords
        for keyword in sorted(subschema.keys() - _KEYWORDS - keywords):
            yield (*pointer, keyword), _unknown_keyword(keyword, keywords, has_no_fields=has_no_fields)
        name = subschema.get("format", "date")
        if name not in _FORMATS:
            yield (*pointer, "format"), f"`{name}` is not a supported format{did_you_mean(str(name), _FORMATS)}"
        if pointer:
            for error in _keyword_validator("property").iter_errors(subschema):
                yield (*pointer, *error.instance_path), _form_error("property", error)
        yield from (((*pointer, *steps), message) for steps, message in _keywords_without_effect(subschema))


def _keywords_without_effect(schema: Schema) -> Iterator[SchemaError]:
    types = schema.get("type", "string")
    if "x-reference" in schema and "string" not in ([types] if isinstance(types, str) else types):
        yield ("x-reference",), "only a text can name a record; write `type: string` beside it"
    if "x-not-future" in schema and schema.get("format") not in ("date", "date-time"):
        yield ("x-not-future",), "only a date can lie in the future; write `format: date` beside it"
    fields = schema.get("properties", {})
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        for number, name in enumerate(schema.get("required", ())):
            if name not in fields:
                yield ("required", number), f"`{name}` is required and is not a field here{did_you_mean(name, fields)}"


def _unknown_keyword(keyword: str, keywords: frozenset[str], *, has_no_fields: bool) -> str:
    if has_no_fields and keyword in _own_keywords("property"):
        return f"`{keyword}` has no effect here; it belongs to a field under `properties` or `items`"
    return f"`{keyword}` is not a keyword here{did_you_mean(keyword, _KEYWORDS | keywords)}"


def _reference_errors(schema: Schema) -> Iterator[SchemaError]:
    for pointer, subschema in subschemas(schema):
        reference = subschema.get("$ref")
        if isinstance(reference, str) and not isinstance(_target(schema, reference), Mapping):
            yield (*pointer, "$ref"), f"`{reference}` is not in this file; write `#/$defs/NAME`"
        pattern = subschema.get("pattern")
        for text in [pattern] if isinstance(pattern, str) else subschema.get("patternProperties", {}):
            if not _is_pattern(text):
                keyword = "pattern" if text == pattern else "patternProperties"
                yield (*pointer, keyword), f"`{text}` is not a regular expression, or too large"


def _is_pattern(text: str) -> bool:
    try:
        pattern_test(text)
    except ValueError:
        return False
    return True


def _kind_errors(schema: Schema) -> Iterator[SchemaError]:
    names = schema.get("x-name-pattern", "")
    if isinstance(names, str) and not _is_pattern(f"^(?:{names})$"):
        yield ("x-name-pattern",), "this is not a regular expression for names; use classes such as [a-z]"
    for error in _keyword_validator("kind").iter_errors(schema):
        yield tuple(error.instance_path), f"the schema of a kind: {_form_error('kind', error)}"


def _form_error(part: str, error: jsonschema_rs.ValidationError) -> str:
    """Return the message of an error, with an example of the keyword in the right form."""
    keyword = str(next(iter(error.instance_path), ""))
    examples = _keyword_schema()["$defs"][part]["properties"].get(keyword, {}).get("examples", ())
    return "; ".join([error.message, *(f'for example `"{keyword}": {json.dumps(example)}`' for example in examples)])


def _compilation_errors(schema: Schema) -> Iterator[SchemaError]:
    if _expansion(schema, schema, {}) > LARGEST_EXPANSION:
        yield (), "the schema refers to itself, or is too large with its references expanded; make it simpler"
        return
    try:
        collect_fields(schema)
        compile_schema(schema)
    except ValueError as error:
        yield (), f"this schema can't be used: {' '.join(str(error).split())}"


def _expansion(root: Schema, schema: Schema, sizes: dict[str, int]) -> int:
    """Count the subschemas with references expanded; too many if recursive."""
    size = 0
    for _, subschema in subschemas(schema):
        size += 1
        reference = subschema.get("$ref")
        if isinstance(reference, str):
            if reference not in sizes:
                sizes[reference] = LARGEST_EXPANSION + 1
                target = _target(root, reference)
                sizes[reference] = _expansion(root, target, sizes) if isinstance(target, Mapping) else 0
            size += sizes[reference]
    return min(size, LARGEST_EXPANSION + 1)


def _target(root: Schema, reference: str) -> object:
    return resolve_pointer(root, parse_pointer(reference[1:])) if reference.startswith("#/") else None


def _named_fields(kind: Kind) -> Iterator[tuple[Pointer, str]]:
    yield from ((("x-columns", number), name) for number, name in enumerate(kind.columns))
    yield from ((("x-identity", number), name) for number, name in enumerate(kind.identity))
    for number, unique in enumerate(kind.unique):
        yield from ((("x-unique", number), name) for name in (*unique.fields, unique.unless) if name)
    if kind.label:
        yield ("x-label",), kind.label
    if closing := kind.closing:
        names = (closing.on, closing.reason, closing.status, closing.replaced_by)
        yield from ((("x-closing",), name) for name in names if name)


@cache
def _meta_schema() -> jsonschema_rs.Draft202012Validator:
    return compile_schema({"$ref": "https://json-schema.org/draft/2020-12/schema"})


@cache
def _keyword_validator(part: str) -> jsonschema_rs.Draft202012Validator:
    return compile_schema({"$defs": _keyword_schema()["$defs"], "$ref": f"#/$defs/{part}"})


@cache
def _own_keywords(part: str) -> frozenset[str]:
    return frozenset(name for name in _keyword_schema()["$defs"][part]["properties"] if name.startswith("x-"))


@cache
def _keyword_schema() -> dict[str, Any]:
    text = files("smregister.records.schema").joinpath("keywords.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
