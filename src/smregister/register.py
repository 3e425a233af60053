"""A tree to records: what the register says on a day, with the faults met in reading it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from smregister import documents
from smregister.addresses import AddressError, split_address
from smregister.document_rules import EXECUTABLE_FILE, NOT_A_PLAIN_FILE
from smregister.kinds import values_at
from smregister.known_parts import PartReading, read_parts
from smregister.model import START, Document, Finding, Record, finding
from smregister.platforms import AccountKey, NamedAccount, Platform, Platforms
from smregister.schemas import Judge, Kinds, load_kinds
from smregister.trees import BYSTANDERS, REGISTRY, Mode, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from smregister.kinds import Field, Kind
    from smregister.model import Pointer
    from smregister.trees import File, Tree


@dataclass(frozen=True, slots=True)
class AccountAddress:
    """The address that an account states, and how its platform reads it.

    `host` is None where the text is no address at all, `named` where it names no account of the
    platform; `fault` says why, unless the address is simply elsewhere.
    """

    record: Record
    platform: Platform
    url: str
    host: str | None = None
    named: NamedAccount | None = None
    fault: str | None = None


class Register:
    """The records of one tree, and the day on which questions about them are asked."""

    def __init__(
        self,
        kinds: Kinds,
        records: Mapping[str, Mapping[str, Record]],
        day: date,
        strays: tuple[str, ...] = (),
    ) -> None:
        self.kinds = kinds
        self.day = day
        self.strays = strays
        self._records = records

    def of_kind(self, kind: str) -> Mapping[str, Record]:
        """Give the records of a kind by id, sound or not."""
        return self._records.get(kind, {})

    def sound(self, kind: str) -> Iterator[Record]:
        """Give the sound records of a kind, in order of their paths."""
        return (record for record in self.of_kind(kind).values() if record.sound)

    def all(self) -> Iterator[Record]:
        """Give every record, kind by kind."""
        return (record for records in self._records.values() for record in records.values())

    def find(self, kind: str, reference: str, agency: str | None) -> Record | None:
        """Find the record that a reference in a record of an agency names."""
        return self.of_kind(kind).get(reference_id(self.kinds.get(kind), reference, agency))

    def references(self, record: Record) -> list[tuple[Field, Pointer, str]]:
        """Give every reference a record makes: the field, its place, the name written there."""
        return [
            (field, pointer, value)
            for field in self._referring[record.kind]
            for pointer, value in values_at(record.data, field.route)
            if isinstance(value, str) and value not in field.choices
        ]

    @cached_property
    def _referring(self) -> Mapping[str, list[Field]]:
        """Give the fields of each kind that name records of kinds that there are."""
        return {
            name: [field for field in kind.references() if field.reference in self.kinds]
            for name, kind in self.kinds.items()
        }

    @cached_property
    def sound_references(self) -> list[tuple[Record, Field, Pointer, str]]:
        """Give, once, the references that all sound records make, each with its record."""
        return [(record, *reference) for record in self.all() if record.sound for reference in self.references(record)]

    @cached_property
    def platforms(self) -> Platforms:
        """Read the platforms' records once."""
        return Platforms(self.of_kind("platform").values())

    @cached_property
    def account_addresses(self) -> tuple[AccountAddress, ...]:
        """Read, once, the addresses that sound accounts state."""
        return tuple(
            _read_address(record, platform, url)
            for record in self.sound("account")
            if (platform := self.platforms.get(record.text("platform"))) and (url := record.text("url"))
        )

    @cached_property
    def accounts_by_key(self) -> Mapping[AccountKey, list[tuple[Record, Pointer]]]:
        """Index the sound accounts by handle, platform id and former handle, each with the place it is said."""
        index: dict[AccountKey, list[tuple[Record, Pointer]]] = {}
        for record in self.sound("account"):
            for key, pointer in account_keys(self.platforms, record):
                index.setdefault(key, []).append((record, pointer))
        return index


class Reading(NamedTuple):
    """A register, and the faults met in reading it."""

    register: Register
    findings: list[Finding]


def read_register(tree: Tree, day: date) -> Reading:
    """Read every record of a tree; `day` is what "today" means.

    Raises FatalError if the tree can't be read at all.
    """
    kinds, schema_faults = load_kinds(tree)
    findings = [*schema_faults]
    reader = _PartReader(kinds)
    records: dict[str, dict[str, Record]] = {name: {} for name in kinds}
    strays: list[str] = []
    with _collector_resting():
        for part in read_parts(tree, lambda part: reader.read_all(files_of(tree, part))):
            strays += part.strays
            findings += part.findings
            for record in part.records:
                records[record.kind][record.id] = record
    # Without its schema a kind has no place, and every record of it would seem to be a stray.
    return Reading(Register(kinds, records, day, () if schema_faults else tuple(strays)), findings)


def _read_address(record: Record, platform: Platform, url: str) -> AccountAddress:
    try:
        address = split_address(url)
    except AddressError as error:
        return AccountAddress(record, platform, url, fault=str(error))
    if not platform.any_host and not platform.owns(address.host):
        return AccountAddress(record, platform, url, address.host)
    try:
        return AccountAddress(record, platform, url, address.host, platform.read(address))
    except AddressError as error:
        return AccountAddress(record, platform, url, address.host, fault=str(error))


def reference_id(kind: Kind | None, reference: str, agency: str | None) -> str:
    """Give the id that a reference means: a bare name lies in the same agency."""
    in_agency = kind is not None and kind.layout.in_agency
    return f"{agency}/{reference}" if in_agency and "/" not in reference else reference


def has_ended(account: Record) -> bool:
    """Say whether an account's record is kept for its past only."""
    return account.text("status") in ("closed", "transferred")


def account_keys(platforms: Platforms, record: Record) -> Iterator[tuple[AccountKey, Pointer]]:
    """Give what an account is known by: handle, platform id, former handles, each with its place."""
    platform = platforms.get(record.text("platform"))
    if platform is None:
        return
    handle, platform_id = record.text("handle"), record.text("platform_id")
    if handle:
        yield platform.key(handle), ("handle",)
    if platform_id:
        yield (platform.name, "id", platform_id), ("platform_id",)
    for number in range(len(record.items("former_handles"))):
        former = record.text("former_handles", number, "handle")
        if former:
            yield platform.key(former), ("former_handles", number, "handle")


def not_a_plain_file(file: File) -> Finding:
    """Say of a link, a submodule or something odder that it can't be read."""
    message = f"this is {file.mode}, which is never followed; put a plain file here or remove it"
    return finding(NOT_A_PLAIN_FILE, file.path, START, (), message)


class RecordReader:
    """Reads single files into records, by the kinds of one tree."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._judges = {name: Judge(kind.schema) for name, kind in kinds.items()}
        self._places = {_place(f"{REGISTRY}/{kind.layout.template}"): kind for kind in kinds.values()}

    def kind_at(self, path: str) -> Kind | None:
        """Say which kind of record lies at a path, whatever its name."""
        return self._places.get(_place(path))

    def read(self, kind: Kind, path: str, content: bytes) -> tuple[Record, list[Finding]]:
        """Read one record; an unreadable one has no data, and neither it nor a faulty one is sound."""
        record_id = kind.layout.id_at(path) or path
        judge = self._judges[kind.name]
        data = documents.read_plainly(content)
        if data is not None and judge.is_sound(data):
            return Record(kind.name, record_id, path, data), []
        document = documents.parse(path, content)
        if not isinstance(document, Document):
            return Record(kind.name, record_id, path, {}, sound=False), document
        findings = judge.findings(path, document)
        return Record(kind.name, record_id, path, document.data, sound=not findings), findings


class _PartReader(RecordReader):
    """Collects the records, strays and findings of a part of a tree."""

    def read_all(self, files: Iterable[File]) -> PartReading:
        reading = PartReading([], [], [])
        for file in files:
            self._take(file, reading)
        return reading

    def _take(self, file: File, reading: PartReading) -> None:
        if file.mode not in (Mode.PLAIN, Mode.EXECUTABLE):
            reading.findings.append(not_a_plain_file(file))
            return
        if file.path.rpartition("/")[2] in BYSTANDERS:
            return
        if file.mode is Mode.EXECUTABLE:
            message = "the file is marked as a program; `chmod -x` takes the mark away"
            reading.findings.append(finding(EXECUTABLE_FILE, file.path, START, (), message))
        kind = self.kind_at(file.path)
        if kind is None or kind.layout.name_fault(kind.layout.id_at(file.path) or ""):
            reading.strays.append(file.path)
        if kind is not None:
            record, findings = self.read(kind, file.path, file.read())
            reading.records.append(record)
            reading.findings.extend(findings)


def _place(path: str) -> str:
    """Give the place of a path among the kinds: names of agencies and records left out."""
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == "agencies":
        parts[2] = "{agency}"
    is_agency = len(parts) == 4 and parts[2:] == ["{agency}", "agency.yaml"]
    if len(parts) != 2 and not is_agency:
        parts[-1] = "{name}.yaml" if parts[-1].endswith(".yaml") else parts[-1]
    return "/".join(parts)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Keep the garbage collector from walking through records that are all kept anyway."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
