"""The files on the disk, of which git's own store gives those that have not changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from smregister.repository.commit_tree import CommitTree
from smregister.repository.tree import File, partition_path
from smregister.repository.work_tree import WorkTree


class HybridTree:
    """A work tree whose parts, where git sees no change in them, are read as the last commit holds them.

    What git's ids name is then what was read, whatever happens to the disk meanwhile, and many small files
    are read sooner. Line ends may differ between the two, and no finding tells of those.
    """

    def __init__(self, disk: WorkTree, head: CommitTree, unchanged: Collection[str]) -> None:
        self.name = disk.name
        self._disk, self._head, self._unchanged = disk, head, unchanged

    def list_all(self) -> None:
        """List the register at once, for whoever is going to ask for many of its folders."""
        self._head.list_all()

    def files(self, folder: str) -> Iterator[File]:
        """Return every file below a folder, in path order; a folder of several parts is read from the disk."""
        yield from (self._head if folder in self._unchanged else self._disk).files(folder)

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Return the files at some paths, where there are any."""
        kept, others = list[str](), list[str]()
        for path in paths:
            (kept if partition_path(path) in self._unchanged else others).append(path)
        if kept:
            yield from self._head.files_at(kept)
        yield from self._disk.files_at(others)
