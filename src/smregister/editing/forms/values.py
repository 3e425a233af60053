"""Field values read from the text of an answer."""

from __future__ import annotations

import re

from smregister.editing.assignments import read_value
from smregister.editing.field_check import ValueChecker
from smregister.editing.forms.entries import Origin
from smregister.editing.lists.plan import RowError, quote
from smregister.editing.record_finder import RecordFinder
from smregister.errors import FatalError
from smregister.model import Value
from smregister.records.kinds import ANY_ITEM, Field, Kind
from smregister.register.register import Register

# An address may have a comma in it, but no space.
_ADDRESS_SEPARATOR = re.compile(r",?\s+")
_ITEM_SEPARATOR = re.compile(r"[,\n]")


def find_settable_field(kind: Kind, name: str) -> Field | None:
    """Return the field with a dotted name unless it is a list position or a mapping."""
    route = tuple(name.split("."))
    field = kind.field(name)
    if field is None or ANY_ITEM in route or any(step.isdigit() for step in route) or "object" in field.types:
        return None
    is_member = field.route[-1] == ANY_ITEM and field.route[:-1] == route[:-1] and "*" not in route
    parent = kind.fields.get(route[:-1])
    if field.route == route or (is_member and parent is not None and "object" in parent.types):
        return field
    return None


def explain_closed_field(field: Field, origin: Origin) -> str | None:
    """Return why texts of an origin can't set a field; None if they can."""
    if field.desk_only:
        return f"only the desk can fill in `{field.name}`; leave it out"
    if field.private and origin is Origin.ISSUE:
        return f"`{field.name}` is never published, but this form is public; remove it and send it to the desk"
    return None


class ValueReader:
    """Reads texts as values of a kind's fields."""

    def __init__(self, register: Register, kind: Kind, finder: RecordFinder) -> None:
        self.kind = kind
        self.finder = finder
        self.checker = ValueChecker(register, kind)

    def read(self, field: Field, text: str, agency: str, description: str = "") -> Value:
        """Read a text as a field's value; raise RowError if it is invalid."""
        value = self._read(field, text, agency)
        item_field = self.kind.item(field)
        items = [(item_field, item) for item in value] if isinstance(value, list) and item_field else []
        for part_field, part in (*items, (field, value)):
            if error := self.checker.find_error(part_field, part, agency):
                raise RowError(f"{error} ({description or field.description})")
        return value

    def _read(self, field: Field, text: str, agency: str) -> Value:
        if "array" in field.types and text not in field.choices:
            return self._read_items(field, text, agency)
        if "string" in field.types:
            return self._resolve_reference(field, text, agency)
        try:
            return read_value(field, text)
        except FatalError as error:
            raise RowError(str(error).replace(f"`{text}`", quote(text))) from error

    def _read_items(self, field: Field, text: str, agency: str) -> Value:
        item_field = self.kind.item(field)
        if item_field is None or "object" in item_field.types:
            raise RowError(f"`{field.name}` has several parts and can't be changed here; write to the desk")
        separator = _ADDRESS_SEPARATOR if item_field.format == "uri" else _ITEM_SEPARATOR
        parts = [part.strip() for part in separator.split(text)]
        return [self._resolve_reference(item_field, part, agency) for part in parts if part]

    def _resolve_reference(self, field: Field, text: str, agency: str) -> str:
        """Return the reference that a text means; other texts are returned as they are."""
        if field.reference == "agency":
            return self.finder.find_agency(text).id
        if field.reference == "account" and ("." in text or ":" in text):
            account = self.finder.find_account_at(text)
            if account is None:
                raise RowError(f"there is no account {quote(text)} in the register; register it first")
            return account.id.removeprefix(f"{agency}/")
        return text
