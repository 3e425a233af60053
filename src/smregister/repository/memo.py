"""Memo of what earlier runs found out about the partitions of a tree."""

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
    """What is known of a tree and its partitions; new values are stored once `save` is called.

    `base` is the memo of the tree below a proposal; git is not asked again for what that knows. A process that is
    told the `parts` to read asks git nothing.
    """

    def __init__(self, tree: Tree, base: PartitionMemo | None = None, partitions: Partitions | None = None) -> None:
        self._tree, self._base, self._given = tree, base, partitions
        self._new: dict[Name, Plain] = {}
        self._found = (
            run_in_background(lambda: list_partitions(tree, cache=self._cache))
            if base is None and partitions is None
            else None
        )

    def is_ready(self, seconds: float) -> bool:
        """Wait some seconds for git; return whether it has answered."""
        return self._found is None or not wait([self._found], seconds).not_done

    @cached_property
    def partitions(self) -> Partitions:
        """Return the partitions of the tree as it was when the memo was created."""
        if self._found is not None:
            return self._found.result()
        return self._given or list_partitions(self._tree, base=self._base.partitions if self._base else None)

    @cached_property
    def tree(self) -> Tree:
        """Return the tree in which partitions with an id hold what the id names."""
        return pin_tree(self._tree, self.partitions)

    @cached_property
    def _cache(self) -> Cache | None:
        if self._base is not None:
            return self._base._cache
        home = checkout_of(self._tree) if self._given is None else None
        return Cache(home) if home else None

    @cached_property
    def content(self) -> str | None:
        """Name the content of register and schemas; None if a part of it has no id."""
        partitions = [self.partitions.schemas, *self.partitions.register]
        return (
            "\n".join(f"{partition.path} {partition.fingerprint}" for partition in partitions)
            if all(partition.fingerprint for partition in partitions)
            else None
        )

    def get(self, names: Collection[Name]) -> dict[Name, Plain]:
        """Return the values stored under names, as they were at one moment."""
        return self._cache.get(names) if self._cache and names else {}

    def put(self, name: Name, value: Plain) -> None:
        """Add a value about the tree as a whole."""
        self._new[name] = value

    def stored(self, purposes: Sequence[Name], partitions: Sequence[Partition]) -> dict[Partition, bytes]:
        """Return the stored packed values of partitions, each under the first purpose that has one."""
        names = {
            (*purpose, partition.path, partition.fingerprint): partition
            for purpose in reversed(purposes)
            for partition in partitions
            if partition.fingerprint
        }
        values = self.get(names)
        return {partition: values[name] for name, partition in names.items() if name in values}

    def compute(
        self, purposes: Sequence[Name], partitions: Sequence[Partition], find: Callable[[Partition], bytes]
    ) -> Iterator[tuple[Partition, bytes]]:
        """Yield the packed values of partitions, in order: stored ones, else those that `find` returns.

        A purpose names what a value is, with all that it depends on beside the partition's own content; no
        purpose if nothing names that. New values belong to the first purpose.
        """
        if not partitions:
            return
        stored = self.stored(purposes, partitions)
        missing = [partition for partition in partitions if partition not in stored]
        # One long list is faster than many short ones, and than a few where it is not long.
        if len(missing) > min(MIN_PARALLEL, len(self.partitions.register) // 16):
            self.tree.list_all()
        computed = map_parallel(find, missing)
        for partition in track("reading", partitions):
            if partition in stored:
                yield partition, stored.pop(partition)
            else:
                content = next(computed)
                if purposes and partition.fingerprint is not None:
                    self._new[*purposes[0], partition.path, partition.fingerprint] = content
                yield partition, content

    def save(self) -> None:
        """Store the new values, unless files that were read have changed in the meantime."""
        if self._cache and self._new and still_matches(self._tree, self.partitions):
            self._cache.put(self._new)
            self._new = {}
