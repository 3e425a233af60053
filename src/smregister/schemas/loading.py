"""Schema files to kinds; what is wrong with a schema to findings."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from smregister import documents
from smregister.errors import FatalError
from smregister.kinds import NAME_PATTERN, Closing, Kind, Layout, Uniqueness
from smregister.model import START, Document, Finding, Pointer, finding
from smregister.schema_rules import SCHEMA_FAULT
from smregister.schemas.fields import Schema, fields_of, subschemas
from smregister.schemas.judging import Judge
from smregister.suggestions import did_you_mean
from smregister.trees import SCHEMAS, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smregister.trees import File, Tree

Kinds = dict[str, Kind]

SCHEMA_ENDING = ".schema.json"
# The vocabulary of draft 2020-12 that a kind may use. `$id`, `$anchor` and the dynamic references
# are left out: a schema file stands alone.
_VOCABULARY = frozenset(
    [
        "$schema",
        "$ref",
        "$defs",
        "$comment",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "propertyNames",
        "items",
        "prefixItems",
        "contains",
        "minContains",
        "maxContains",
        "enum",
        "const",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "uniqueItems",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "then",
        "else",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "default",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
    ]
)


def load_kinds(tree: Tree) -> tuple[Kinds, list[Finding]]:
    """Load the kinds of a tree from its `schemas/`, with what is wrong with them.

    Raises FatalError if the tree has no schemas at all.
    """
    kinds: Kinds = {}
    findings: list[Finding] = []
    schema_files = [file for file in tree.files(SCHEMAS) if file.path.endswith(SCHEMA_ENDING)]
    if not schema_files:
        place = f"`{SCHEMAS}/` ({tree.name})"
        message = f"there are no schemas in {place}, so nothing can be judged; `smregister init` brings them"
        raise FatalError(message)
    for file in schema_files:
        kind = _load(file)
        if isinstance(kind, Kind):
            kinds[kind.name] = kind
        else:
            findings += kind
    findings += _between_kinds(kinds)
    faulty = {found.path for found in findings}
    return {name: kind for name, kind in kinds.items() if _path(name) not in faulty}, findings


def _path(kind: str) -> str:
    return f"{SCHEMAS}/{kind}{SCHEMA_ENDING}"


def _load(file: File) -> Kind | list[Finding]:
    if file.mode is not Mode.PLAIN:
        return [finding(SCHEMA_FAULT, file.path, START, (), f"this is {file.mode}; put a plain file here")]
    document = documents.parse(file.path, file.read())
    if not isinstance(document, Document):
        return document
    faults = [*_shape_faults(document)]
    if not faults:
        faults = [*_compilation_faults(document)]
    if not faults:
        kind = _kind(file.path.rpartition("/")[2].removesuffix(SCHEMA_ENDING), document.data)
        faults = [*_field_faults(kind)]
        if not faults:
            return kind
    return [
        finding(SCHEMA_FAULT, file.path, document.position(pointer), pointer, message) for pointer, message in faults
    ]


def _shape_faults(document: Document) -> Iterator[tuple[Pointer, str]]:
    schema: Any = document.data
    for error in _meta_schema().iter_errors(schema):
        yield tuple(error.instance_path), f"this is no JSON Schema: {error.message}"
    yield from _keyword_faults(schema)
    for error in _keywords("kind").iter_errors(schema):
        yield tuple(error.instance_path), f"the schema of a kind: {error.message}"


def _compilation_faults(document: Document) -> Iterator[tuple[Pointer, str]]:
    schema: Any = document.data
    try:
        fields_of(schema)
        Judge(schema)
    except ValueError as error:
        yield (), f"this schema can't be worked with: {error}"


def _keyword_faults(schema: Schema) -> Iterator[tuple[Pointer, str]]:
    kind_words, property_words = _names("kind"), _names("property")
    for pointer, below in subschemas(schema):
        known = _VOCABULARY | (property_words if pointer else kind_words)
        for keyword in sorted(below.keys() - known):
            yield (*pointer, keyword), f"`{keyword}` is no keyword here{did_you_mean(keyword, known)}"
        if not str(below.get("$ref", "#")).startswith("#"):
            yield (*pointer, "$ref"), "a schema file stands alone: a `$ref` begins with `#`"
        if pointer:
            for error in _keywords("property").iter_errors(below):
                yield (*pointer, *error.instance_path), error.message


def _kind(name: str, schema: Schema) -> Kind:
    return Kind(
        name=name,
        title=schema["title"],
        description=schema["description"],
        layout=Layout(schema["x-path"], schema.get("x-name-pattern", NAME_PATTERN)),
        owner=schema["x-owner"],
        columns=tuple(schema["x-columns"]),
        label=schema.get("x-label"),
        unique=tuple(
            Uniqueness(tuple(each["fields"]), each["within"] == "agency") for each in schema.get("x-unique", ())
        ),
        identity=tuple(schema.get("x-identity", ())),
        closing=_closing(schema["x-closing"]) if "x-closing" in schema else None,
        fields=fields_of(schema),
        schema=schema,
    )


def _closing(facts: Mapping[str, Any]) -> Closing:
    status = facts.get("status", {})
    return Closing(facts["on"], facts["reason"], status.get("field"), status.get("value"), facts.get("replaced_by"))


def _field_faults(kind: Kind) -> Iterator[tuple[Pointer, str]]:
    for place, name in _named_fields(kind):
        if kind.field(name) is None:
            known = [field.name for field in kind.fields.values()]
            yield place, f"`{name}` is no field of this kind{did_you_mean(name, known)}"


def _named_fields(kind: Kind) -> Iterator[tuple[Pointer, str]]:
    yield from ((("x-columns", number), name) for number, name in enumerate(kind.columns))
    yield from ((("x-identity", number), name) for number, name in enumerate(kind.identity))
    yield from ((("x-unique",), name) for each in kind.unique for name in each.fields)
    if kind.label:
        yield ("x-label",), kind.label
    if kind.closing:
        closing = kind.closing
        names = (closing.on, closing.reason, closing.status, closing.replaced_by)
        yield from ((("x-closing",), name) for name in names if name)


def _between_kinds(kinds: Kinds) -> Iterator[Finding]:
    places: dict[str, str] = {}
    for kind in kinds.values():
        other = places.setdefault(kind.layout.template, kind.name)
        if other != kind.name:
            message = f"the kind `{other}` has its records in the same place; give this one another `x-path`"
            yield finding(SCHEMA_FAULT, _path(kind.name), START, ("x-path",), message)
        for field in kind.references():
            if field.reference not in kinds:
                wanted = field.reference or ""
                hint = did_you_mean(wanted, kinds)
                message = f"the field `{field.name}` names records of kind `{wanted}`, and there is no such kind{hint}"
                yield finding(SCHEMA_FAULT, _path(kind.name), START, ("properties", *field.route), message)


@cache
def _meta_schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})


@cache
def _keywords(part: str) -> jsonschema_rs.Draft202012Validator:
    definitions = _keyword_schema()["$defs"]
    return jsonschema_rs.Draft202012Validator({"$defs": definitions, "$ref": f"#/$defs/{part}"}, validate_formats=True)


@cache
def _names(part: str) -> frozenset[str]:
    return frozenset(name for name in _keyword_schema()["$defs"][part]["properties"] if name.startswith("x-"))


@cache
def _keyword_schema() -> dict[str, Any]:
    import json

    text = files("smregister.schemas").joinpath("keywords.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]
