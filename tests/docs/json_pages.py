"""Pages of the JSON documents and of import maps, from their JSON Schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.docs.markdown import block, code, codes, link, prose, table
from tests.registers import PROJECT

Schema: TypeAlias = Mapping[str, Any]

ENDING = ".schema.json"
FOLDER = PROJECT / "docs/reference/json-schemas"
IMPORT_MAP = PROJECT / "src/smregister/editing/imports/map.schema.json"
_SHARED_FILE = f"shared{ENDING}"
_SHARED = f"{_SHARED_FILE}#/$defs/"
_LOCAL = "#/$defs/"
EXAMPLE = """\
agency:
  name: {field: Office, form: name}
accounts:
  - url: {field: Link}
    record:
      purpose: {field: About}
      status: active
"""


def json_page() -> Iterator[str]:
    """Yield the page of the JSON documents."""
    yield from ("# JSON documents", "")
    yield prose(
        "With `--json`, a command answers with one JSON document on standard output. Messages still go to standard "
        "error, and the exit status is the same. `--format json` means the same for commands that have it."
    )
    yield ""
    yield prose(
        "With status 2 there is no document: standard output is empty, and the message says why. Sentences in a "
        "document, such as the `reason` of `check`, are in English unless `--lang` names another language."
    )
    yield ""
    yield prose(
        "Each document has a JSON Schema (draft 2020-12). A document has no members that its schema does not name. "
        "`version` changes if a member is removed or means something else. A new version of the program can add "
        "members, so validate with the schemas of the version that you use. Keys of `summary` are names like the "
        "others: they don't change, even those with spaces."
    )
    yield ""
    yield prose(
        "The schemas are in `docs/reference/json-schemas/` of the source. They refer to `shared.schema.json` beside "
        "them. `check-jsonschema` validates a document:"
    )
    yield from block("check-jsonschema --schemafile docs/reference/json-schemas/check.schema.json answer.json", "bash")
    yield ""
    yield prose(
        "`smregister validate --format sarif` and `--format gitlab` follow the specifications of those formats."
    )
    yield ""
    yield prose(
        "`list --json`, `show --json` and `search --json` are for the desk: they have private fields, as the files do. "
        "Reports and feeds leave private fields out."
    )
    names = sorted(path.name.removesuffix(ENDING) for path in FOLDER.glob(f"*{ENDING}"))
    documents = {name: _read(FOLDER / f"{name}{ENDING}") for name in names if name != "shared"}
    rows = ([link(code(schema["title"]), name), prose(schema["description"])] for name, schema in documents.items())
    yield from table(["Command", "Document"], rows)
    yield from ("In the tables below, `[]` stands for each item of a list, `*` for each key.", "")
    yield f"Parts that several documents have are in [{_SHARED_FILE}]({FOLDER.name}/{_SHARED_FILE})."
    for name, schema in documents.items():
        yield from ("", f"## {name}", "", code(schema["title"]), "", prose(schema["description"]), "")
        yield f"JSON Schema: [{name}{ENDING}]({FOLDER.name}/{name}{ENDING})"
        yield from _members_table(schema, "Always")


def import_map_page() -> Iterator[str]:
    """Yield the page of import maps."""
    schema = import_map_schema()
    yield from ("# Import maps", "")
    yield prose(f"{schema['description']} `smregister import FILE --map MAP` reads it; a map is a YAML file.")
    yield from ("", "A small map:", *block(EXAMPLE.rstrip("\n"), "yaml"))
    yield from ("## map", "", "The map itself.", *_members_table(schema, "Required"))
    for name, definition in schema["$defs"].items():
        yield from ("", f"## {name}", "", _definition(definition), *_members_table(definition, "Required"))


def _definition(schema: Schema) -> str:
    """Return the description of a definition, with what it refers to."""
    sentences = [prose(_description(schema))]
    if _LOCAL in (reference := schema.get("$ref", "")):
        sentences.append(f"It has the members of {_link(reference)}.")
    if _LOCAL in (reference := (schema.get("additionalProperties") or {}).get("$ref", "")):
        sentences.append(f"Each key is the name of a field, each value a {_link(reference)}.")
    return " ".join(filter(None, sentences))


def _link(reference: str) -> str:
    name = reference.removeprefix(_LOCAL)
    return link(name, name)


def import_map_schema() -> Schema:
    """Return the JSON Schema of import maps."""
    return _read(IMPORT_MAP)


def _read(path: Path) -> Schema:
    schema: Schema = json.loads(path.read_text("utf-8"))
    return schema


@cache
def _shared() -> Schema:
    definitions: Schema = _read(FOLDER / _SHARED_FILE)["$defs"]
    return definitions


def _members_table(schema: Schema, required: str) -> Iterator[str]:
    yield from table(["Member", "Type", required, "Meaning"], _rows(schema, ""))


def _rows(schema: Schema, prefix: str) -> Iterator[list[str]]:
    """Yield a row for each member, then rows for the members in it; `[]` is each item, `*` each key."""
    conditional: Schema = schema.get("then", {})
    members = {**conditional.get("properties", {}), **schema.get("properties", {})}
    patterns = {f"/{pattern}/": member for pattern, member in schema.get("patternProperties", {}).items()}
    required = {*conditional.get("required", ()), *schema.get("required", ())}
    for name, member in {**members, **patterns}.items():
        resolved, path = _resolve(member), f"{prefix}{name}"
        yield [code(path), _type(member), "yes" if name in required else "", _meaning(resolved)]
        yield from _inner_rows(resolved, path)


def _inner_rows(schema: Schema, path: str) -> Iterator[list[str]]:
    if isinstance(items := schema.get("items"), Mapping):
        yield from _inner_rows(_resolve(items), f"{path}[]")
    elif isinstance(values := schema.get("additionalProperties"), Mapping) and "properties" not in schema:
        yield from _inner_rows(_resolve(values), f"{path}.*")
    yield from _rows(schema, f"{path}.")


def _resolve(schema: Schema) -> Schema:
    """Return a schema with a shared definition in place; the section of a local one describes it."""
    name = schema.get("$ref", "")
    return {**_shared()[name.removeprefix(_SHARED)], **schema} if name.startswith(_SHARED) else schema


def _meaning(schema: Schema) -> str:
    sentences = [prose(_description(schema))]
    if choices := schema.get("enum"):
        sentences.append(f"One of: {codes(map(_literal, choices))}.")
    if "const" in schema:
        sentences.append(f"Always {code(_literal(schema['const']))}.")
    if examples := schema.get("examples"):
        sentences.append(f"For example {codes(map(_literal, examples))}.")
    return " ".join(filter(None, sentences))


def _literal(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _description(schema: Schema) -> str:
    return str(schema.get("description", ""))


def _type(schema: Schema) -> str:
    reference = schema.get("$ref", "")
    if reference.startswith(_LOCAL):
        return _link(reference)
    resolved = _resolve(schema)
    if alternatives := resolved.get("anyOf"):
        return " or ".join(dict.fromkeys(_type(alternative) for alternative in alternatives))
    types = resolved.get("type", "integer" if isinstance(resolved.get("const"), int) else "string")
    names = [types] if isinstance(types, str) else types
    if len(names) > 4:
        return "any value"
    words = " or ".join(_TYPES.get(name, name) for name in names)
    return words.replace("text", "date") if resolved.get("format") == "date" else words


_TYPES = {"string": "text", "array": "list", "boolean": "true or false", "integer": "whole number"}
