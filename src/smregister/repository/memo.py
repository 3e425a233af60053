"""Memo of what earlier runs found out about the partitions of a tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import wait
from functools import cached_property

from smregister.parallel import MIN_PARALLEL, map_parallel, run_in_background
from smregister.progress import track
from smregister.repository.cache import Cache, Name, Plain
from smregister.repository.fingerprints import Partition, Partitions, as_named, checkout_of, parts_of, still_matches
from smregister.repository.tree import Tree


class PartitionMemo:
    """What is known of a tree and its partitions; new values are stored once `save` is called.

    `base` is the memo of the tree below a proposal; git is not asked again for what that knows. A process that is
    told the `parts` to read asks git nothing.
    """

    def __init__(self, tree: Tree, base: PartitionMemo | None = None, parts: Partitions | None = None) -> None:
        self._tree, self._base, self._given = tree, base, parts
        self._new: dict[Name, Plain] = {}
        self._found = (
            run_in_background(lambda: parts_of(tree, cache=self._cache)) if base is None and parts is None else None
        )

    def is_ready(self, seconds: float) -> bool:
        """Wait some seconds for git; return whether it has answered."""
        return self._found is None or not wait([self._found], seconds).not_done

    @cached_property
    def parts(self) -> Partitions:
        """Return the partitions of the tree as it was when the memo was created."""
        if self._found is not None:
            return self._found.result()
        return self._given or parts_of(self._tree, base=self._base.parts if self._base else None)

    @cached_property
    def tree(self) -> Tree:
        """Return the tree in which partitions with an id hold what the id names."""
        return as_named(self._tree, self.parts)

    @cached_property
    def _cache(self) -> Cache | None:
        if self._base is not None:
            return self._base._cache
        home = checkout_of(self._tree) if self._given is None else None
        return Cache(home) if home else None

    @cached_property
    def content(self) -> str | None:
        """Name the content of register and schemas; None if a part of it has no id."""
        parts = [self.parts.schemas, *self.parts.register]
        return (
            "\n".join(f"{part.path} {part.fingerprint}" for part in parts)
            if all(part.fingerprint for part in parts)
            else None
        )

    def get(self, names: Collection[Name]) -> dict[Name, Plain]:
        """Return the values stored under names, as they were at one moment."""
        return self._cache.get(names) if self._cache and names else {}

    def put(self, name: Name, value: Plain) -> None:
        """Add a value about the tree as a whole."""
        self._new[name] = value

    def stored(self, purposes: Sequence[Name], parts: Sequence[Partition]) -> dict[Partition, bytes]:
        """Return the stored packed values of partitions, each under the first purpose that has one."""
        names = {
            (*purpose, part.path, part.fingerprint): part
            for purpose in reversed(purposes)
            for part in parts
            if part.fingerprint
        }
        values = self.get(names)
        return {part: values[name] for name, part in names.items() if name in values}

    def compute(
        self, purposes: Sequence[Name], parts: Sequence[Partition], find: Callable[[Partition], bytes]
    ) -> Iterator[tuple[Partition, bytes]]:
        """Yield the packed values of partitions, in order: stored ones, else those that `find` returns.

        A purpose names what a value is, with all that it depends on beside the partition's own content; no
        purpose if nothing names that. New values belong to the first purpose.
        """
        if not parts:
            return
        stored = self.stored(purposes, parts)
        missing = [part for part in parts if part not in stored]
        # One long list is faster than many short ones, and than a few where it is not long.
        if len(missing) > min(MIN_PARALLEL, len(self.parts.register) // 16):
            self.tree.list_all()
        computed = map_parallel(find, missing)
        for part in track("reading", parts):
            if part in stored:
                yield part, stored.pop(part)
            else:
                content = next(computed)
                if purposes and part.fingerprint is not None:
                    self._new[*purposes[0], part.path, part.fingerprint] = content
                yield part, content

    def save(self) -> None:
        """Store the new values, unless files that were read have changed in the meantime."""
        if self._cache and self._new and still_matches(self._tree, self.parts):
            self._cache.put(self._new)
            self._new = {}
