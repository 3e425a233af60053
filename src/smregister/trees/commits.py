"""The files of commits and of git's index, read as git objects."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.trees.files import READING_LIMIT, REGISTRY, File, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from smregister.git import Git

_MODES = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
_BLOBS_AT_ONCE = 64


class CommitTree:
    """The files of a commit."""

    def __init__(self, git: Git, commit: str) -> None:
        self.git = git
        self.name = commit
        self._listing: _Listing | None = None

    def list_all(self, unchanged: Collection[str]) -> None:
        """List the register at once, for whoever is going to ask for many of its folders."""
        self._listing = _Listing(self._rows(REGISTRY))

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order."""
        listed = self._listing.below(folder) if self._listing else None
        yield from _git_files(self.git, self._rows(folder) if listed is None else listed)

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any."""
        for some in _portions(paths, 500):
            rows = self.git.names("ls-tree", "-z", self.name, "--", *some)
            yield from _git_files(self.git, rows)

    def _rows(self, folder: str) -> list[str]:
        return self.git.names("ls-tree", "-r", "-z", self.name, "--", folder)


class IndexTree:
    """The files of git's index: what the next commit would hold."""

    name = ":"

    def __init__(self, git: Git) -> None:
        self.git = git
        self._listing: _Listing | None = None

    def list_all(self, unchanged: Collection[str]) -> None:
        """List the register at once, for whoever is going to ask for many of its folders.

        Raises FatalError while a merge is unfinished.
        """
        self._listing = _Listing(self._rows([REGISTRY]))

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order.

        Raises FatalError while a merge is unfinished.
        """
        listed = self._listing.below(folder) if self._listing else None
        yield from _git_files(self.git, self._rows([folder]) if listed is None else listed)

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any.

        Raises FatalError while a merge is unfinished.
        """
        for some in _portions(paths, 500):
            yield from _git_files(self.git, self._rows(some))

    def _rows(self, places: Sequence[str]) -> list[str]:
        rows = self.git.names("ls-files", "-s", "-z", "--", *places)
        for row in rows:
            facts, _, path = row.partition("\t")
            if facts.split()[2] != "0":
                message = f"{path} has an unfinished merge; resolve it and `git add` it"
                raise FatalError(message)
        return rows


class _Listing:
    """What git lists of the register, in the order of the paths."""

    def __init__(self, rows: Iterable[str]) -> None:
        by_path = sorted((row.partition("\t")[2], row) for row in rows)
        self._paths = [path for path, _ in by_path]
        self._rows = [row for _, row in by_path]

    def below(self, folder: str) -> list[str] | None:
        """Give what lies below a folder of the register; None for one that lies elsewhere."""
        if not folder.startswith(f"{REGISTRY}/"):
            return None
        after = chr(ord("/") + 1)
        return self._rows[bisect_left(self._paths, f"{folder}/") : bisect_left(self._paths, f"{folder}{after}")]


def _git_files(git: Git, rows: Iterable[str]) -> Iterator[File]:
    for some in _portions(rows, _BLOBS_AT_ONCE):
        contents = _Contents(git)
        yield from [file for row in some if (file := _file(row, contents))]


def _file(row: str, contents: _Contents) -> File | None:
    """Make a file of a row of a listing; None for a folder."""
    facts, _, path = row.partition("\t")
    mode, *rest = facts.split()
    if rest[0] == "tree":
        return None
    kind, blob = _MODES.get(mode, Mode.OTHER), rest[1] if rest[0] == "blob" else rest[0]
    if kind in (Mode.PLAIN, Mode.EXECUTABLE):
        contents.expect(blob)
    return File(path, kind, blob, lambda: contents.read(blob))


class _Contents:
    """The contents of a few files, read from git all at once when the first of them is asked for."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._expected: list[str] = []
        self._known: dict[str, bytes] = {}

    def expect(self, blob: str) -> None:
        self._expected.append(blob)

    def read(self, blob: str) -> bytes:
        if blob not in self._known:
            self._known = dict(zip(self._expected, self._git.blobs(self._expected, READING_LIMIT + 1), strict=True))
        return self._known[blob]


def _portions(things: Iterable[str], size: int) -> Iterator[list[str]]:
    """Cut a list, so that each part of it fits on a command line or into a pipe."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
