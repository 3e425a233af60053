"""Typed views: fields as in the schemas, and records of any form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registers import PROJECT

from smregister.dates import DateRange
from smregister.model import Record
from smregister.records.views import (
    Account,
    Agency,
    Appointment,
    Descriptor,
    Fields,
    Part,
    Parts,
    RecordView,
    RegisterDetails,
    Standard,
    ValueField,
)

VIEWS = {
    "account": Account,
    "agency": Agency,
    "appointment": Appointment,
    "register": RegisterDetails,
    "standard": Standard,
}
JSON_TYPES = {str: "string", bool: "boolean", dict: "object"}


def fields_of(view: type[Fields]) -> Iterator[tuple[str, Descriptor]]:
    return ((name, each) for name, each in vars(view).items() if isinstance(each, Descriptor))


def json_type(descriptor: Descriptor) -> str:
    if isinstance(descriptor, ValueField):
        return JSON_TYPES[descriptor.type]
    return "object" if type(descriptor) is Part else "array"


def differences(view: type[Fields], schema: dict[str, Any]) -> Iterator[str]:
    for name, descriptor in fields_of(view):
        there = schema.get("properties", {}).get(descriptor.key, {})
        types = {each.get("type") for each in (there, *there.get("anyOf", ()))}
        if name.rstrip("_") != descriptor.key or json_type(descriptor) not in types:
            yield f"{view.__name__}.{name} is no {json_type(descriptor)} of the schema"
        if isinstance(descriptor, Part):
            yield from differences(descriptor.view, there.get("items", there))


@pytest.mark.parametrize("kind", VIEWS)
def test_every_field_of_a_view_is_one_of_the_schema_and_has_its_type(kind: str) -> None:
    schema = json.loads((PROJECT / "schemas" / f"{kind}.schema.json").read_text("utf-8"))
    assert [*differences(VIEWS[kind], schema)] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
)


@given(st.sampled_from([*VIEWS.items()]), VALUES)
def test_a_view_reads_an_invalid_record(named: tuple[str, type[RecordView]], value: Any) -> None:
    kind, view = named
    data = {descriptor.key: value for _, descriptor in fields_of(view)}
    read = view(Record(kind, "health/x", "x.yaml", data, valid=False))
    for name, descriptor in fields_of(view):
        found = getattr(read, name)
        if isinstance(descriptor, ValueField):
            assert found is None or (isinstance(found, descriptor.type) and found == value)
        elif isinstance(descriptor, Parts):
            assert len(found) == (len(value) if isinstance(value, list) else 0)


def test_an_appointment_ends_when_its_acting_does() -> None:
    data: dict[str, Any] = {"effective_from": "2026-01-01", "effective_to": "2026-12-31", "accounts": "all-of-agency"}
    appointment = Appointment(Record("appointment", "health/a", "a.yaml", {**data, "acting": {"until": "2026-03-31"}}))
    assert appointment.term == DateRange("2026-01-01", "2026-03-31")
    assert (appointment.is_for_all_accounts, appointment.accounts) == (True, [])
    assert (appointment.id, appointment.path, appointment.agency) == ("health/a", "a.yaml", "health")
