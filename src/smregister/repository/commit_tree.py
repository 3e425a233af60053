"""Trees of commits and of git's index, read as git objects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.repository.git import Git, split_paths
from smregister.repository.tree import READ_LIMIT, REGISTRY, File, Mode
from smregister.repository.tree_objects import list_rows
from smregister.repository.tree_order import require_ordered_rows

_MODES = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
# What fits into a pipe, and on a command line.
_BLOBS_AT_ONCE = 64
_PATHS_AT_ONCE = 500


class _ListedTree(ABC):
    """A tree that git lists in rows: facts (mode and object id), a tab and the path."""

    name: str

    def __init__(self, git: Git) -> None:
        self.git = git
        self._listing: _Listing | None = None
        self._facts: dict[str, str] = {}

    def learn(self, path: str, facts: str) -> None:
        """Take over the facts of a path, with zeros if no file exists there.

        Raises FatalError if they differ from earlier ones: the tree has two entries for the path.
        """
        if self._facts.setdefault(path, facts) != facts:
            raise FatalError(f"{path} occurs twice in {self.name[:12]}; `git fsck` shows where")

    @abstractmethod
    def _list_rows(self, paths: Sequence[str]) -> list[str]:
        """Return the rows of files at some paths and below them."""

    def list_all(self) -> None:
        """List the whole register at once."""
        self._listing = _Listing(self._list_rows([REGISTRY]))

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder, in path order."""
        listing = self._find_listing([folder])
        yield from _read_files(self.git, listing.below(folder) if listing else self._list_rows([folder]))

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths."""
        for batch in batched(paths, _PATHS_AT_ONCE):
            yield from _read_files(self.git, self._rows_at(batch))

    def _rows_at(self, paths: Sequence[str]) -> list[str]:
        if self._facts.keys() >= {*paths}:
            return [f"{self._facts[path]}\t{path}" for path in paths if not self._facts[path].startswith("000000 ")]
        listing = self._find_listing(paths)
        return listing.at(paths) if listing else [row for row in self._list_rows(paths) if _path(row) in paths]

    def _find_listing(self, paths: Sequence[str]) -> _Listing | None:
        """Return the listing of the register if it covers all these paths.

        Paths that are not UTF-8 have escapes here, by which git does not find them. They need the listing.
        """
        is_covered = all(path.startswith(f"{REGISTRY}/") for path in paths)
        if is_covered and self._listing is None and any("\\" in path for path in paths):
            self.list_all()
        return self._listing if is_covered else None


class CommitTree(_ListedTree):
    """The files of a commit."""

    def __init__(self, git: Git, commit: str) -> None:
        super().__init__(git)
        self.name = commit

    def _list_rows(self, paths: Sequence[str]) -> list[str]:
        is_whole = REGISTRY in paths
        rows = None if is_whole else list_rows(self.git, self.name, paths)
        if rows is not None:
            return rows
        # The rows of the whole register take much memory, and the tree keeps them in its listing.
        run = self.git.run if is_whole else self.git.run_once
        output = run("ls-tree", "-r", "-z", self.name, "--", *paths)
        require_ordered_rows(output.split(b"\0")[:-1])
        return split_paths(output)


class IndexTree(_ListedTree):
    """The files of git's index, which the next commit would hold.

    Reading it raises FatalError while a merge is unfinished.
    """

    name = ":"

    def _list_rows(self, paths: Sequence[str]) -> list[str]:
        rows = self.git.list_paths("ls-files", "-s", "-z", "--", *paths)
        for row in rows:
            if row.split(maxsplit=3)[2] != "0":
                raise FatalError(f"{_path(row)} has an unfinished merge; resolve it and `git add` it")
        return rows


class _Listing:
    """The rows of a register, sorted by path."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._rows = sorted(rows, key=_path)

    def below(self, folder: str) -> list[str]:
        """Return the rows below a folder."""
        after_slash = chr(ord("/") + 1)
        return self._rows[self._index(f"{folder}/") : self._index(f"{folder}{after_slash}")]

    def at(self, paths: Iterable[str]) -> list[str]:
        """Return the rows of some paths."""
        indices = ((path, self._index(path)) for path in paths)
        return [row for path, index in indices for row in self._rows[index : index + 1] if _path(row) == path]

    def _index(self, path: str) -> int:
        return bisect_left(self._rows, path, key=_path)


def _path(row: str) -> str:
    return row.partition("\t")[2]


def _read_files(git: Git, rows: Iterable[str]) -> Iterator[File]:
    for batch in batched(rows, _BLOBS_AT_ONCE):
        blobs = _BlobBatch(git)
        yield from [_create_file(row, blobs) for row in batch]


def _create_file(row: str, blobs: _BlobBatch) -> File:
    facts, _, path = row.partition("\t")
    mode_bits, *ids = facts.split()
    mode, blob = _MODES.get(mode_bits, Mode.OTHER), ids[1] if ids[0] == "blob" else ids[0]
    if mode in (Mode.PLAIN, Mode.EXECUTABLE):
        blobs.add(blob)
    return File(path, mode, blob, lambda: blobs.read(blob))


class _BlobBatch:
    """A few blobs, all read from git when the first one is needed."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._ids: list[str] = []
        self._contents: dict[str, bytes] = {}

    def add(self, blob: str) -> None:
        self._ids.append(blob)

    def read(self, blob: str) -> bytes:
        if blob not in self._contents:
            self._contents = dict(zip(self._ids, self._git.read_blobs(self._ids, READ_LIMIT + 1), strict=True))
        return self._contents[blob]
