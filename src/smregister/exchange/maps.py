"""An import map read and checked: what the columns of a list mean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from smregister import documents
from smregister.errors import FatalError
from smregister.lookup import find_kind
from smregister.model import Document
from smregister.schemas import Judge
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from smregister.kinds import Kind
    from smregister.model import Finding, Pointer, Value
    from smregister.schemas import Kinds


@dataclass(frozen=True, slots=True)
class ImportMap:
    """How the rows of a list become accounts; `folder` is where its look-up files lie."""

    folder: Path
    data: Mapping[str, Any]

    @property
    def accounts(self) -> list[dict[str, Any]]:
        """Give the ways in which a row gives accounts."""
        return self.data["accounts"]  # type: ignore[no-any-return]

    @property
    def agency_name(self) -> Value:
        """Give the source of the agency's name."""
        return self.data["agency"]["name"]  # type: ignore[no-any-return]

    @property
    def agency_record(self) -> dict[str, Value]:
        """Give the sources of a new agency's fields."""
        return self.data["agency"].get("record", {})  # type: ignore[no-any-return]

    @property
    def constants(self) -> list[dict[str, Any]]:
        """Give the records that the list takes for granted."""
        return self.data.get("records", [])  # type: ignore[no-any-return]


def read_map(path: Path, kinds: Kinds) -> ImportMap:
    """Read an import map and check it against its schema and the kinds of the register.

    Raises FatalError, with every fault and its place, if it can't be used.
    """
    document = documents.parse(str(path), path.read_bytes())
    if not isinstance(document, Document):
        raise FatalError(_told(path, document))
    findings = Judge(map_schema()).findings(str(path), document)
    if findings:
        raise FatalError(_told(path, findings))
    import_map = ImportMap(path.parent, document.data)
    faults = [f"line {document.position(place).line}: {fault}" for place, fault in _unknown_fields(import_map, kinds)]
    if faults:
        message = f"{path} can't be used:\n" + "\n".join(f"  {fault}" for fault in faults)
        raise FatalError(message)
    return import_map


def unknown_columns(import_map: ImportMap, columns: Collection[str]) -> Iterator[str]:
    """Say of every field a map names that it is no column of the list.

    Raises FatalError if none of them is: then the list is not what the map is for.
    """
    named = [name for name in dict.fromkeys(_fields_named(dict(import_map.data))) if name and name[0] != "/"]
    if named and not any(name in columns for name in named):
        message = (
            "the list has none of the columns that the map names; it has "
            + ", ".join(f"`{name}`" for name in columns)
            + ". Is `delimiter` in the map what separates them, and has the list a line of headings?"
        )
        raise FatalError(message)
    for name in named:
        if name not in columns:
            yield f"the map names a field `{name}`, and the list has no such column{did_you_mean(name, columns)}"


def _fields_named(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("field"), str):
            yield value["field"]
        for below in value.values():
            yield from _fields_named(below)
    elif isinstance(value, list):
        for below in value:
            yield from _fields_named(below)


def map_schema() -> dict[str, Any]:
    """Give the JSON Schema of an import map."""
    text = files("smregister.exchange").joinpath("import-map.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def _told(path: Path, findings: list[Finding]) -> str:
    lines = [f"  line {found.line}, column {found.column}: {found.message}" for found in findings]
    return "\n".join([f"{path} can't be used as a map:", *lines])


def _unknown_fields(import_map: ImportMap, kinds: Kinds) -> Iterator[tuple[Pointer, str]]:
    account, agency = find_kind(kinds, "account"), find_kind(kinds, "agency")
    for number, fields in enumerate(import_map.accounts):
        yield from _unknown(account, fields.get("record", {}), ("accounts", number, "record"))
    yield from _unknown(agency, import_map.agency_record, ("agency", "record"))
    for number, constant in enumerate(import_map.constants):
        if constant["kind"] not in kinds:
            hint = did_you_mean(constant["kind"], kinds)
            yield ("records", number, "kind"), f"there is no kind of record `{constant['kind']}`{hint}"


def _unknown(kind: Kind, fields: Mapping[str, Any], place: Pointer, above: str = "") -> Iterator[tuple[Pointer, str]]:
    """Find what no field of a kind is called, at any depth; what a source says of itself is no field."""
    known = [field.name for field in kind.fields.values()]
    for name, value in fields.items():
        full = f"{above}{name}"
        if kind.field(full) is None:
            yield (*place, name), f"`{full}` is no field of {kind.name}{did_you_mean(full, known)}"
        elif isinstance(value, dict) and "field" not in value:
            yield from _unknown(kind, value, (*place, name), f"{full}.")
