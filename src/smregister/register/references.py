"""Keys of records, accounts and unique values, and the references to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from smregister.model import Pointer, Record
from smregister.records.kinds import Kind
from smregister.register.platforms import AccountKey
from smregister.register.register import Register, account_keys, reference_id
from smregister.text import normalize_text

PROJECTED_FIELDS = frozenset(
    {"acting", "closed", "effective_from", "effective_to", "opened", "status"}
    | {"clause", "clauses", "letter", "officer"}
    | {"replaced_by", "replaces"}
)
"""The fields that are read from other agencies' records, beside those that name and list them."""

CROSS_CHECKED_KINDS: Mapping[str, frozenset[str]] = {
    "appointment": frozenset(),
    "standard": frozenset(),
    "account": frozenset({"replaced_by"}),
    "agency": frozenset({"replaced_by"}),
}
"""The kinds whose records are checked together with the references to them, in some fields or in all (none named)."""


class KeyType(StrEnum):
    """The type of a key."""

    RECORD = "record"
    ACCOUNT = "account"
    VALUE = "value"


class Key(NamedTuple):
    """The key of a record, account or unique value: type and words.

    A record: its kind and id. An account: platform, `handle` or `id`, and that in comparable form. A
    value: the kind, the names of the fields, the agency within which it is unique, if one, and the values.
    """

    type: KeyType
    words: tuple[str, ...]

    @property
    def is_global(self) -> bool:
        """Return whether any agency's records may refer to the key."""
        return self.type is not KeyType.VALUE or not self.words[2]

    @property
    def digest(self) -> int:
        """Return a number of 64 bits that hardly any other key has, the same in every run."""
        text = "\0".join((self.type, *self.words))
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Reference(NamedTuple):
    """A reference to a key: record, field, text; `()` defines the key."""

    key: Key
    record: Record
    pointer: Pointer
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """A key and all references to it, in the order of the files.

    `ids_near` returns ids of the records of a kind near the place where the one with some id would be.
    """

    key: Key
    references: tuple[Reference, ...]
    kinds: Mapping[str, Kind]
    ids_near: Callable[[str, str], Collection[str]] = lambda _kind, _id: ()

    @property
    def record(self) -> Record | None:
        """Return the record that has the key, if there is one."""
        return next((reference.record for reference in self.references if not reference.pointer), None)

    @property
    def is_missing(self) -> bool:
        """Return whether the key is that of a record that does not exist."""
        return self.key.type is KeyType.RECORD and self.record is None

    def referring_by(self, *route: str) -> list[Record]:
        """Return the records that refer to the key in a field."""
        return [reference.record for reference in self.references if reference.pointer == route]

    def followers(self) -> list[Record]:
        """Return the records of the same agency that replace the one with the key."""
        replaced = self.record
        return [other for other in self.referring_by("replaces") if replaced and other.agency == replaced.agency]

    def neighbors(self) -> Collection[str]:
        """Return ids of the records near the place where the missing one would be."""
        return self.ids_near(*self.key.words)


def record_key(kind: str, record_id: str) -> Key:
    """Return the key of a record."""
    return Key(KeyType.RECORD, (kind, record_id))


def account_key(key: AccountKey) -> Key:
    """Return the key of an account."""
    return Key(KeyType.ACCOUNT, key)


def is_cross_checked(kind: str, pointer: Pointer) -> bool:
    """Return whether a reference is checked together with the record of a kind that it names."""
    fields = CROSS_CHECKED_KINDS.get(kind)
    return fields is not None and (not fields or pointer[0] in fields)


def references_of(
    register: Register,
    record: Record,
    is_excluded: Callable[[str, str, Pointer], bool] = lambda _kind, _id, _pointer: False,
) -> Iterator[Reference]:
    """Yield all references of a record, itself first; only that if invalid.

    References to records are left out if `is_excluded` is true of their kind, id and pointer.
    """
    yield Reference(record_key(record.kind, record.id), record, ())
    if not record.valid:
        return
    for field, pointer, text in register.references(record):
        kind = field.reference or ""
        record_id = reference_id(register.kinds[kind], text, record.agency)
        if not is_excluded(kind, record_id, pointer):
            yield Reference(record_key(kind, record_id), record, pointer, text)
    if record.kind == "account":
        for key, pointer in account_keys(register.platforms, record):
            yield Reference(account_key(key), record, pointer)
    for unique in register.kinds[record.kind].unique:
        values = [record.value(*name.split(".")) for name in unique.fields]
        is_exempt = unique.unless is not None and record.value(*unique.unless.split(".")) is not None
        if values[0] is not None and not is_exempt:
            scope = (record.agency or "") if unique.within_agency else ""
            words = (record.kind, ",".join(unique.fields), scope, *(normalize_text(str(value)) for value in values))
            yield Reference(Key(KeyType.VALUE, words), record, tuple(unique.fields[0].split(".")))
