"""Fields of a kind, collected from every level of its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from smregister.model import Pointer, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.kinds import ANY_ITEM, Field, Route

Schema: TypeAlias = Mapping[str, Any]

MOST_FIELDS = 2_000
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")


def collect_fields(schema: Schema) -> dict[Route, Field]:
    """Return every field of a schema by its route, in the order of the schema.

    Raises ValueError if there are more than MOST_FIELDS.
    """
    fields: dict[Route, Field] = {}
    for number, member in enumerate(_Walk(schema).fields(schema, ())):
        if number > MOST_FIELDS:
            raise ValueError(f"it has more than {MOST_FIELDS:,} fields, or a definition that contains itself")
        parent = fields.get(member.route[:-1])
        field = _with_marks(member, parent) if parent else member
        fields[field.route] = _merge(fields[field.route], field) if field.route in fields else field
    return fields


def subschemas(schema: Schema, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Schema]]:
    """Yield a schema and every schema in it, each with its pointer."""
    yield pointer, schema
    for steps, subschema in _direct_subschemas(schema):
        if isinstance(subschema, Mapping):
            yield from subschemas(subschema, (*pointer, *steps))


def _direct_subschemas(schema: Schema) -> Iterator[tuple[Pointer, Any]]:
    for keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        yield from (((keyword, name), subschema) for name, subschema in _mapping(schema.get(keyword)).items())
    for keyword in ("items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield (keyword,), schema.get(keyword)
    for keyword in (*_ALTERNATIVES, "prefixItems"):
        alternatives = schema.get(keyword)
        if isinstance(alternatives, list):
            yield from (((keyword, number), subschema) for number, subschema in enumerate(alternatives))


def _resolve(root: Schema, schema: object) -> Schema:
    """Return a schema with local `$ref`s followed; keywords beside them prevail."""
    resolved: dict[str, Any] = {}
    followed: set[str] = set()
    while isinstance(schema, Mapping):
        resolved = {**schema, **{key: value for key, value in resolved.items() if key != "$ref"}}
        reference = schema.get("$ref")
        if not isinstance(reference, str) or reference in followed or not reference.startswith("#/"):
            break
        followed.add(reference)
        schema = resolve_pointer(root, parse_pointer(reference[1:]))
    return resolved


class _Walk:
    """One walk through a schema, which follows each definition once at a route."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.seen: set[tuple[Route, object]] = set()

    def fields(self, schema: Schema, route: Route) -> Iterator[Field]:
        required = schema.get("required", ())
        for name, member in _mapping(schema.get("properties")).items():
            yield from self.member(member, (*route, name), required=name in required)
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), Mapping):
                yield from self.member(schema[keyword], (*route, ANY_ITEM), required=False)
        for keyword in _ALTERNATIVES:
            for alternative in schema.get(keyword, ()):
                if self.is_new(alternative, route):
                    yield from self.fields(_resolve(self.root, alternative), route)

    def member(self, schema: object, route: Route, *, required: bool) -> Iterator[Field]:
        resolved = _resolve(self.root, schema)
        yield _field(self.root, resolved, route, required=required)
        yield from self.fields(resolved, route)

    def is_new(self, alternative: object, route: Route) -> bool:
        reference = alternative.get("$ref") if isinstance(alternative, Mapping) else None
        is_new = reference is None or (route, reference) not in self.seen
        self.seen.add((route, reference))
        return is_new


def _field(root: Schema, schema: Schema, route: Route, *, required: bool) -> Field:
    forms = [schema, *(_resolve(root, form) for keyword in _ALTERNATIVES for form in schema.get(keyword, ()))]
    return Field(
        route=route,
        title=schema.get("title", route[-1]),
        description=schema.get("description", ""),
        types=_types(forms),
        choices=tuple(
            choice for form in forms for choice in ([form["const"]] if "const" in form else form.get("enum", ()))
        ),
        format=schema.get("format"),
        examples=tuple(schema.get("examples", ())),
        default=schema.get("default"),
        required=required,
        reference=schema.get("x-reference"),
        private=any(form.get("x-private") for form in forms),
        desk_only=any(form.get("x-desk-only") for form in forms),
        not_future=bool(schema.get("x-not-future")),
        expected=bool(schema.get("x-expected")),
        right=schema.get("x-right"),
        schema=schema,
    )


def _types(forms: list[Schema]) -> tuple[str, ...]:
    types: list[str] = []
    for form in forms:
        stated = form.get("type", "string" if "const" in form or "enum" in form else None)
        types += [stated] if isinstance(stated, str) else stated or []
    return tuple(dict.fromkeys(types))


def _merge(first: Field, second: Field) -> Field:
    """Return one field for two alternatives; the marks of both apply."""
    return _with_marks(first, second) if first.description and not second.reference else _with_marks(second, first)


def _with_marks(field: Field, other: Field) -> Field:
    return field._replace(private=field.private or other.private, desk_only=field.desk_only or other.desk_only)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
