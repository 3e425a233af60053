"""Whole records written: a new one, an edited one, one that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError
from smregister.drafts.canonical import emit
from smregister.drafts.edit import set_value, unset_value, with_value
from smregister.drafts.values import Setting, in_order, rank
from smregister.errors import FatalError
from smregister.model import Pointer, Value, value_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from smregister.kinds import Field, Kind
    from smregister.platforms import Platforms


def new_text(kind: Kind, data: Mapping[str, Value]) -> str:
    """Write a new record, its fields in the order of the schema."""
    return emit(in_order(kind, data))


def with_settings(data: dict[str, Value], settings: Iterable[Setting]) -> dict[str, Value]:
    """Put values into new data."""
    for setting in settings:
        data = with_value(data, _place(data, setting), setting.value)
    return data


def with_defaults(kind: Kind, data: dict[str, Value]) -> dict[str, Value]:
    """Fill in what the schema says holds where nothing is said."""
    for field in kind.fields.values():
        if len(field.route) == 1 and field.default is not None and field.route[0] not in data:
            data = {**data, field.route[0]: field.default}
    return data


def with_address(platforms: Platforms, data: dict[str, Value]) -> dict[str, Value]:
    """Complete what names an account: platform and handle follow from an address, an address from them.

    Raises FatalError if an address is given alone and names no account.
    """
    handle, platform_id, url = data.get("handle"), data.get("platform_id"), data.get("url")
    if isinstance(url, str) and not (handle or platform_id):
        wanted = platforms.get(str(data.get("platform")))
        try:
            named = wanted.read_text(url) if wanted else platforms.read(url)[0]
        except AddressError as error:
            message = f"the address {url} can't be used: {error}"
            raise FatalError(message) from error
        found = {"platform": named.platform, "handle": named.handle, "platform_id": named.platform_id}
        data = {**{name: value for name, value in found.items() if value}, **data}
        handle, platform_id, url = named.handle, named.platform_id, None
    platform = platforms.get(str(data.get("platform")))
    if platform is None or url is not None:
        return data
    address = platform.address(*(part if isinstance(part, str) else None for part in (handle, platform_id)))
    return {**data, "url": address} if address else data


def missing_fields(kind: Kind, data: Mapping[str, Value]) -> list[Field]:
    """Give the fields that must be there and are not, those within given mappings included."""
    return [
        field
        for field in kind.fields.values()
        if field.required
        and "*" not in field.route
        and value_at(data, field.route) is None
        and isinstance(value_at(data, field.route[:-1]), dict)
        and "object" not in field.types
    ] + [
        below
        for field in kind.fields.values()
        if field.required and len(field.route) == 1 and "object" in field.types and field.route[0] not in data
        for below in kind.fields.values()
        if below.required and below.route[:1] == field.route and len(below.route) == 2
    ]


def edited_text(kind: Kind, text: str, settings: Iterable[Setting], unset: Iterable[Pointer]) -> str:
    """Change a record's text; whatever is not set or unset stays to the letter, line ends included.

    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    uses_crlf = "\r\n" in text
    text = text.replace("\r\n", "\n")
    for pointer in unset:
        text = unset_value(text, pointer)
    for setting in settings:
        pointer = (*setting.pointer, _length(text, setting.pointer)) if setting.adds else setting.pointer
        text = set_value(text, pointer, setting.value, lambda place: rank(kind, place))
    return text.replace("\n", "\r\n") if uses_crlf else text


def closing_settings(kind: Kind, reason: str, on: date, replaced_by: str | None) -> list[Setting]:
    """Say what ends the life of a record of a kind.

    Raises FatalError if such records have no end, or can't be replaced.
    """
    closing = kind.closing
    if closing is None:
        message = f"a record of kind {kind.name} can't be closed"
        raise FatalError(message)
    values: dict[str | None, Value] = {closing.on: on.isoformat(), closing.reason: reason}
    if closing.status:
        values = {closing.status: closing.status_value, **values}
    if replaced_by is not None:
        if closing.replaced_by is None:
            message = f"a record of kind {kind.name} can't be replaced"
            raise FatalError(message)
        values[closing.replaced_by] = replaced_by
    return [Setting(tuple(str(name).split(".")), value, adds=False) for name, value in values.items()]


def _place(data: Mapping[str, Value], setting: Setting) -> Pointer:
    if not setting.adds:
        return setting.pointer
    there = value_at(data, setting.pointer)
    return (*setting.pointer, len(there) if isinstance(there, list) else 0)


def _length(text: str, pointer: Pointer) -> int:
    from smregister.drafts.layout import Layout

    there = value_at(Layout(text).data, pointer)
    return len(there) if isinstance(there, list) else 0
