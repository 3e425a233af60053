"""The fields of a kind, gathered from every depth of its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from smregister.model import Pointer, resolve_pointer
from smregister.pointers import parse_pointer
from smregister.records.kinds import ANY_ITEM, Field, Route

Schema: TypeAlias = Mapping[str, Any]

MOST_FIELDS = 2_000
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")


def fields_of(schema: Schema) -> dict[Route, Field]:
    """Gather every field of a schema by its route, in the order of the schema.

    Raises ValueError if there is no end to them.
    """
    found: dict[Route, Field] = {}
    for number, described in enumerate(_Gathering(schema).below(schema, ())):
        if number > MOST_FIELDS:
            raise ValueError(f"it has more than {MOST_FIELDS:,} fields, or a definition that contains itself")
        field = _with_marks_from_above(described, found)
        found[field.route] = _merged(found[field.route], field) if field.route in found else field
    return found


def subschemas(schema: Schema, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Schema]]:
    """Return every schema within a schema, itself first, each with its place in the file."""
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


def resolved(root: Schema, schema: object) -> Schema:
    """Follow local `$ref`s to their end; what stands beside one wins. A schema that is no mapping says nothing."""
    known: dict[str, Any] = {}
    followed: set[str] = set()
    while isinstance(schema, Mapping):
        known = {**schema, **{key: value for key, value in known.items() if key != "$ref"}}
        reference = schema.get("$ref")
        if not isinstance(reference, str) or reference in followed or not reference.startswith("#/"):
            break
        followed.add(reference)
        schema = resolve_pointer(root, parse_pointer(reference[1:]))
    return known


class _Gathering:
    """One walk through a schema; no definition is gone through twice at the same place."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.seen: set[tuple[Route, object]] = set()

    def below(self, schema: Schema, route: Route) -> Iterator[Field]:
        required = schema.get("required", ())
        for name, described in _mapping(schema.get("properties")).items():
            yield from self.member(described, (*route, name), required=name in required)
        for keyword in ("items", "additionalProperties"):
            if isinstance(schema.get(keyword), Mapping):
                yield from self.member(schema[keyword], (*route, ANY_ITEM), required=False)
        for keyword in _ALTERNATIVES:
            for alternative in schema.get(keyword, ()):
                if self.is_new(alternative, route):
                    yield from self.below(resolved(self.root, alternative), route)

    def member(self, described: object, route: Route, *, required: bool) -> Iterator[Field]:
        member = resolved(self.root, described)
        yield _field(self.root, member, route, required=required)
        yield from self.below(member, route)

    def is_new(self, alternative: object, route: Route) -> bool:
        reference = alternative.get("$ref") if isinstance(alternative, Mapping) else None
        if reference is None:
            return True
        known = (route, reference) in self.seen
        self.seen.add((route, reference))
        return not known


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
        private=_is_marked(root, schema, "x-private"),
        desk_only=_is_marked(root, schema, "x-desk-only"),
        not_future=bool(schema.get("x-not-future")),
        expected=bool(schema.get("x-expected")),
        schema=schema,
    )


def _is_marked(root: Schema, schema: Schema, mark: str) -> bool:
    """Return whether a field, or one of the ways in which it may be written, carries a mark."""
    return bool(schema.get(mark)) or any(bool(each.get(mark)) for each in _alternatives(root, schema))


def _types(root: Schema, schema: Schema) -> tuple[str, ...]:
    found: list[str] = []
    for each in (schema, *_alternatives(root, schema)):
        stated = each.get("type", "string" if "const" in each or "enum" in each else None)
        found += [stated] if isinstance(stated, str) else stated or []
    return tuple(dict.fromkeys(found))


def _choices(root: Schema, schema: Schema) -> tuple[Any, ...]:
    found: list[Any] = []
    for each in (schema, *_alternatives(root, schema)):
        found += [each["const"]] if "const" in each else each.get("enum", ())
    return tuple(found)


def _alternatives(root: Schema, schema: Schema) -> list[Schema]:
    return [resolved(root, each) for keyword in _ALTERNATIVES for each in schema.get(keyword, ())]


def _with_marks_from_above(field: Field, found: Mapping[Route, Field]) -> Field:
    """Extend what an object says of itself, that it is private or the desk's, to everything in it."""
    above = found.get(field.route[:-1])
    if above is None:
        return field
    return field._replace(private=field.private or above.private, desk_only=field.desk_only or above.desk_only)


def _merged(first: Field, second: Field) -> Field:
    """Two alternatives describe the same field: what either says of its use holds."""
    kept = first if first.description and not second.reference else second
    return kept._replace(private=first.private or second.private, desk_only=first.desk_only or second.desk_only)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
