"""Index of one partition: its keys, references and projected records."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from smregister.model import Pointer
from smregister.register.index.projection import pack_records
from smregister.register.references import Key, KeyType, Reference, ReferenceGroup, is_cross_checked, references_of
from smregister.register.register import Register
from smregister.repository.cache import Plain


class PartitionIndex(NamedTuple):
    """The keys and records of a partition that the rest of the register needs.

    `defined` are the digests of the keys that it defines, `referenced` those of records that it references and
    does not hold, `cross_checked` those of them that are checked with all references to them. `counts` holds by kind
    the number of records and of invalid ones; `records` the projected records by kind, as `pack_records` writes them.
    """

    defined: array[int]
    referenced: array[int]
    cross_checked: array[int]
    counts: dict[str, tuple[int, int]]
    records: dict[str, bytes]

    def to_plain(self) -> Plain:
        """Return the index as plain values, for the cache or another process."""
        digests = (self.defined.tobytes(), self.referenced.tobytes(), self.cross_checked.tobytes())
        return (*digests, self.counts, self.records)

    @classmethod
    def from_plain(cls, plain: Plain) -> PartitionIndex:
        """Read what `to_plain` returned."""
        defined, referenced, cross_checked, counts, records = plain
        return cls(array("Q", defined), array("Q", referenced), array("Q", cross_checked), counts, records)


class PartitionReferences:
    """The references in a partition, grouped by key."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._local: dict[Key, list[Reference]] = {}
        self._defined: set[Key] = set()
        self._referenced: set[Key] = set()
        self._cross_checked: set[Key] = set()
        for record in register.all():
            for reference in references_of(register, record, self._is_local):
                self._add(reference)

    def groups(self) -> Iterator[ReferenceGroup]:
        """Yield the groups of references that can be checked within the partition."""
        for key, references in self._local.items():
            if len(references) > 1:
                yield ReferenceGroup(key, tuple(references), self._register.kinds)

    def index(self) -> PartitionIndex:
        """Return the index of the partition."""
        register = self._register
        by_kind = {kind: records for kind in register.kinds if (records := register.of_kind(kind).values())}
        return PartitionIndex(
            array("Q", (key.digest for key in self._defined)),
            array("Q", (key.digest for key in self._referenced)),
            array("Q", (key.digest for key in self._cross_checked)),
            {kind: (len(records), sum(not record.valid for record in records)) for kind, records in by_kind.items()},
            {kind: pack_records(register.kinds[kind], records) for kind, records in by_kind.items()},
        )

    def _add(self, reference: Reference) -> None:
        key, pointer = reference.key, reference.pointer
        is_record = key.type is KeyType.RECORD
        if is_record and pointer and key.words[1] not in self._register.of_kind(key.words[0]):
            self._referenced.add(key)
            if is_cross_checked(key.words[0], pointer):
                self._cross_checked.add(key)
            return
        if not pointer if is_record else key.is_global:
            self._defined.add(key)
        self._local.setdefault(key, []).append(reference)

    def _is_local(self, kind: str, record_id: str, pointer: Pointer) -> bool:
        """Check whether a referenced record is in the partition and needs no cross-check."""
        return not is_cross_checked(kind, pointer) and record_id in self._register.of_kind(kind)
