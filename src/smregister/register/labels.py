"""Names of records for people, with their public addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.model import Label, Record, RecordId, Source, Table
from smregister.records.views import Account, Agency
from smregister.register.lookup import label
from smregister.register.register import Register
from smregister.register.urls import AddressError, parse_url
from smregister.translations import choose_language


def add_source(table: Table, public: Register, language: str | None = None) -> Table:
    """Return a table with the name of its register and the labels of its records.

    The language is by default the register's. `public` has no private fields. Records that can't be read have no label.
    """
    settings = next(public.valid("register"), None)
    language = language or choose_language(settings.texts("languages") if settings else ())
    name, custodian = (name_in(settings, language), settings.text("custodian") or "") if settings else ("", "")
    lines = (*table.lines, *(table.overview.lines if table.overview else ()))
    ids = {(item.kind, item.id) for line in lines for item in _record_ids(line)}
    records = (public.of_kind(kind).get(record_id) for kind, record_id in sorted(ids))
    labels = {
        (record.kind, record.id): _label(public, record, language) for record in records if record and record.valid
    }
    return table._replace(source=Source(name, custodian, labels, language))


def name_in(record: Record, language: str) -> str:
    """Return the name of a register or an agency in a language, or the official one."""
    return record.text("names", language) or record.text("name") or ""


def _record_ids(cells: Iterable[object]) -> Iterator[RecordId]:
    for cell in cells:
        if isinstance(cell, RecordId):
            yield cell
        elif isinstance(cell, list):
            yield from _record_ids(cell)


def _label(public: Register, record: Record, language: str) -> Label:
    if record.kind == "agency":
        return Label(name_in(record, language) or record.id, _website(Agency(record)))
    name = record.text("titles", language) or label(record, public.kinds[record.kind]) or record.id
    agency = public.of_kind("agency").get(record.agency or "")
    owner = (name_in(agency, language) if agency else "") or record.agency or ""
    if record.kind != "account":
        return Label(name, agency=owner)
    account = Account(record)
    return Label(name, _address(public, account), public.platforms.title_of(account.platform), owner)


def _website(agency: Agency) -> str:
    """Return the address of an agency's first domain, while the agency exists."""
    domain = next(iter(agency.record.texts("domains")), None)
    return _safe_address(f"https://{domain}/") if domain and agency.status != "closed" else ""


def _address(public: Register, account: Account) -> str:
    """Return the public address of an account that can be trusted, or empty."""
    platform = public.platforms.get(account.platform)
    # A reader opens it today, whatever the day of the report.
    is_ended = account.has_ended or not account.exists_on(public.day.isoformat())
    if platform is None or account.status == "compromised" or is_ended:
        return ""
    address = account.url or platform.address(account.handle, account.platform_id) or ""
    try:
        platform.read_text(address)
    except AddressError:
        return ""
    return _safe_address(address)


def _safe_address(address: str) -> str:
    """Return an address that begins with http:// or https:// and is valid; else empty."""
    try:
        parse_url(address)
    except AddressError:
        return ""
    return address if address.startswith(("https://", "http://")) else ""
