"""Whole records written: a new one, an edited one, one that ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from smregister.editing.assignments import Assignment, in_order, rank
from smregister.errors import FatalError
from smregister.model import Pointer, Value, resolve_pointer
from smregister.pointers import format_dotted
from smregister.records.kinds import Field, Kind
from smregister.records.yaml.editor import set_value, unset_value, with_line_ends, with_value
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.layout import TextLayout
from smregister.register.platforms import Platforms
from smregister.register.urls import AddressError


def format_record(kind: Kind, data: Mapping[str, Value]) -> str:
    """Write a new record, its fields in the order of the schema."""
    return emit(in_order(kind, data))


def with_assignments(data: dict[str, Value], settings: Iterable[Assignment]) -> dict[str, Value]:
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
            raise FatalError(f"the address {url} can't be used: {error}") from error
        found = {"platform": named.platform, "handle": named.handle, "platform_id": named.platform_id}
        data = {**{name: value for name, value in found.items() if value}, **data}
        handle, platform_id, url = named.handle, named.platform_id, None
    platform = platforms.get(str(data.get("platform")))
    if platform and isinstance(handle, str) and handle.startswith("@") and not platform.allows(handle):
        handle = handle.removeprefix("@")
        data = {**data, "handle": handle}
    if platform is None or url is not None:
        return data
    address = platform.address(*(part if isinstance(part, str) else None for part in (handle, platform_id)))
    return {**data, "url": address} if address else data


def find_missing_fields(kind: Kind, data: Mapping[str, Value]) -> list[Field]:
    """Return the fields that must be there and are not, those within mappings that must be there included."""
    return [
        field
        for field in kind.fields.values()
        if field.required
        and "*" not in field.route
        and ("object" not in field.types or not any(each.required for each in kind.members(field)))
        and resolve_pointer(data, field.route) is None
        and _is_wanted(kind, field, data)
    ]


def find_missing_choice(kind: Kind, data: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the fields of which one must be there, if none is: a handle or a platform id, say."""
    return () if any(name in data for name in kind.one_of) else kind.one_of


def _is_wanted(kind: Kind, field: Field, data: Mapping[str, Value]) -> bool:
    """Return whether what a field lies in is there, or must be."""
    above = kind.fields.get(field.route[:-1])
    if above is None or resolve_pointer(data, above.route) is not None:
        return True
    return above.required and _is_wanted(kind, above, data)


def edit_text(kind: Kind, text: str, settings: Iterable[Assignment], unset: Iterable[Pointer]) -> str:
    """Change a record's text; whatever is not set or unset stays to the letter, line ends included.

    Raises FatalError if the text can't be read, or a comment would be lost.
    """
    original, text = text, text.replace("\r\n", "\n")
    # From the end, so that no item has moved when its turn comes.
    for pointer in sorted(unset, key=_sorting, reverse=True):
        text = unset_value(text, pointer)
    for setting in settings:
        pointer = _place(TextLayout(text).data, setting)
        text = set_value(text, pointer, setting.value, lambda place: rank(kind, place))
    return with_line_ends(original, text)


def assign_end(
    kind: Kind, data: Mapping[str, Value], reason: str, on: date, today: date, replaced_by: str | None
) -> list[Assignment]:
    """Return what ends the life of a record of a kind; its status changes only if the day has come.

    Raises FatalError if such records have no end or can't be replaced, or this one has ended.
    """
    closing = kind.closing
    if closing is None:
        raise FatalError(f"a record of kind {kind.name} can't be closed")
    ended = resolve_pointer(data, tuple(closing.on.split(".")))
    if ended is not None:
        raise FatalError(f"this ends on {ended} already; `smregister edit` corrects the day or the reason")
    values: dict[str | None, Value] = {closing.on: on.isoformat(), closing.reason: reason}
    if closing.status and on <= today:
        values = {closing.status: closing.status_value, **values}
    if replaced_by is not None:
        if closing.replaced_by is None:
            raise FatalError(f"a record of kind {kind.name} can't be replaced")
        values[closing.replaced_by] = replaced_by
    return [Assignment(tuple(str(name).split(".")), value, adds=False) for name, value in values.items()]


def _sorting(pointer: Pointer) -> list[str]:
    return [str(step).zfill(9) for step in pointer]


def _place(data: Mapping[str, Value], setting: Assignment) -> Pointer:
    if not setting.adds:
        return setting.pointer
    return (*setting.pointer, _length(data, setting.pointer))


def _length(data: Mapping[str, Value], pointer: Pointer) -> int:
    there = resolve_pointer(data, pointer)
    if there is not None and not isinstance(there, list):
        raise FatalError(f"`{format_dotted(pointer)}` is not a list, so nothing can be added to it; set it whole")
    return len(there) if there is not None else 0
