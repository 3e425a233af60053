"""Queries that read only the fields and partitions they need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from smregister.errors import FatalError
from smregister.model import Record, agency_of
from smregister.parallel import using_executor
from smregister.records.kinds import Kind
from smregister.records.reader import ReadResult
from smregister.register.index.column_store import ColumnStore, stored_names
from smregister.register.index.cross_reference import CrossReference
from smregister.register.index.partition_index import PartitionIndex, PartitionReferences
from smregister.register.index.projection import load_records, projected_fields, unpack_rows
from smregister.register.index.selection import Selection, field_of, find_value_field, select
from smregister.register.loader import RegisterLoader, create_register, gc_paused
from smregister.register.references import Key
from smregister.register.register import Register
from smregister.repository.cache import Name, Plain, pack, unpack
from smregister.repository.commit_tree import IndexTree
from smregister.repository.fingerprints import Partition, list_files
from smregister.repository.overlay_tree import OverlayTree
from smregister.text import did_you_mean


class RegisterIndex:
    """The index of a snapshot: keys, references, projected records.

    Answers come from stored projections if these have all the fields, else from the files.
    """

    def __init__(self, loader: RegisterLoader, base: RegisterIndex | None) -> None:
        self._loader, self._base = loader, base
        # Packed values whose first item is the index of the partition.
        self._packed: dict[Partition, bytes] = {}
        if base:
            self._packed |= (
                (part, content) for part, content in base._packed.items() if part.path not in loader.touched
            )

    def related_to(self, keys: Iterable[Key]) -> Register:
        """Return the agencies that define some keys, and records that name one."""
        digests, cross = {key.digest for key in keys}, self.cross_reference
        defining, referencing = cross.defined.partitions_with(digests), cross.referenced.partitions_with(digests)
        numbers = sorted(defining | referencing)
        results = [self._read(cross.partitions[number], is_whole=number in defining) for number in numbers]
        self._loader.memo.save()
        return create_register(self._loader.kinds, results, self._loader.day, shared=self._loader.shared)

    def select(self, kind: Kind, fields: Collection[str] | None = (), where: Sequence[str] = ()) -> Selection:
        """Select the records of a kind by conditions, with some fields; None: all.

        Raises FatalError if a condition is not one, or has an unknown field or value.
        """
        names = [*(fields or ()), *(name for name in map(field_of, where) if kind.route(name))]
        roots = {name.split(".")[0] for name in names}
        if fields is not None and roots <= projected_fields(kind):
            store = self._store(kind, roots)
        else:
            store = ColumnStore.of_records(roots, self._loader.register.of_kind(kind.name).values())
        return select(store, kind, where, partial(self._read_value, kind))

    def _read_value(self, kind: Kind, name: str, value: str) -> str:
        """Return the id of the record that a value of a field means; a platform may have another name.

        Raises FatalError, with the nearest id, if the field refers to records and there is none.
        """
        field = find_value_field(kind, name)
        referenced = field.reference if field else {"agency": name, "id": kind.name}.get(name)
        if referenced not in self._loader.kinds:
            return value
        platforms = self._loader.shared.platforms
        if referenced == "platform" and (platform := platforms.by_alias(value)):
            return platform.name
        ids = {*self.select(self._loader.kinds[referenced]).store.ids}
        if name == "agency":
            # The folder of an agency can lack the agency's own record.
            ids.update(
                agency for record_id in self.select(kind).store.ids if (agency := agency_of(kind.name, record_id))
            )
        if value in ids:
            return value
        hint = did_you_mean(value, {*ids, *platforms.aliases} if referenced == "platform" else ids)
        raise FatalError(f"`{name}`: there is no {referenced} `{value}`{hint}")

    def records(self, kinds: Iterable[str]) -> Iterator[Record]:
        """Yield the projected records of some kinds."""
        parts = self._loader.memo.partitions.register
        self._load(parts)
        for part in parts:
            contents = self.partition(part).records
            yield from load_records({name: contents[name] for name in kinds if name in contents}, self._loader.kinds)
        self._loader.memo.save()

    def ids(self) -> list[str]:
        """Return the ids of all records."""
        return [record_id for kind in self._loader.kinds.values() for record_id in self.select(kind).store.ids]

    def invalid(self, kind: str) -> int:
        """Count the records of a kind that are not valid."""
        return self.cross_reference.totals().get(kind, (0, 0))[1]

    @cached_property
    def cross_reference(self) -> CrossReference:
        """Return the keys of all partitions; only changed partitions are indexed again."""
        parts, before = self._loader.memo.partitions.register, self._before
        numbers = {p: n for n, p in enumerate(before.partitions) if p.path not in self._loader.touched}
        if len(numbers) == len(before.partitions) and before.partitions == parts:
            return before
        self._load([part for part in parts if part not in numbers])
        cross = CrossReference()
        for part in parts:
            if part in numbers:
                cross.copy_from(before, numbers[part])
            else:
                cross.append(part, self.partition(part))
        self.store("keys", cross.to_plain())
        return cross

    def former_digests(self, parts: Iterable[Partition]) -> set[int] | None:
        """Return the digests of keys of former partitions; None if not stored."""
        digests, others = set[int](), list[Partition]()
        numbers = {part: number for number, part in enumerate(self._before.partitions)}
        for part in parts:
            if part in numbers:
                digests |= self._before.digests_of(numbers[part])
            else:
                others.append(part)
        stored = self._loader.memo.stored(self._purposes, others)
        if len(stored) < len(others):
            return None
        for content in stored.values():
            index = PartitionIndex.from_plain(unpack(content)[0])
            digests |= {*index.defined, *index.referenced}
        return digests

    def partition(self, part: Partition) -> PartitionIndex:
        """Return the index of a partition."""
        self._load([part])
        return PartitionIndex.from_plain(unpack(self._packed[part])[0])

    def projected_register(self, part: Partition) -> Register:
        """Return the projected records of a partition."""
        return self._loader.register_of([self._read(part, is_whole=False)])

    def add_packed(self, packed: Mapping[Partition, bytes]) -> None:
        """Add packed values of partitions whose first item is the index."""
        self._packed |= packed

    def last(self, *labels: str) -> dict[str, tuple[str, Plain]]:
        """Return the values last stored about trees like this one, each with its basis."""
        names = {self._name(label): label for label in labels}
        return {names[name]: value for name, value in self._loader.memo.get(names).items()}

    def store(self, label: str, value: Plain) -> None:
        """Store a value about the whole tree, in place of the last one."""
        if self._loader.memo.content:
            self._loader.memo.put(self._name(label), (self._loader.basis, value))

    @cached_property
    def _before(self) -> CrossReference:
        """Return the cross-reference of the base or of the last similar tree."""
        if self._base is not None and "cross_reference" in vars(self._base):
            return self._base.cross_reference
        basis, plain = self.last("keys").get("keys", ("", None))
        return CrossReference.from_plain(plain) if basis == self._loader.basis else CrossReference()

    def _store(self, kind: Kind, fields: Collection[str]) -> ColumnStore:
        with gc_paused():
            store = self._stored_columns(kind, fields)
            if store is None or store.partitions != self._loader.memo.partitions.register:
                store = self._new_columns(kind, self._stored_columns(kind, projected_fields(kind)))
                for name, column in store.to_plain().items():
                    self.store(_column_name(kind, name), column)
        self._loader.memo.save()
        return store

    def _stored_columns(self, kind: Kind, fields: Collection[str]) -> ColumnStore | None:
        names = {_column_name(kind, name): name for name in stored_names(fields)}
        columns = {
            names[name]: value for name, (basis, value) in self.last(*names).items() if basis == self._loader.basis
        }
        return ColumnStore.from_plain(columns) if len(columns) == len(names) else None

    def _new_columns(self, kind: Kind, before: ColumnStore | None) -> ColumnStore:
        numbers = {part: number for number, part in enumerate(before.partitions)} if before else {}
        parts = self._loader.memo.partitions.register
        self._load([part for part in parts if part not in numbers])
        store = ColumnStore(projected_fields(kind))
        for part in parts:
            if before and part in numbers:
                store.copy_from(before, numbers[part])
            else:
                store.append(part, unpack_rows(self.partition(part).records, kind))
        return store

    def _read(self, part: Partition, *, is_whole: bool) -> ReadResult:
        if is_whole:
            return self._loader.reader.read_files(list_files(self._loader.tree, part))
        return ReadResult([*load_records(self.partition(part).records, self._loader.kinds)], [], [])

    def _load(self, parts: Iterable[Partition]) -> None:
        missing = [part for part in parts if part not in self._packed]
        if missing:
            # Once here, and not once in each process that is going to be forked from this one.
            _ = self._loader.shared
            with gc_paused(), using_executor(None):
                self._packed |= self._loader.memo.compute(self._purposes, missing, self._index_packed)

    def _index_packed(self, part: Partition) -> bytes:
        reading = self._loader.reader.read_files(list_files(self._loader.memo.tree, part))
        return pack((PartitionReferences(self._loader.register_of([reading])).index().to_plain(),))

    @property
    def _purposes(self) -> list[Name]:
        basis, month = self._loader.basis, self._loader.day.replace(day=1)
        return [("index", basis), ("validated", basis, month.isoformat())]

    def _name(self, label: str) -> Name:
        # A proposal has the fingerprints of the tree below it. Git's index has its own.
        tree = self._loader.tree
        tree = tree.base if isinstance(tree, OverlayTree) else tree
        return label, "index" if isinstance(tree, IndexTree) else "commit"


def _column_name(kind: Kind, name: str) -> str:
    return f"kind {kind.name} {name}"
