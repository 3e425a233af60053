"""Memo of the values computed for the partitions of a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import wait
from functools import cached_property

from smregister.parallel import MIN_PARALLEL, map_parallel, run_in_background
from smregister.progress import track
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.fingerprints import (
    Partition,
    Partitions,
    checkout_of,
    list_partitions,
    pin_tree,
    still_matches,
)
from smregister.repository.tree import Tree


class PartitionMemo:
    """Stored and new values of a tree and its partitions; `save` stores the new ones.

    `base` is the memo of the tree below an overlay and saves questions to git. A worker process gets
    the `partitions` to read and asks git nothing.
    """

    def __init__(self, tree: Tree, base: PartitionMemo | None = None, partitions: Partitions | None = None) -> None:
        self._tree, self._base, self._preset = tree, base, partitions
        self._new: dict[Name, Plain] = {}
        needs_git = base is None and partitions is None
        self._listing = run_in_background(lambda: list_partitions(tree, cache=self._cache)) if needs_git else None

    def is_ready(self, seconds: float) -> bool:
        """Wait some seconds for git; return whether it has listed the partitions."""
        return self._listing is None or not wait([self._listing], seconds).not_done

    @cached_property
    def partitions(self) -> Partitions:
        """Return the partitions of the tree as of the creation of the memo."""
        if self._listing is not None:
            return self._listing.result()
        return self._preset or list_partitions(self._tree, base=self._base.partitions if self._base else None)

    @cached_property
    def tree(self) -> Tree:
        """Return the tree with partitions pinned to their fingerprints."""
        return pin_tree(self._tree, self.partitions)

    @cached_property
    def _cache(self) -> Cache | None:
        if self._base is not None:
            return self._base._cache
        root = checkout_of(self._tree) if self._preset is None else None
        return Cache(root) if root else None

    @cached_property
    def content(self) -> str | None:
        """Return the fingerprint of register and schemas; None if a partition has none."""
        entries = [self.partitions.schemas, *self.partitions.register]
        if not all(entry.fingerprint for entry in entries):
            return None
        return "\n".join(f"{entry.path} {entry.fingerprint}" for entry in entries)

    def get(self, names: Collection[Name]) -> dict[Name, Plain]:
        """Return the values stored under names, as of one point in time."""
        return self._cache.get(names) if self._cache and names else {}

    def put(self, name: Name, value: Plain) -> None:
        """Add a value of the tree as a whole."""
        self._new[name] = value

    def stored(self, purposes: Sequence[Name], partitions: Sequence[Partition]) -> dict[Partition, bytes]:
        """Return packed values of partitions by the first stored purpose."""
        names = {
            (*purpose, partition.path, partition.fingerprint): partition
            for purpose in reversed(purposes)
            for partition in partitions
            if partition.fingerprint
        }
        values = self.get(names)
        return {partition: values[name] for name, partition in names.items() if name in values}

    def compute(
        self, purposes: Sequence[Name], partitions: Sequence[Partition], work: Callable[[Partition], bytes]
    ) -> Iterator[tuple[Partition, bytes]]:
        """Yield packed values of partitions in order: stored, else from `work`.

        A purpose names the value and all that it depends on beside the partition's content; without a
        purpose nothing is stored. New values are stored under the first purpose.
        """
        if not partitions:
            return
        stored = self.stored(purposes, partitions)
        missing = [partition for partition in partitions if partition not in stored]
        # One long listing is faster than many short ones, but not than a few.
        if len(missing) > min(MIN_PARALLEL, len(self.partitions.register) // 16):
            self.tree.list_all()
        computed = map_parallel(work, missing)
        for partition in track("reading", partitions):
            if partition in stored:
                yield partition, stored.pop(partition)
            else:
                value = next(computed)
                if purposes and partition.fingerprint is not None:
                    self._new[*purposes[0], partition.path, partition.fingerprint] = value
                yield partition, value

    def save(self) -> None:
        """Store the new values, unless files that were read have changed in the meantime."""
        if self._cache and self._new and still_matches(self._tree, self.partitions):
            self._cache.put(self._new)
            self._new = {}
