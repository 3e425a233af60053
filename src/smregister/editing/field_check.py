"""Checks of single values, and the choices of a field."""

from __future__ import annotations

from smregister.dates import parse_day
from smregister.model import Value
from smregister.records.kinds import Field, Kind, Route
from smregister.records.schema.validator import SchemaValidator
from smregister.register.lookup import as_text, choice_error
from smregister.register.register import Register
from smregister.text import did_you_mean


class ValueChecker:
    """Checks single values for the fields of a kind, before there is a record."""

    def __init__(self, register: Register, kind: Kind) -> None:
        self.register = register
        self.kind = kind
        self._validators: dict[Route, SchemaValidator] = {}

    def find_error(self, field: Field, value: Value, agency: str | None) -> str | None:
        """Return the error of a value in a record of an agency; None if it is valid."""
        error = choice_error(field, value)
        if error or not isinstance(value, str):
            return error or self._validator(field).first_error(value)
        if field.reference and self.register.find(field.reference, value, agency) is None:
            return f"there is no {field.reference} `{value}`{did_you_mean(value, self.choices(field, agency))}"
        if field.not_future and value > self.register.day.isoformat() and parse_day(value):
            return f"{value} is in the future"
        return self._validator(field).first_error(value)

    def choices(self, field: Field, agency: str | None) -> list[str]:
        """Return the values that a field may have; none if it is free."""
        if field.choices:
            return [as_text(choice) for choice in field.choices]
        if not field.reference:
            return []
        prefix = f"{agency}/"
        in_agency = self.register.kinds[field.reference].path_template.in_agency
        ids = self.register.of_kind(field.reference)
        return [name.removeprefix(prefix) for name in ids if not in_agency or name.startswith(prefix)]

    def _validator(self, field: Field) -> SchemaValidator:
        if field.route not in self._validators:
            definitions = self.kind.schema.get("$defs", {})
            self._validators[field.route] = SchemaValidator({**field.schema, "$defs": definitions})
        return self._validators[field.route]
