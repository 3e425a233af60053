"""Words that somebody wrote for a field, as the value that the field takes; never as anything but words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister.drafts.checking import ValueChecker
from smregister.drafts.values import read_value
from smregister.errors import FatalError
from smregister.intake.entries import RefusedError, quoted
from smregister.intake.sources import Source
from smregister.kinds import EACH

if TYPE_CHECKING:
    from smregister.intake.directory import Directory
    from smregister.kinds import Field, Kind
    from smregister.model import Value
    from smregister.register import Register

# Addresses may have commas in them, and never a space.
_BETWEEN_ADDRESSES = re.compile(r",?\s+")
_BETWEEN_ITEMS = re.compile(r"[,\n]")


def settable_field(kind: Kind, name: str) -> Field | None:
    """Find the field that a dotted name means, if a text can be its value: no position in a list, no mapping."""
    route = tuple(name.split("."))
    field = kind.field(name)
    if field is None or EACH in route or any(step.isdigit() for step in route) or "object" in field.types:
        return None
    is_member = field.route[-1] == EACH and field.route[:-1] == route[:-1] and "*" not in route
    above = kind.fields.get(route[:-1])
    if field.route == route or (is_member and above is not None and "object" in above.types):
        return field
    return None


def closed_reason(field: Field, source: Source) -> str | None:
    """Say why a field can't be told of in this way, if it can't."""
    if field.desk_only:
        return f"`{field.name}` is for the desk alone to fill in; leave it out"
    if field.private and source is Source.ISSUE:
        return f"`{field.name}` is never published, and this form is public; take it out here and send it to the desk"
    return None


class ValueReader:
    """Reads words as values of the fields of a kind."""

    def __init__(self, register: Register, kind: Kind, directory: Directory) -> None:
        self.kind = kind
        self.directory = directory
        self.checker = ValueChecker(register, kind)

    def read(self, field: Field, text: str, agency: str, description: str = "") -> Value:
        """Read words for a field in a record of an agency; `description` says what was asked.

        Raises RefusedError if they can't be its value.
        """
        value = self._value(field, text, agency)
        item = self.kind.fields.get((*field.route, EACH))
        members = [(item, each) for each in value] if isinstance(value, list) and item else []
        for part, each in (*members, (field, value)):
            fault = self.checker.fault(part, each, agency)
            if fault:
                raise RefusedError(f"{fault} ({description or field.description})")
        return value

    def _value(self, field: Field, text: str, agency: str) -> Value:
        if "array" in field.types and text not in field.choices:
            return self._items(field, text, agency)
        if "string" in field.types:
            return self._named(field, text, agency)
        try:
            return read_value(field, text)
        except FatalError as error:
            raise RefusedError(str(error).replace(f"`{text}`", quoted(text))) from error

    def _items(self, field: Field, text: str, agency: str) -> Value:
        item = self.kind.fields.get((*field.route, EACH))
        if item is None or "object" in item.types:
            message = f"`{field.name}` has several parts, which can't be written here; write to the desk"
            raise RefusedError(message)
        between = _BETWEEN_ADDRESSES if item.format == "uri" else _BETWEEN_ITEMS
        return [self._named(item, part.strip(), agency) for part in between.split(text) if part.strip()]

    def _named(self, field: Field, text: str, agency: str) -> str:
        """Give a record's name for what somebody calls it; other words stay as they are."""
        if field.reference == "agency":
            return self.directory.agency(text).id
        if field.reference == "account" and ("." in text or ":" in text):
            account = self.directory.account_at(text)
            if account is None:
                message = f"no account of the register is at {quoted(text)}; register it first, or write its name"
                raise RefusedError(message)
            return account.id.removeprefix(f"{agency}/")
        return text
