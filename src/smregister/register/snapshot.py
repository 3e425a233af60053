"""Snapshot of a register: one tree on one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from smregister.register.index.register_index import RegisterIndex
from smregister.register.loader import RegisterLoader
from smregister.repository.fingerprints import Partitions
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import Tree


class RegisterSnapshot(RegisterLoader):
    """The register in a tree as of a day, its index, and proposals to change it."""

    def __init__(
        self, tree: Tree, day: date, *, base: RegisterSnapshot | None = None, parts: Partitions | None = None
    ) -> None:
        super().__init__(tree, day, base=base, parts=parts)
        self._base_snapshot = base

    def propose(self, contents: Mapping[str, bytes | None]) -> RegisterSnapshot:
        """Return a snapshot with files written or, without content, removed."""
        return RegisterSnapshot(OverlayTree(self.tree, contents), self.day, base=self)

    @cached_property
    def index(self) -> RegisterIndex:
        """Return the index, which reads only what is asked for."""
        # Git begins to look for what changed while the rest is loaded.
        _ = self.memo
        return RegisterIndex(self, self._base_snapshot.index if self.base and self._base_snapshot else None)
