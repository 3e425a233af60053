"""Import map: the meaning of a list's columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from smregister.errors import FatalError
from smregister.model import Document, Finding, Pointer, Value
from smregister.records.kinds import Kind, Kinds
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document
from smregister.register.lookup import find_kind
from smregister.text import did_you_mean


class ImportMap(NamedTuple):
    """How the rows of a list become accounts; `folder` has the map's lookup files."""

    folder: Path
    data: Mapping[str, Any]
    accounts: list[dict[str, Any]]
    """The ways in which a row describes accounts."""
    agency_name: Value
    agency_record: dict[str, Value]
    """The sources of a new agency's fields."""
    constants: list[dict[str, Any]]
    """The records that the list requires."""


def read_map(path: Path, kinds: Kinds) -> ImportMap:
    """Read an import map; raise FatalError, with all errors, if it is invalid."""
    document = parse_document(str(path), path.read_bytes())
    if not isinstance(document, Document):
        raise FatalError(_format_findings(path, document))
    schema = files("smregister.editing.imports").joinpath("map.schema.json").read_text("utf-8")
    if findings := SchemaValidator(json.loads(schema)).findings(str(path), document):
        raise FatalError(_format_findings(path, findings))
    data: dict[str, Any] = document.data
    agency, constants = data["agency"], data.get("records", [])
    import_map = ImportMap(path.parent, data, data["accounts"], agency["name"], agency.get("record", {}), constants)
    errors = [f"  line {document.position(at).line}: {error}" for at, error in _find_unknown_names(import_map, kinds)]
    if errors:
        raise FatalError("\n".join([f"{path} can't be used:", *errors]))
    return import_map


def find_unknown_columns(import_map: ImportMap, columns: Collection[str]) -> Iterator[str]:
    """Yield a message for each field of a map that is not a column of the list.

    Raises FatalError if no field is a column: then the map is for another list.
    """
    names = [name for name in dict.fromkeys(_find_fields(dict(import_map.data))) if name and name[0] != "/"]
    if names and not any(name in columns for name in names):
        raise FatalError(
            "the list has none of the columns that the map names; it has "
            + ", ".join(f"`{name}`" for name in columns)
            + ". Check `delimiter` in the map, and the list's line of headings."
        )
    for name in names:
        if name not in columns:
            yield f"the map names the column `{name}`, which the list does not have{did_you_mean(name, columns)}"


def _find_fields(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("field"), str):
            yield value["field"]
        for member in value.values():
            yield from _find_fields(member)
    elif isinstance(value, list):
        for item in value:
            yield from _find_fields(item)


def _format_findings(path: Path, findings: list[Finding]) -> str:
    lines = [f"  line {finding.line}, column {finding.column}: {finding.message}" for finding in findings]
    return "\n".join([f"{path} can't be used as a map:", *lines])


def _find_unknown_names(import_map: ImportMap, kinds: Kinds) -> Iterator[tuple[Pointer, str]]:
    account, agency = find_kind(kinds, "account"), find_kind(kinds, "agency")
    for number, fields in enumerate(import_map.accounts):
        yield from _find_unknown_fields(account, fields.get("record", {}), ("accounts", number, "record"))
    yield from _find_unknown_fields(agency, import_map.agency_record, ("agency", "record"))
    for number, constant in enumerate(import_map.constants):
        if constant["kind"] not in kinds:
            hint = did_you_mean(constant["kind"], kinds)
            yield ("records", number, "kind"), f"there is no kind of record `{constant['kind']}`{hint}"


def _find_unknown_fields(
    kind: Kind, fields: Mapping[str, Any], pointer: Pointer, prefix: str = ""
) -> Iterator[tuple[Pointer, str]]:
    """Yield unknown fields of a kind, at any depth, but not the keys of a source."""
    known_names = [field.name for field in kind.fields.values()]
    for key, value in fields.items():
        name = f"{prefix}{key}"
        if kind.field(name) is None:
            yield (*pointer, key), f"`{name}` is not a field of {kind.name}{did_you_mean(name, known_names)}"
        elif isinstance(value, dict) and "field" not in value:
            yield from _find_unknown_fields(kind, value, (*pointer, key), f"{name}.")
