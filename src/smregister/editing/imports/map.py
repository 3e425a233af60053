"""Import map: the meaning of a list's columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from smregister.editing.lists.rows import Row
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
    columns: tuple[str, ...] = ()
    """The columns or keys of a row that the map reads."""
    filled_columns: tuple[str, ...] = ()
    """The columns whose empty cells have the value of the row above."""


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
    import_map = ImportMap(
        path.parent,
        data,
        data["accounts"],
        agency["name"],
        agency.get("record", {}),
        constants,
        tuple(dict.fromkeys(name for name in _find_fields(data) if name and name[0] != "/")),
        tuple(dict.fromkeys(str(source["field"]) for source in _find_sources(data) if source.get("fill"))),
    )
    errors = [f"  line {document.position(at).line}: {error}" for at, error in _find_unknown_names(import_map, kinds)]
    if errors:
        raise FatalError("\n".join([f"{path} can't be used:", *errors]))
    return import_map


def require_columns(import_map: ImportMap, columns: Collection[str]) -> None:
    """Raise FatalError if a map names a column that a list does not have."""
    unknown = [name for name in import_map.columns if name not in columns]
    if not unknown:
        return
    if len(unknown) == len(import_map.columns):
        raise FatalError(
            "the list has none of the columns that the map names; it has "
            + ", ".join(f"`{name}`" for name in columns)
            + ". Check `delimiter` and `skip` in the map, and the list's line of headings."
        )
    raise FatalError("\n".join(_describe_unknown(name, columns) for name in unknown))


def find_absent_keys(import_map: ImportMap, rows: Sequence[Row]) -> Iterator[str]:
    """Yield a message for each key that a map names and no row of a JSON or YAML list has."""
    keys = {key for row in rows for key in _iterate_keys(dict(row.data))}
    for name in import_map.columns if rows else ():
        if name not in keys:
            yield _describe_unknown(name, keys).replace("the column", "the key")


def _describe_unknown(name: str, columns: Collection[str]) -> str:
    return f"the map names the column `{name}`, which the list does not have{did_you_mean(name, columns)}"


def _iterate_keys(value: object) -> Iterator[str]:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for member in members:
        yield from _iterate_keys(member)


def _find_sources(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield each source in a map that reads a field."""
    if isinstance(value, dict) and isinstance(value.get("field"), str):
        yield value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for member in members:
        yield from _find_sources(member)


def _find_fields(data: Mapping[str, Any]) -> Iterator[str]:
    for source in _find_sources({name: data[name] for name in ("agency", "accounts")}):
        yield str(source["field"])
    yield from (str(fields["each"]) for fields in data["accounts"] if isinstance(fields.get("each"), str))
    yield from (*data.get("where", {}), *data.get("where_not", {}))


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
