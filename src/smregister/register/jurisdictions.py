"""Words of a jurisdiction: its levels of government, types of agencies and heads."""

from __future__ import annotations

from smregister.model import Record, Value, resolve_pointer
from smregister.records.views import Agency
from smregister.register.lookup import as_text


def level_names(jurisdiction: Record | None) -> dict[str, str]:
    """Return the local names of the levels of government by level."""
    return {level: as_text(name) for level, name in _mapping(jurisdiction, "levels").items()}


def agency_types(jurisdiction: Record | None) -> dict[str, str]:
    """Return the names of the types of agencies by code."""
    types = _mapping(jurisdiction, "agency_types").items()
    return {code: as_text(resolve_pointer(type_, ("name",))) for code, type_ in types}


def head_post(agency: Record, jurisdiction: Record | None) -> str:
    """Return the post of the head of an agency, by its record or its type; empty if unknown."""
    view = Agency(agency)
    of_type = resolve_pointer(_mapping(jurisdiction, "agency_types"), (view.type or "", "head_post"))
    return view.head_post or as_text(of_type)


def _mapping(jurisdiction: Record | None, name: str) -> dict[str, Value]:
    value = jurisdiction.value(name) if jurisdiction else None
    return value if isinstance(value, dict) else {}
