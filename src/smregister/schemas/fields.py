"""The fields of a kind, gathered from every depth of its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from smregister.kinds import EACH, Field, Route
from smregister.model import Pointer, value_at

Schema: TypeAlias = Mapping[str, Any]

MOST_FIELDS = 2_000
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")


def fields_of(schema: Schema) -> dict[Route, Field]:
    """Gather every field of a schema by its route, in the order of the schema.

    Raises ValueError if there is no end to them.
    """
    found: dict[Route, Field] = {}
    for number, described in enumerate(_below(schema, schema, (), depth=0)):
        if number > MOST_FIELDS:
            message = f"it has more than {MOST_FIELDS:,} fields, or a definition that contains itself"
            raise ValueError(message)
        field = _with_marks_from_above(described, found)
        found[field.route] = _merged(found[field.route], field) if field.route in found else field
    return found


def subschemas(schema: Schema, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Schema]]:
    """Give every schema within a schema, itself first, each with its place in the file."""
    yield pointer, schema
    for place, below in _within(schema):
        if isinstance(below, Mapping):
            yield from subschemas(below, (*pointer, *place))


def _within(schema: Schema) -> Iterator[tuple[Pointer, Any]]:
    for keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        yield from (((keyword, name), below) for name, below in _mapping(schema.get(keyword)).items())
    for keyword in ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield (keyword,), schema.get(keyword)
    for keyword in (*_ALTERNATIVES, "prefixItems"):
        alternatives = schema.get(keyword)
        if isinstance(alternatives, list):
            yield from (((keyword, number), below) for number, below in enumerate(alternatives))


def resolved(root: Schema, schema: Schema) -> Schema:
    """Follow a local `$ref`; what stands beside it wins."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return schema
    target = value_at(root, tuple(reference[2:].split("/")))
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    return {**target, **beside} if isinstance(target, dict) else beside


def _below(root: Schema, schema: Schema, route: Route, depth: int) -> Iterator[Field]:
    if depth > 16:
        return
    required = schema.get("required", ())
    for name, described in _mapping(schema.get("properties")).items():
        member = resolved(root, described)
        yield _field(root, member, (*route, name), required=name in required)
        yield from _below(root, member, (*route, name), depth + 1)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), Mapping):
            item = resolved(root, schema[keyword])
            yield _field(root, item, (*route, EACH), required=False)
            yield from _below(root, item, (*route, EACH), depth + 1)
    for keyword in _ALTERNATIVES:
        for alternative in schema.get(keyword, ()):
            yield from _below(root, resolved(root, alternative), route, depth + 1)


def _field(root: Schema, schema: Schema, route: Route, *, required: bool) -> Field:
    return Field(
        route=route,
        title=schema.get("title", route[-1]),
        description=schema.get("description", ""),
        types=_types(root, schema),
        choices=_choices(root, schema),
        format=schema.get("format"),
        examples=tuple(schema.get("examples", ())),
        default=schema.get("default"),
        required=required,
        reference=schema.get("x-reference"),
        private=bool(schema.get("x-private")),
        desk_only=bool(schema.get("x-desk-only")),
        not_future=bool(schema.get("x-not-future")),
        expected=bool(schema.get("x-expected")),
        schema=schema,
    )


def _types(root: Schema, schema: Schema) -> tuple[str, ...]:
    stated = schema.get("type")
    if stated is not None:
        return (stated,) if isinstance(stated, str) else tuple(stated)
    if "const" in schema or "enum" in schema:
        return ("string",)
    alternatives = [resolved(root, each) for keyword in _ALTERNATIVES for each in schema.get(keyword, ())]
    return tuple(dict.fromkeys(name for each in alternatives for name in _types(root, each)))


def _choices(root: Schema, schema: Schema) -> tuple[Any, ...]:
    if "const" in schema:
        return (schema["const"],)
    if "enum" in schema:
        return tuple(schema["enum"])
    alternatives = [resolved(root, each) for keyword in _ALTERNATIVES for each in schema.get(keyword, ())]
    return tuple(choice for each in alternatives for choice in _choices(root, each))


def _with_marks_from_above(field: Field, found: Mapping[Route, Field]) -> Field:
    """Extend what an object says of itself, that it is private or the desk's, to everything in it."""
    above = found.get(field.route[:-1])
    if above is None:
        return field
    return replace(field, private=field.private or above.private, desk_only=field.desk_only or above.desk_only)


def _merged(first: Field, second: Field) -> Field:
    """Two alternatives describe the same field: what either says of its use holds."""
    return first if first.description and not second.reference else second


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
