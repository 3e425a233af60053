"""Domains of a government, by the records of agencies and jurisdictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.model import Record
from smregister.records.views import Agency
from smregister.register.register import Register, jurisdiction_and_above


def official_domains(register: Register, agency: str | None) -> list[str]:
    """Return the domains of an agency, of its jurisdiction and of those above that one."""
    return [domain for record in agency_and_jurisdictions(register, agency) for domain in record.texts("domains")]


def agency_and_jurisdictions(register: Register, agency: str | None) -> Iterator[Record]:
    """Yield an agency's record, its jurisdiction's and those of the jurisdictions above that one."""
    record = register.of_kind("agency").get(agency or "")
    if record is not None:
        yield record
        yield from jurisdiction_and_above(register, Agency(record).jurisdiction)


def is_on(host: str, domains: Iterable[str]) -> bool:
    """Return whether a host is one of some domains, or below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
