"""Work tree whose unchanged partitions are read from the last commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from smregister.repository.tree import File, Tree, partition_path


class HybridTree:
    """A work tree that reads partitions without changes from the last commit.

    Their content is then what their fingerprints name, even if the disk changes meanwhile, and git reads
    many small files faster. Line ends may differ between the two; no finding depends on them.
    """

    def __init__(self, disk: Tree, head: Tree, unchanged: Collection[str]) -> None:
        self.name = disk.name
        self._disk, self._head, self._unchanged = disk, head, unchanged

    def list_all(self) -> None:
        """List the whole register of the last commit."""
        self._head.list_all()

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder, in path order; from the disk if it has several partitions."""
        yield from (self._head if folder in self._unchanged else self._disk).files(folder)

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths."""
        unchanged, others = list[str](), list[str]()
        for path in paths:
            (unchanged if partition_path(path) in self._unchanged else others).append(path)
        if unchanged:
            yield from self._head.files_at(unchanged)
        yield from self._disk.files_at(others)
