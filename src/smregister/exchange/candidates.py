"""One row to the accounts it tells of, complete and judged, or the reason why it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smregister.addresses import AddressError
from smregister.drafts.records import missing_fields, with_defaults
from smregister.drafts.values import read_value
from smregister.errors import FatalError
from smregister.exchange.sources import Asking, RowError, demand_readable
from smregister.model import Document, Value
from smregister.schemas import Judge
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smregister.exchange.maps import ImportMap
    from smregister.exchange.rows import Row
    from smregister.kinds import Kind
    from smregister.platforms import AccountKey, NamedAccount, Platform
    from smregister.register import Register


# A handle's column often holds addresses: a host with a dot in it, then a slash.
_ADDRESS_LIKE = re.compile(r"(?i)https?://|[^/]+\.[^/]+/")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account as a row tells of it; `told` are the fields that came from the row itself."""

    agency: str
    keys: tuple[AccountKey, ...]
    data: dict[str, Value]
    told: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a row tells: its agencies, what it says of the first and what that lacks to be a record, its accounts."""

    agencies: tuple[str, ...]
    agency: Mapping[str, Value]
    agency_fault: RowError | None
    candidates: tuple[Candidate, ...]


class RowReader:
    """Reads rows by a map, for a register."""

    def __init__(self, register: Register, import_map: ImportMap) -> None:
        self.register = register
        self.map = import_map
        self._judges = {name: Judge(register.kinds[name].schema) for name in ("account", "agency")}
        self.agency_fields = told_fields(import_map.agency_record)

    def read(self, row: Row) -> RowReading:
        """Read a row whole.

        Raises RowError if any part of it can't be taken in; then nothing of it is.
        """
        demand_readable(row)
        asking = Asking(row, self.map.folder)
        agencies = self._agencies(asking)
        candidates = tuple(self._candidates(row, agencies))
        if not candidates and "" in row.data:
            message = f"this row is `{row.data['']}`, and the map finds no account in it"
            raise RowError(message)
        if not candidates:
            message = "it names no account: no address, no handle, no platform id where the map looks for them"
            raise RowError(message)
        try:
            return RowReading(agencies, self._agency(asking), None, candidates)
        except RowError as fault:
            return RowReading(agencies, {}, fault, candidates)

    def _agencies(self, asking: Asking) -> tuple[str, ...]:
        found = asking.value(self.map.agency_name)
        given = [name for name in (found if isinstance(found, list) else [found]) if name is not None]
        if any(isinstance(name, (dict, list)) for name in given):
            message = "what should name the agency is a mapping or a list, not a text"
            raise RowError(message)
        names = [str(name) for name in given]
        if not names:
            message = "it does not say whose the account is"
            raise RowError(message)
        layout = self.register.kinds["agency"].layout
        for name in names:
            fault = layout.name_fault(name)
            if fault:
                raise RowError(f"{fault} (`form: name` in the map makes one)")
        return tuple(names)

    def _agency(self, asking: Asking) -> dict[str, Value]:
        kind = self.register.kinds["agency"]
        return self._judged(kind, with_defaults(kind, _filled(kind, asking, self.map.agency_record)))

    def _candidates(self, row: Row, agencies: tuple[str, ...]) -> Iterator[Candidate]:
        for fields in self.map.accounts:
            for item in self._items(row, fields):
                candidate = self._candidate(Asking(row, self.map.folder, item), fields, agencies)
                if candidate is not None:
                    yield candidate
                elif item and not isinstance(item, dict):
                    message = f"the map finds no account in `{item}`, one of those in this row"
                    raise RowError(message)

    def _items(self, row: Row, fields: Mapping[str, Value]) -> list[Value]:
        if "each" not in fields:
            return [None]
        asking, each = Asking(row, self.map.folder), fields["each"]
        items = asking.field(each) if isinstance(each, str) else asking.value(each)
        return items if isinstance(items, list) else [items]

    def _candidate(self, asking: Asking, fields: Mapping[str, Value], agencies: tuple[str, ...]) -> Candidate | None:
        named = self._named(asking, fields)
        if named is None:
            return None
        platform = self.register.platforms.get(named.platform)
        assert platform, "it was read by its platform"  # noqa: S101
        record = fields.get("record")
        sources = record if isinstance(record, dict) else {}
        told = told_fields(sources)
        data: dict[str, Value] = {
            "platform": named.platform,
            "handle": named.handle,
            "platform_id": named.platform_id,
            "url": platform.address(named.handle, named.platform_id),
            **_filled(self.register.kinds["account"], asking, sources),
        }
        if len(agencies) > 1:
            data["other_agencies"] = list(agencies[1:])
        kind = self.register.kinds["account"]
        known = with_defaults(kind, {name: value for name, value in data.items() if value is not None})
        keys = platform.keys(named.handle, named.platform_id)
        return Candidate(agencies[0], tuple(keys), self._judged(kind, known), told | {"other_agencies"})

    def _named(self, asking: Asking, fields: Mapping[str, Value]) -> NamedAccount | None:
        url = asking.text(fields.get("url"))
        wanted = self._platform(asking, fields.get("platform"))
        handle, platform_id = asking.text(fields.get("handle")), asking.text(fields.get("platform_id"))
        try:
            if url is None and handle and _ADDRESS_LIKE.match(handle):
                url, handle = handle, None
            if url is not None:
                named = self._at(url, wanted)
                return replace(named, platform_id=named.platform_id or platform_id)
        except AddressError as error:
            message = f"the address {url} can't be used: {error}; give the address of the account's own page"
            raise RowError(message) from error
        if not handle and not platform_id:
            return None
        if wanted is None:
            message = "it does not say on which platform the account is"
            raise RowError(message)
        return wanted.named(handle.removeprefix("@") if handle else None, platform_id)

    def _at(self, url: str, wanted: Platform | None) -> NamedAccount:
        return wanted.read_text(url) if wanted else self.register.platforms.read(url)[0]

    def _platform(self, asking: Asking, source: Value) -> Platform | None:
        name = asking.text(source)
        if name is None:
            return None
        platform = self.register.platforms.called(name)
        if platform is None:
            hint = did_you_mean(name.casefold(), self.register.platforms.words)
            message = f"there is no platform `{name}`{hint} (`values` in the map translates such words)"
            raise RowError(message)
        return platform

    def _judged(self, kind: Kind, data: dict[str, Value]) -> dict[str, Value]:
        missing = missing_fields(kind, data)
        if missing:
            message = f"the {kind.name} lacks {', '.join(f'`{each.name}`' for each in missing)}; give it in the map"
            raise RowError(message)
        faults = self._judges[kind.name].findings("", Document(data, {}))
        if faults:
            message = "; ".join(f"{fault.pointer.removeprefix('/')}: {fault.message}" for fault in faults)
            raise RowError(message)
        return data


def told_fields(sources: Mapping[str, Value]) -> frozenset[str]:
    """Name the fields that a row itself fills; the others are the map's own words, the same for every row."""
    return frozenset(name for name, source in sources.items() if isinstance(source, dict))


def _filled(kind: Kind, asking: Asking, sources: Mapping[str, Value]) -> dict[str, Value]:
    values = {name: _typed(kind, name, asking.value(source)) for name, source in sources.items()}
    return {name: value for name, value in values.items() if value is not None}


def _typed(kind: Kind, name: str, value: Value) -> Value:
    """Read a word as the number or the yes or no that its field holds."""
    field = kind.field(name)
    if field is None or not isinstance(value, str) or not {"integer", "boolean"}.intersection(field.types):
        return value
    try:
        return read_value(field, value)
    except FatalError as error:
        raise RowError(str(error)) from error
