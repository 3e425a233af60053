"""The files of a commit, and those of git's index."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.trees.files import READING_LIMIT, File, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smregister.git import Git


class CommitTree:
    """The files of a commit."""

    def __init__(self, git: Git, commit: str) -> None:
        self.git = git
        self.name = commit

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order."""
        rows = self.git.names("ls-tree", "-r", "-z", self.name, "--", folder)
        yield from _git_files(self.git, rows)

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any."""
        for some in _portions(paths):
            rows = self.git.names("ls-tree", "-z", self.name, "--", *some)
            yield from _git_files(self.git, rows)


class IndexTree:
    """The files of git's index: what the next commit would hold."""

    name = ":"

    def __init__(self, git: Git) -> None:
        self.git = git

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order.

        Raises FatalError while a merge is unfinished.
        """
        yield from self._listed([folder])

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any.

        Raises FatalError while a merge is unfinished.
        """
        for some in _portions(paths):
            yield from self._listed(some)

    def _listed(self, places: list[str]) -> Iterator[File]:
        rows = self.git.names("ls-files", "-s", "-z", "--", *places)
        for row in rows:
            facts, _, path = row.partition("\t")
            if facts.split()[2] != "0":
                message = f"{path} has an unfinished merge; resolve it and `git add` it"
                raise FatalError(message)
        yield from _git_files(self.git, rows)


def _git_files(git: Git, rows: list[str]) -> Iterator[File]:
    modes = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
    for row in rows:
        facts, _, path = row.partition("\t")
        mode, *rest = facts.split()
        if rest[0] == "tree":
            continue
        blob = rest[1] if rest[0] == "blob" else rest[0]

        def read(blob: str = blob) -> bytes:
            return git.blob(blob, READING_LIMIT + 1)

        yield File(path, modes.get(mode, Mode.OTHER), blob, read)


def _portions(paths: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Cut a list of paths so that each part fits on a command line."""
    rest = iter(paths)
    while some := list(islice(rest, size)):
        yield some
