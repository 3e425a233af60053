"""The files of commits and of git's index, read as git objects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from smregister.errors import FatalError
from smregister.progress import batched
from smregister.repository.git import Git
from smregister.repository.tree import READ_LIMIT, REGISTRY, File, Mode

_MODES = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
# What fits into a pipe, and on a command line.
_BLOBS_AT_ONCE = 64
_PATHS_AT_ONCE = 500


class _ListedTree(ABC):
    """Files of which git gives a list, with the ids of their contents."""

    name: str

    def __init__(self, git: Git) -> None:
        self.git = git
        self._listing: _Listing | None = None
        self._learned: dict[str, str] = {}

    def learn(self, path: str, facts: str) -> None:
        """Be told what lies at a path: its mode and the id of its content, noughts where nothing does.

        Raises FatalError if something else lay there, which is so where a tree names something twice.
        """
        if self._learned.setdefault(path, facts) != facts:
            raise FatalError(f"{path} is there twice in {self.name[:12]}; `git fsck` says where")

    @abstractmethod
    def _rows(self, places: Sequence[str]) -> list[str]:
        """List files at some paths and below them, each with facts, a tab and its path."""

    def list_all(self) -> None:
        """List the register at once, for whoever is going to ask for many of its folders."""
        self._listing = _Listing(self._rows([REGISTRY]))

    def files(self, folder: str) -> Iterator[File]:
        """Return every file below a folder, in path order."""
        listing = self._listing_of([folder])
        yield from _git_files(self.git, listing.below(folder) if listing else self._rows([folder]))

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Return the files at some paths, where there are any."""
        for some in batched(paths, _PATHS_AT_ONCE):
            yield from _git_files(self.git, self._rows_at(some))

    def _rows_at(self, paths: Sequence[str]) -> list[str]:
        if self._learned.keys() >= {*paths}:
            return [f"{self._learned[path]}\t{path}" for path in paths if not self._learned[path].startswith("000000 ")]
        listing = self._listing_of(paths)
        return listing.at(paths) if listing else [row for row in self._rows(paths) if _path(row) in paths]

    def _listing_of(self, places: Sequence[str]) -> _Listing | None:
        """Return the list of the register, if there is one and all these places are in it.

        Names that are not UTF-8 are shown with escapes, and git can't be asked for them by what is shown.
        """
        is_within = all(place.startswith(f"{REGISTRY}/") for place in places)
        if is_within and self._listing is None and any("\\" in place for place in places):
            self.list_all()
        return self._listing if is_within else None


class CommitTree(_ListedTree):
    """The files of a commit."""

    def __init__(self, git: Git, commit: str) -> None:
        super().__init__(git)
        self.name = commit

    def _rows(self, places: Sequence[str]) -> list[str]:
        return self.git.list_paths("ls-tree", "-r", "-z", self.name, "--", *places)


class IndexTree(_ListedTree):
    """The files of git's index: what the next commit would hold.

    Whatever reads it raises FatalError while a merge is unfinished.
    """

    name = ":"

    def _rows(self, places: Sequence[str]) -> list[str]:
        rows = self.git.list_paths("ls-files", "-s", "-z", "--", *places)
        for row in rows:
            if row.split(maxsplit=3)[2] != "0":
                raise FatalError(f"{_path(row)} has an unfinished merge; resolve it and `git add` it")
        return rows


class _Listing:
    """What git lists of the register, in the order of the paths."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._rows = sorted(rows, key=_path)

    def below(self, folder: str) -> list[str]:
        """Return what lies below a folder of the register."""
        after = chr(ord("/") + 1)
        return self._rows[self._place(f"{folder}/") : self._place(f"{folder}{after}")]

    def at(self, paths: Iterable[str]) -> list[str]:
        """Return what lies at some paths of the register."""
        places = ((path, self._place(path)) for path in paths)
        return [row for path, place in places for row in self._rows[place : place + 1] if _path(row) == path]

    def _place(self, path: str) -> int:
        return bisect_left(self._rows, path, key=_path)


def _path(row: str) -> str:
    return row.partition("\t")[2]


def _git_files(git: Git, rows: Iterable[str]) -> Iterator[File]:
    for some in batched(rows, _BLOBS_AT_ONCE):
        contents = _Contents(git)
        yield from [_file(row, contents) for row in some]


def _file(row: str, contents: _Contents) -> File:
    """Make a file of a row of a listing."""
    facts, _, path = row.partition("\t")
    mode, *rest = facts.split()
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
            self._known = dict(zip(self._expected, self._git.read_blobs(self._expected, READ_LIMIT + 1), strict=True))
        return self._known[blob]
