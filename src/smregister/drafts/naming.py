"""What new records are called where nobody says: after what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.lookup import as_text
from smregister.model import value_at
from smregister.names import free_name, slug

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from smregister.kinds import Kind
    from smregister.model import Value
    from smregister.register import Register


def account_name(data: Mapping[str, Value], taken: Container[str]) -> str:
    """Name an account after its platform and handle."""
    return free_name(slug(f"{data.get('platform', '')} {data.get('handle') or data.get('platform_id') or ''}"), taken)


def record_name(kind: Kind, data: Mapping[str, Value], taken: Container[str]) -> str:
    """Name a record of any kind: an account by its address, others by their label and the year they begin in."""
    if kind.name == "account":
        return account_name(data, taken)
    label = as_text(value_at(data, tuple(kind.label.split(".")))) if kind.label else ""
    year = as_text(data.get("effective_from"))[:4]
    return free_name(slug(f"{slug(label) or kind.name} {year}"), taken)


def names_taken(register: Register, kind: Kind, agency: str | None) -> set[str]:
    """Give the names that records of a kind have in an agency."""
    return {record.name for record in register.of_kind(kind.name).values() if record.agency == agency}
