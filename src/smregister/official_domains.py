"""Which domains are a government's own: what agencies and jurisdictions say, and whether a host or mailbox is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smregister.model import Record
    from smregister.register import Register


def official_domains(register: Register, agency: str | None) -> list[str]:
    """Gather the domains of an agency, of its jurisdiction and of those above that one."""
    return [domain for place in places_of(register, agency) for domain in place.texts("domains")]


def places_of(register: Register, agency: str | None) -> Iterator[Record]:
    """Give an agency's record, its jurisdiction's and those of the jurisdictions above that one."""
    place, field, seen = register.of_kind("agency").get(agency or ""), "jurisdiction", set[str]()
    while place is not None and place.path not in seen:
        seen.add(place.path)
        yield place
        place, field = register.find("jurisdiction", place.text(field) or "", None), "parent"


def is_on(host: str, domains: Iterable[str]) -> bool:
    """Say whether a host is one of some domains, or lies below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
