"""Register: its records by kind, id, reference and account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from smregister.model import Pointer, Record
from smregister.records.kinds import Field, Kind, Kinds, values_at
from smregister.records.privacy import Redaction
from smregister.records.views import Account, Agency, Appointment, Standard
from smregister.register.platforms import AccountKey, AccountName, Platform, Platforms
from smregister.register.urls import AddressError, parse_url


@dataclass(frozen=True, slots=True)
class AccountAddress:
    """The address in an account's record, as its platform reads it.

    `host` is None if the text is not an address, `name` if it names no account of the platform. `error` is the reason,
    unless the address is on another host.
    """

    record: Record
    platform: Platform
    url: str
    host: str | None = None
    name: AccountName | None = None
    error: str | None = None


# The fields that identify an account.
KEY_FIELDS = ("platform", "handle", "platform_id", "url", "former_handles")


class Register:
    """Records of one tree as of a day.

    If they are only some of its records, `shared` holds the platforms and jurisdictions.
    """

    def __init__(
        self,
        kinds: Kinds,
        records: Mapping[str, Mapping[str, Record]],
        day: date,
        misplaced_paths: tuple[str, ...] = (),
        shared: Register | None = None,
    ) -> None:
        self.kinds = kinds
        self.day = day
        self.misplaced_paths = misplaced_paths
        self._records = records
        self._shared = shared
        self._references: dict[str, list[tuple[Field, Pointer, str]]] = {}

    def of_kind(self, kind: str) -> Mapping[str, Record]:
        """Return the records of a kind by id, valid or not."""
        return self._records.get(kind, {})

    def valid(self, kind: str) -> Iterator[Record]:
        """Return the valid records of a kind, in order of their paths."""
        return (record for record in self.of_kind(kind).values() if record.valid)

    @property
    def accounts(self) -> Iterator[Account]:
        """Return views of the valid accounts, in order of their paths."""
        return map(Account, self.valid("account"))

    @property
    def agencies(self) -> Iterator[Agency]:
        """Return views of the valid agencies, in order of their paths."""
        return map(Agency, self.valid("agency"))

    @property
    def appointments(self) -> Iterator[Appointment]:
        """Return views of the valid appointments, in order of their paths."""
        return map(Appointment, self.valid("appointment"))

    @property
    def standards(self) -> Iterator[Standard]:
        """Return views of the valid standards, in order of their paths."""
        return map(Standard, self.valid("standard"))

    def all(self) -> Iterator[Record]:
        """Return every record, kind by kind."""
        return (record for records in self._records.values() for record in records.values())

    def find(self, kind: str, reference: str, agency: str | None) -> Record | None:
        """Find the record that a reference in a record of an agency names."""
        record = self.of_kind(kind).get(reference_id(self.kinds.get(kind), reference, agency))
        return self._shared.find(kind, reference, agency) if record is None and self._shared else record

    def references(self, record: Record) -> list[tuple[Field, Pointer, str]]:
        """Return the references in a record: the field, its pointer and the name there."""
        references = self._references.get(record.path)
        if references is None:
            references = self._references[record.path] = [
                (field, pointer, value)
                for field in self._reference_fields[record.kind]
                if field.route[0] in record.data
                for pointer, value in values_at(record.data, field.route)
                if isinstance(value, str) and value not in field.choices
            ]
        return references

    @cached_property
    def _reference_fields(self) -> Mapping[str, list[Field]]:
        return {
            name: [field for field in kind.references() if field.reference in self.kinds]
            for name, kind in self.kinds.items()
        }

    @cached_property
    def platforms(self) -> Platforms:
        """Return the platforms."""
        return self._shared.platforms if self._shared else Platforms(self.of_kind("platform").values())

    @cached_property
    def account_addresses(self) -> tuple[AccountAddress, ...]:
        """Return the addresses in valid accounts."""
        return tuple(
            _read_address(account.record, platform, url)
            for account in self.accounts
            if (platform := self.platforms.get(account.platform)) and (url := account.url)
        )

    @cached_property
    def accounts_by_key(self) -> Mapping[AccountKey, list[tuple[Record, Pointer]]]:
        """Return the valid accounts by key, each with the pointer of the field."""
        index: dict[AccountKey, list[tuple[Record, Pointer]]] = {}
        for record in self.valid("account"):
            for key, pointer in account_keys(self.platforms, record):
                index.setdefault(key, []).append((record, pointer))
        return index


def public_register(register: Register) -> Register:
    """Return a register without the private fields of its records."""
    records: dict[str, dict[str, Record]] = {}
    for kind in register.kinds:
        redaction = Redaction(kind, [register.kinds])
        records[kind] = {
            record_id: _public_record(redaction, record) for record_id, record in register.of_kind(kind).items()
        }
    return Register(register.kinds, records, register.day)


def _public_record(redaction: Redaction, record: Record) -> Record:
    public = redaction.remove_private(record.data)
    return record if public == record.data else replace(record, data=public)


def _read_address(record: Record, platform: Platform, url: str) -> AccountAddress:
    try:
        address = parse_url(url)
    except AddressError as error:
        return AccountAddress(record, platform, url, error=str(error))
    if not platform.any_host and not platform.owns(address.host):
        return AccountAddress(record, platform, url, address.host)
    try:
        return AccountAddress(record, platform, url, address.host, platform.read(address))
    except AddressError as error:
        return AccountAddress(record, platform, url, address.host, error=str(error))


def reference_id(kind: Kind | None, reference: str, agency: str | None) -> str:
    """Return the id that a reference names, by default in the same agency."""
    in_agency = kind is not None and kind.path_template.in_agency
    return f"{agency}/{reference}" if in_agency and "/" not in reference else reference


def jurisdiction_and_above(register: Register, name: str | None) -> Iterator[Record]:
    """Yield the record of a jurisdiction and those above it, the nearest first."""
    seen = set[str]()
    while name and name not in seen and (record := register.find("jurisdiction", name, None)):
        seen.add(name)
        yield record
        name = record.text("parent")


def agency_and_jurisdictions(register: Register, agency: str | None) -> Iterator[Record]:
    """Yield an agency's record, its jurisdiction and those above that one."""
    record = register.of_kind("agency").get(agency or "")
    if record is not None:
        yield record
        yield from jurisdiction_and_above(register, Agency(record).jurisdiction)


def official_domains(register: Register, agency: str | None) -> list[str]:
    """Return the domains of an agency, its jurisdiction and those above."""
    return [domain for record in agency_and_jurisdictions(register, agency) for domain in record.texts("domains")]


def by_agency(records: Iterable[Record]) -> dict[str | None, list[Record]]:
    """Group records by agency; the desk's own have None."""
    groups: dict[str | None, list[Record]] = {}
    for record in records:
        groups.setdefault(record.agency, []).append(record)
    return groups


def account_keys(platforms: Platforms, record: Record) -> Iterator[tuple[AccountKey, Pointer]]:
    """Yield the keys of an account, each with the pointer of its field."""
    account = Account(record)
    platform = platforms.get(account.platform)
    if platform is None:
        return
    yield from present_keys(platform, account)
    for number, former in enumerate(account.former_handles):
        for key in platform.keys(former.handle, None):
            yield key, ("former_handles", number, "handle")


def present_keys(platform: Platform, account: Account) -> Iterator[tuple[AccountKey, Pointer]]:
    """Yield the keys of an account's handle and id; the address names what is missing of these."""
    handle, platform_id = account.handle, account.platform_id
    forms = {"handle", "id"}
    for key in platform.keys(handle, None):
        yield key, ("handle",)
        forms -= {"handle", key[1]}
    if platform_id:
        yield (platform.name, "id", platform_id), ("platform_id",)
        forms.discard("id")
    # Most addresses end with the handle; then they name no id, and need not be read, which takes 15 µs.
    if account.url and forms and not (handle and not handle.isdigit() and account.url.rstrip("/").endswith(handle)):
        yield from ((key, ("url",)) for key in platform.keys_at(account.url) if key[1] in forms)
