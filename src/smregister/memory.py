"""What earlier runs found out about a tree, remembered by git's ids of its parts: a run pays for what changed."""

from __future__ import annotations

from concurrent.futures import wait
from functools import cached_property
from typing import TYPE_CHECKING

from smregister.cache import Cache
from smregister.parallel import MIN_PARALLEL, map_parallel, run_in_background
from smregister.progress import track
from smregister.trees import as_named, home_of, is_as_named, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from smregister.cache import Name
    from smregister.trees import Part, Parts, Tree


class Memory:
    """What is known of a tree and its parts; what is found out is kept once `save` is called."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._parts = run_in_background(lambda: parts_of(tree))
        self._new: dict[Name, bytes] = {}

    def is_ready(self, seconds: float) -> bool:
        """Wait for git for a while, and say whether it has answered; there is other work to do if it has not."""
        return not wait([self._parts], seconds).not_done

    @cached_property
    def parts(self) -> Parts:
        """Give the parts of the tree as it was when this was made."""
        return self._parts.result()

    @cached_property
    def tree(self) -> Tree:
        """Give the tree as its parts are read: those that have an id hold what that names."""
        return as_named(self._tree, self.parts)

    @cached_property
    def _cache(self) -> Cache | None:
        home = home_of(self._tree)
        return Cache(home) if home else None

    @cached_property
    def content(self) -> str | None:
        """Name what lies in the register and the schemas altogether; None where something in it has no name."""
        parts = [self.parts.schemas, *self.parts.register]
        return "\n".join(f"{part.path} {part.id}" for part in parts) if all(part.id for part in parts) else None

    def get(self, *names: Name) -> dict[Name, bytes]:
        """Give what was kept under some names, as it was at one moment."""
        return self._cache.get(names) if self._cache else {}

    def note(self, name: Name, content: bytes) -> None:
        """Remember something about the tree as a whole."""
        self._new[name] = content

    def of_each(
        self, purpose: Name | None, parts: Sequence[Part], find_out: Callable[[Part], bytes]
    ) -> Iterator[tuple[Part, bytes]]:
        """Give what is to be known of some parts, in their order.

        `purpose` names what that is, with all that it depends on beside the part's own content; None where
        that has no name. `find_out` is asked for what is not known yet.
        """
        if not parts:
            return
        names: dict[Part, Name] = {part: (*purpose, part.path, part.id) for part in parts if purpose and part.id}
        known = self._cache.get(names.values()) if self._cache else {}
        unknown = [part for part in parts if names.get(part) not in known]
        # One long list is sooner had than many short ones, and than a few where it is not long.
        if len(unknown) > min(MIN_PARALLEL, len(self.parts.register) // 16):
            self.tree.list_all()
        contents = map_parallel(find_out, unknown)
        for part in track("reading", parts):
            name = names.get(part)
            if name in known:
                yield part, known.pop(name)
            else:
                content = next(contents)
                if name is not None:
                    self._new[name] = content
                yield part, content

    def save(self) -> None:
        """Keep what was found out; nothing if anything was read that had changed in the meantime."""
        if self._cache and self._new and is_as_named(self._tree, self.parts):
            self._cache.put(self._new)
