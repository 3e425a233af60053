"""Agencies and accounts described by one row of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from smregister.editing.assignments import read_value
from smregister.editing.draft import find_missing_fields, with_defaults
from smregister.editing.imports.map import ImportMap
from smregister.editing.imports.map_values import RowContext
from smregister.editing.lists.plan import RowError, find_bad_character, require_no_surplus
from smregister.editing.lists.rows import Row
from smregister.editing.record_finder import RecordFinder
from smregister.errors import FatalError
from smregister.model import Document, Finding, Value
from smregister.records.kinds import Kind
from smregister.records.schema.validator import SchemaValidator
from smregister.register.account_names import read_account
from smregister.register.platforms import AccountKey, AccountName, Platform
from smregister.register.register import Register
from smregister.register.urls import AddressError
from smregister.text import did_you_mean


class AccountCandidate(NamedTuple):
    """An account described by a row; the row itself fills `row_fields`."""

    agency: str
    keys: tuple[AccountKey, ...]
    data: dict[str, Value]
    row_fields: frozenset[str]
    name: str = ""
    """The name that the map proposes for a new record."""


class RowContent(NamedTuple):
    """The agencies and accounts of a row, or `agency_error` of an incomplete one."""

    agencies: tuple[str, ...]
    agency: Mapping[str, Value]
    agency_error: RowError | None
    candidates: tuple[AccountCandidate, ...]


class RowReader:
    """Reads rows for a register by an import map."""

    def __init__(self, register: Register, import_map: ImportMap) -> None:
        self.register = register
        self.map = import_map
        self._validators = {name: SchemaValidator(register.kinds[name].schema) for name in ("account", "agency")}
        self.finder = RecordFinder(register)
        self.agency_fields = _find_row_fields(import_map.agency_record)
        # Rows are planned again after some are rejected.
        self._contents: dict[int, RowContent | RowError] = {}

    def read(self, row: Row) -> RowContent:
        """Read a whole row, once; raise RowError if any part of it is invalid."""
        if row.number not in self._contents:
            try:
                self._contents[row.number] = self._read(row)
            except RowError as error:
                self._contents[row.number] = error
        content = self._contents[row.number]
        if isinstance(content, RowError):
            raise content
        return content

    def _read(self, row: Row) -> RowContent:
        if row.error:
            raise RowError(row.error)
        require_no_surplus(row)
        context = RowContext(row, self.map.folder)
        agencies = self._find_registered(context, self._read_agencies(context))
        candidates = tuple(self._read_candidates(row, agencies))
        if not candidates and "" in row.data:
            raise RowError(f"the map finds no account in this row, `{row.data['']}`")
        if not candidates:
            raise RowError("no address, handle or id found in the mapped columns")
        kind = self.register.kinds["agency"]
        try:
            data = with_defaults(kind, _fill(kind, context, self.map.agency_record), self.register.day)
            agency = self._require_valid(kind, data, self.map.agency_record)
            return RowContent(agencies, agency, None, candidates)
        except RowError as error:
            return RowContent(agencies, {}, error, candidates)

    def find_keys(self, row: Row) -> set[AccountKey]:
        """Return the keys of the accounts that a rejected row names, as far as it can be read."""
        keys = set[AccountKey]()
        for sources in self.map.accounts:
            with suppress(RowError):
                for item in self._read_items(row, sources):
                    with suppress(RowError):
                        named = self._read_name(RowContext(row, self.map.folder, item), sources)
                        platform = self.register.platforms.get(named.platform) if named else None
                        keys.update(platform.keys(named.handle, named.platform_id) if named and platform else ())
        return keys

    def _read_agencies(self, context: RowContext) -> tuple[str, ...]:
        value = context.value(self.map.agency_name)
        items = [item for item in (value if isinstance(value, list) else [value]) if item is not None]
        if any(isinstance(item, (dict, list)) for item in items):
            raise RowError("the agency must be a text, not a mapping or a list")
        names = [str(item) for item in items]
        if not names:
            raise RowError("the agency is missing")
        path_template = self.register.kinds["agency"].path_template
        for name in names:
            if error := path_template.name_error(name):
                raise RowError(f"{error} (`form: name` in the map makes one)")
        return tuple(names)

    def _find_registered(self, context: RowContext, agencies: tuple[str, ...]) -> tuple[str, ...]:
        """Return ids of agencies; one that is not in the register may be there under its name.

        Raises RowError if several have the name.
        """
        first, *others = agencies
        name = context.value(self.map.agency_record.get("name"))
        if first not in self.register.of_kind("agency") and isinstance(name, str) and self.finder.has_agency(name):
            first = self.finder.find_agency(name).id
        return (first, *others)

    def _read_candidates(self, row: Row, agencies: tuple[str, ...]) -> Iterator[AccountCandidate]:
        for sources in self.map.accounts:
            for item in self._read_items(row, sources):
                candidate = self._read_candidate(RowContext(row, self.map.folder, item), sources, agencies)
                if candidate is not None:
                    yield candidate
                elif item and not isinstance(item, dict):
                    raise RowError(f"the map finds no account in `{item}`")

    def _read_items(self, row: Row, sources: Mapping[str, Value]) -> list[Value]:
        if "each" not in sources:
            return [None]
        context, source = RowContext(row, self.map.folder), sources["each"]
        items = context.field(source) if isinstance(source, str) else context.value(source)
        return items if isinstance(items, list) else [items]

    def _read_candidate(
        self, context: RowContext, sources: Mapping[str, Value], agencies: tuple[str, ...]
    ) -> AccountCandidate | None:
        named = self._read_name(context, sources)
        if named is None:
            return None
        platform = self.register.platforms.get(named.platform)
        assert platform, "it was read by its platform"  # noqa: S101
        kind, record = self.register.kinds["account"], sources.get("record")
        fields = record if isinstance(record, dict) else {}
        data: dict[str, Value] = {
            "platform": named.platform,
            "handle": named.handle,
            "platform_id": named.platform_id,
            "url": platform.address(named.handle, named.platform_id),
            **_fill(kind, context, fields),
        }
        if len(agencies) > 1:
            data["other_agencies"] = list(agencies[1:])
        data = with_defaults(
            kind, {name: value for name, value in data.items() if value is not None}, self.register.day
        )
        keys = platform.keys(named.handle, named.platform_id)
        row_fields = _find_row_fields(fields) | {"other_agencies"}
        name = context.text(sources.get("name")) or ""
        return AccountCandidate(agencies[0], tuple(keys), self._require_valid(kind, data, fields), row_fields, name)

    def _read_name(self, context: RowContext, sources: Mapping[str, Value]) -> AccountName | None:
        url = context.text(sources.get("url"))
        platform = self._read_platform(context, sources.get("platform"))
        handle, platform_id = context.text(sources.get("handle")), context.text(sources.get("platform_id"))
        try:
            named = read_account(self.register.platforms, platform, url, handle, platform_id)
        except AddressError as error:
            address = url or handle
            suggestion = "" if platform else self.register.platforms.suggest(address or "")
            cure = suggestion or "; use the address of the account's own page"
            raise RowError(f"the address {address} can't be used: {error}{cure}") from error
        if named is None and (handle or platform_id):
            raise RowError("the platform is missing")
        return named

    def _read_platform(self, context: RowContext, source: Value) -> Platform | None:
        name = context.text(source)
        if name is None:
            return None
        platform = self.register.platforms.by_alias(name)
        if platform is None:
            hint = did_you_mean(name.casefold(), self.register.platforms.aliases)
            raise RowError(f"there is no platform `{name}`{hint} (`values` in the map can translate it)")
        return platform

    def _require_valid(self, kind: Kind, data: dict[str, Value], sources: Mapping[str, Value]) -> dict[str, Value]:
        """Return the data of a record; raise RowError if it is incomplete or invalid."""
        if missing := find_missing_fields(kind, data):
            names = ", ".join(f"`{field.name}`" for field in missing)
            raise RowError(f"the {kind.name} lacks {names}; add it to the map")
        for name, value in data.items():
            if character := find_bad_character(value):
                raise RowError(
                    f"{_describe_source(name, sources)}: it has {character}; delete that and type the text again"
                )
        if findings := self._validators[kind.name].findings("", Document(data, {})):
            raise RowError("; ".join(_describe(finding, sources) for finding in findings))
        return data


def _describe(finding: Finding, sources: Mapping[str, Value]) -> str:
    """Return a finding with the column that its value is from."""
    field = finding.pointer.removeprefix("/")
    where = _describe_source(field, sources)
    hint = " (`values` in the map can translate it)" if where.startswith("column ") else ""
    return f"{where}: {finding.message}{hint}"


def _describe_source(field: str, sources: Mapping[str, Value]) -> str:
    """Return the column of a field, or the field if it is from no column."""
    source = sources.get(field.partition("/")[0])
    return f"column `{source['field']}`" if isinstance(source, dict) and source.get("field") else field


def _find_row_fields(sources: Mapping[str, Value]) -> frozenset[str]:
    """Return the fields that a row itself fills; the others are the map's constants."""
    return frozenset(name for name, source in sources.items() if isinstance(source, dict))


def _fill(kind: Kind, context: RowContext, sources: Mapping[str, Value]) -> dict[str, Value]:
    values = {name: _convert(kind, name, context.value(source)) for name, source in sources.items()}
    return {name: value for name, value in values.items() if value is not None}


def _convert(kind: Kind, name: str, value: Value) -> Value:
    """Return a word as the number or boolean of its field's type."""
    field = kind.field(name)
    if field is None or not isinstance(value, str) or not {"integer", "boolean"}.intersection(field.types):
        return value
    try:
        return read_value(field, value)
    except FatalError as error:
        raise RowError(str(error)) from error
