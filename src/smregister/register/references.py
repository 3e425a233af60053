"""What records speak of: other records, accounts, values that may occur once; and all who speak of the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from smregister.model import Pointer, Record
from smregister.records.kinds import Kind, Uniqueness
from smregister.register.platforms import AccountKey
from smregister.register.register import Register, account_keys, reference_id

PROJECTED_FIELDS = frozenset(
    {
        "acting",
        "clause",
        "clauses",
        "closed",
        "effective_from",
        "effective_to",
        "letter",
        "officer",
        "replaced_by",
        "replaces",
        "status",
    }
)
"""The fields that are read from other agencies' records, beside those that name and list them."""

CROSS_CHECKED_KINDS = frozenset({"appointment", "standard"})
"""The kinds whose records are checked together with every record that references them."""


class KeyType(StrEnum):
    """What sort of thing it is."""

    RECORD = "record"
    ACCOUNT = "account"
    VALUE = "value"


class Key(NamedTuple):
    """Something that records speak of, by the words that tell it from all others of its type.

    A record: its kind and id. An account: platform, `handle` or `id`, and that in comparable form. A
    value: the kind, the names of the fields, the agency within which it may occur once, if one, and the values.
    """

    type: KeyType
    words: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """Return whether records of any agency may speak of it: not of a value that may occur once within one."""
        return self.type is not KeyType.VALUE or not self.words[2]

    @property
    def digest(self) -> int:
        """Return a number of 64 bits that hardly any other thing has, the same in every run."""
        text = "\0".join((self.type, *self.words))
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Reference(NamedTuple):
    """A record that speaks of a thing, where, and in which words; at `()` it is the thing itself."""

    thing: Key
    record: Record
    pointer: Pointer
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """A thing, and all that is said of it, in the order of the files.

    `known` gives the ids of the records of a kind that lie where the one with some id would.
    """

    thing: Key
    mentions: tuple[Reference, ...]
    kinds: Mapping[str, Kind]
    known: Callable[[str, str], Collection[str]] = lambda _kind, _id: ()

    @property
    def itself(self) -> Record | None:
        """Return the record that the thing is, if there is one."""
        return next((mention.record for mention in self.mentions if not mention.pointer), None)

    @property
    def is_missing(self) -> bool:
        """Return whether the thing is a record that there is not."""
        return self.thing.type is KeyType.RECORD and self.itself is None

    def by(self, *route: str) -> list[Record]:
        """Return the records that name the thing in a field."""
        return [mention.record for mention in self.mentions if mention.pointer == route]

    def similar(self) -> Collection[str]:
        """Return the ids of the records that lie where the thing would."""
        kind, record_id = self.thing.words
        return self.known(kind, record_id)


def record_key(kind: str, record_id: str) -> Key:
    """Return a record as something that is spoken of."""
    return Key(KeyType.RECORD, (kind, record_id))


def account_key(key: AccountKey) -> Key:
    """Return an account, by one of its keys, as something that is spoken of."""
    return Key(KeyType.ACCOUNT, key)


def references_of(
    register: Register, record: Record, is_needless: Callable[[str, str], bool] = lambda _kind, _id: False
) -> Iterator[Reference]:
    """Return all that a record speaks of, itself first; an unsound one is only there.

    Of records that are named, those are left out of which `is_needless` says so, by kind and id.
    """
    yield Reference(record_key(record.kind, record.id), record, ())
    if not record.valid:
        return
    for field, pointer, words in register.references(record):
        kind = field.reference or ""
        record_id = reference_id(register.kinds[kind], words, record.agency)
        if not is_needless(kind, record_id):
            yield Reference(record_key(kind, record_id), record, pointer, words)
    if record.kind == "account":
        for key, pointer in account_keys(register.platforms, record):
            yield Reference(account_key(key), record, pointer)
    for unique in register.kinds[record.kind].unique:
        values = [record.value(*name.split(".")) for name in unique.fields]
        if values[0] is not None and not _is_exempt(record, unique):
            scope = (record.agency or "") if unique.within_agency else ""
            said = (record.kind, ",".join(unique.fields), scope, *map(str, values))
            yield Reference(Key(KeyType.VALUE, said), record, tuple(unique.fields[0].split(".")))


def _is_exempt(record: Record, unique: Uniqueness) -> bool:
    return unique.unless is not None and record.value(*unique.unless.split(".")) is not None
