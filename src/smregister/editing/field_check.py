"""What is wrong with a value that somebody gives for a field, and what could be given."""

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
        self._judges: dict[Route, SchemaValidator] = {}

    def fault(self, field: Field, value: Value, agency: str | None) -> str | None:
        """Return what is wrong with a value in a record of an agency, if anything."""
        refused = choice_error(field, value)
        if refused:
            return refused
        if field.reference and isinstance(value, str) and not self._is_there(field.reference, value, agency):
            return f"there is no {field.reference} `{value}`{did_you_mean(value, self.choices(field, agency))}"
        if field.not_future and isinstance(value, str) and value > self.register.day.isoformat():
            return f"{value} is still to come" if parse_day(value) else self._judge(field).first_error(value)
        return self._judge(field).first_error(value)

    def choices(self, field: Field, agency: str | None) -> list[str]:
        """Return the values from which a field takes one; none where any will do."""
        if field.choices:
            return [as_text(choice) for choice in field.choices]
        if not field.reference:
            return []
        home = f"{agency}/"
        in_agency = self.register.kinds[field.reference].path_template.in_agency
        known = self.register.of_kind(field.reference)
        return [name.removeprefix(home) for name in known if not in_agency or name.startswith(home)]

    def _is_there(self, kind: str, reference: str, agency: str | None) -> bool:
        return self.register.find(kind, reference, agency) is not None

    def _judge(self, field: Field) -> SchemaValidator:
        known = self._judges.get(field.route)
        if known is None:
            known = SchemaValidator({**field.schema, "$defs": self.kind.schema.get("$defs", {})})
            self._judges[field.route] = known
        return known
