"""Answers by what the register knows: local words, dates, platforms and addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from smregister.dates import parse_day
from smregister.editing.assignments import read_value
from smregister.editing.draft import with_address
from smregister.editing.lists.date_orders import read_date
from smregister.errors import FatalError
from smregister.model import Record, Value
from smregister.records.kinds import Field, Kind, Route
from smregister.register.jurisdictions import agency_types, head_post, level_names
from smregister.register.lookup import as_text
from smregister.register.platforms import Platforms
from smregister.register.register import Register

_LOCAL_CHOICES: Mapping[tuple[str, Route], Callable[[Record | None], dict[str, str]]] = {
    ("agency", ("type",)): agency_types,
    ("agency", ("level",)): level_names,
}
_SIGNATORY = ("appointment", ("letter", "signed_by", "post"))


def local_choices(register: Register, kind: Kind, field: Field, data: Mapping[str, Value]) -> dict[str, str]:
    """Return the choices of a field that the record's jurisdiction names, with its words for them."""
    find = _LOCAL_CHOICES.get((kind.name, field.route))
    return find(register.find("jurisdiction", as_text(data.get("jurisdiction")), None)) if find else {}


def default_answer(register: Register, kind: Kind, field: Field, agency_id: str | None) -> str:
    """Return the answer of Enter: the head of the agency signs its letters."""
    agency = register.find("agency", agency_id or "", None)
    if (kind.name, field.route) != _SIGNATORY or agency is None:
        return ""
    return head_post(agency, register.find("jurisdiction", agency.text("jurisdiction") or "", None))


def read_answer(platforms: Platforms, field: Field, text: str) -> Value:
    """Read a value; a date also with the day first, and a platform by another name."""
    if field.schema.get("format") == "date" and not parse_day(text):
        with suppress(ValueError):
            return read_date(text, "day-month-year")
    platform = platforms.by_alias(text) if field.reference == "platform" else None
    return platform.name if platform else read_value(field, text)


def current_choices(platforms: Platforms, field: Field, names: list[str]) -> list[str]:
    """Return the choices of a field without platforms that are retired."""
    if field.reference != "platform":
        return names
    return [name for name in names if (platform := platforms.get(name)) is None or platform.retired is None]


def read_address(platforms: Platforms, data: Mapping[str, Value], text: str) -> str:
    """Return the address of an account; raise FatalError if it can't be used."""
    what = "handle" if text.startswith("@") else "platform" if "." not in text and platforms.by_alias(text) else ""
    if what:
        raise FatalError(f"`{text}` is a {what}, not an address; press Enter to type platform and handle")
    with_address(platforms, {**data, "url": text})
    return text


def describe_address(platforms: Platforms, data: Mapping[str, Value], url: str) -> str:
    """Return the platform, the handle and the canonical address of an account."""
    data = with_address(platforms, {**data, "url": url})
    name = as_text(data.get("handle") or data.get("platform_id"))
    return f"{platforms.title_of(as_text(data.get('platform')))}: {name}, {as_text(data.get('url'))}"
