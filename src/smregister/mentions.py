"""What records speak of: other records, accounts, values that may occur once; and all who speak of the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from smregister.register import account_keys, reference_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from smregister.kinds import Kind, Uniqueness
    from smregister.model import Pointer, Record
    from smregister.platforms import AccountKey
    from smregister.register import Register


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


class ThingType(StrEnum):
    """What sort of thing it is."""

    RECORD = "record"
    ACCOUNT = "account"
    VALUE = "value"


class Thing(NamedTuple):
    """Something that records speak of, by the words that tell it from all others of its type.

    A record: its kind and id. An account: platform, `handle` or `id`, and that in comparable form. A
    value: the kind, the names of the fields, the agency within which it may occur once, if one, and the values.
    """

    type: ThingType
    words: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """Say whether records of any agency may speak of it: not of a value that may occur once within one."""
        return self.type is not ThingType.VALUE or not self.words[2]

    @property
    def digest(self) -> int:
        """Give a number of 64 bits that hardly any other thing has, the same in every run."""
        text = "\0".join((self.type, *self.words))
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


class Mention(NamedTuple):
    """A record that speaks of a thing, where, and in which words; at `()` it is the thing itself."""

    thing: Thing
    record: Record
    pointer: Pointer
    words: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A thing, and all that is said of it, in the order of the files.

    `known` gives the ids of the records of a kind that lie where the one with some id would.
    """

    thing: Thing
    mentions: tuple[Mention, ...]
    kinds: Mapping[str, Kind]
    known: Callable[[str, str], Collection[str]] = lambda _kind, _id: ()

    @property
    def itself(self) -> Record | None:
        """Give the record that the thing is, if there is one."""
        return next((mention.record for mention in self.mentions if not mention.pointer), None)

    @property
    def is_missing(self) -> bool:
        """Say whether the thing is a record that there is not."""
        return self.thing.type is ThingType.RECORD and self.itself is None

    def by(self, *route: str) -> list[Record]:
        """Give the records that name the thing in a field."""
        return [mention.record for mention in self.mentions if mention.pointer == route]

    def similar(self) -> Collection[str]:
        """Give the ids of the records that lie where the thing would."""
        kind, record_id = self.thing.words
        return self.known(kind, record_id)


def record_thing(kind: str, record_id: str) -> Thing:
    """Give a record as something that is spoken of."""
    return Thing(ThingType.RECORD, (kind, record_id))


def account_thing(key: AccountKey) -> Thing:
    """Give an account, by one of its keys, as something that is spoken of."""
    return Thing(ThingType.ACCOUNT, key)


def mentions(
    register: Register, record: Record, is_needless: Callable[[str, str], bool] = lambda _kind, _id: False
) -> Iterator[Mention]:
    """Give all that a record speaks of, itself first; an unsound one is only there.

    Of records that are named, those are left out of which `is_needless` says so, by kind and id.
    """
    yield Mention(record_thing(record.kind, record.id), record, ())
    if not record.sound:
        return
    for field, pointer, words in register.references(record):
        kind = field.reference or ""
        record_id = reference_id(register.kinds[kind], words, record.agency)
        if not is_needless(kind, record_id):
            yield Mention(record_thing(kind, record_id), record, pointer, words)
    if record.kind == "account":
        for key, pointer in account_keys(register.platforms, record):
            yield Mention(account_thing(key), record, pointer)
    for unique in register.kinds[record.kind].unique:
        values = [record.value(*name.split(".")) for name in unique.fields]
        if values[0] is not None and not _is_exempt(record, unique):
            scope = (record.agency or "") if unique.within_agency else ""
            said = (record.kind, ",".join(unique.fields), scope, *map(str, values))
            yield Mention(Thing(ThingType.VALUE, said), record, tuple(unique.fields[0].split(".")))


def _is_exempt(record: Record, unique: Uniqueness) -> bool:
    return unique.unless is not None and record.value(*unique.unless.split(".")) is not None
