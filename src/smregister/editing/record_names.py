"""What new records are called where nobody says: after what they tell of."""

from __future__ import annotations

from collections.abc import Container, Mapping

from smregister.model import Value, resolve_pointer
from smregister.records.kinds import Kind
from smregister.records.slugs import slug, unique_name
from smregister.register.lookup import as_text
from smregister.register.register import Register


def account_name(data: Mapping[str, Value], taken: Container[str]) -> str:
    """Name an account after its platform and handle."""
    return unique_name(slug(f"{data.get('platform', '')} {data.get('handle') or data.get('platform_id') or ''}"), taken)


def choose_name(kind: Kind, data: Mapping[str, Value], taken: Container[str]) -> str:
    """Name a record of any kind: an account by its address, others by their label and the year they begin in."""
    if kind.name == "account":
        return account_name(data, taken)
    label = as_text(resolve_pointer(data, tuple(kind.label.split(".")))) if kind.label else ""
    year = as_text(data.get("effective_from"))[:4]
    return unique_name(slug(f"{slug(label) or kind.name} {year}"), taken)


def find_taken_names(register: Register, kind: Kind, agency: str | None) -> set[str]:
    """Return the names that records of a kind have in an agency."""
    return {record.name for record in register.of_kind(kind.name).values() if record.agency == agency}
