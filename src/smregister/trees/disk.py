"""The files on the disk, committed or not."""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.git import Git
from smregister.trees.commits import CommitTree
from smregister.trees.files import READING_LIMIT, REGISTRY, File, Mode, part_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

# What editors and file managers leave behind on a disk, and our own unfinished writes.
_DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
_DROPPING_ENDS = ("~", ".swp", ".swo", ".tmp")
_DROPPING_BEGINNINGS = (".#", ".smregister-")

# Attributes by which git would write a file otherwise than it keeps it, line ends aside.
_NO_CONVERSION = "!filter !ident !working-tree-encoding"


class WorkTree:
    """The files on the disk, committed or not."""

    name = "work tree"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.looked_at: set[str] = set()
        """The folders and files that this process read from the disk itself."""
        self._unchanged: Collection[str] = ()

    @cached_property
    def head(self) -> CommitTree:
        """Give the last commit, as it was when first asked for.

        Raises FatalError if there is none.
        """
        git = Git(self.root)
        return CommitTree(git, git.commit("HEAD"))

    def list_all(self, unchanged: Collection[str]) -> None:
        """Read the folders in which git sees no change from its own store, where many small files are read sooner.

        Line ends may differ between the two, and nothing that is found depends on them. Where git would
        write files otherwise than it keeps them, all of them are read from the disk.
        """
        if not unchanged:
            return
        git = self.head.git
        kept = git.begin("ls-files", "-z", "--", REGISTRY)
        unconverted = git.begin("ls-files", "-z", "--", f":(attr:{_NO_CONVERSION}){REGISTRY}", magic=True)
        self.head.list_all(unchanged)
        if kept().count(b"\0") == unconverted().count(b"\0"):
            self._unchanged = unchanged

    def is_read_from_git(self, folder: str) -> bool:
        """Say whether a folder is read as the last commit holds it."""
        return folder in self._unchanged

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, links and other oddities included, in path order."""
        if self.is_read_from_git(folder):
            yield from self.head.files(folder)
            return
        self.looked_at.add(folder)
        top = self.root / folder
        if top.is_symlink():
            yield File(folder, Mode.LINK, None, lambda: b"")
        elif top.is_dir():
            yield from sorted(_walk(top, folder), key=lambda file: file.path)

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any; folders are none."""
        kept, others = list[str](), list[str]()
        for path in paths:
            (kept if self.is_read_from_git(part_at(path)) else others).append(path)
        if kept:
            yield from self.head.at(kept)
        for path in others:
            self.looked_at.add(path)
            place = self.root / path
            try:
                if place.is_symlink() or not place.is_dir():
                    yield _disk_file(place, path)
            except (OSError, ValueError):
                continue


def _walk(folder: Path, path: str) -> Iterator[File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
            below = f"{path}/{name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), below)
            elif not is_dropping(name):
                yield _disk_file(entry, below)


def is_dropping(path: str) -> bool:
    """Say whether a file is only what an editor, a file manager or an unfinished write left behind."""
    name = path.rpartition("/")[2]
    return name in _DROPPINGS or name.endswith(_DROPPING_ENDS) or name.startswith(_DROPPING_BEGINNINGS)


def _disk_file(entry: os.DirEntry[str] | Path, path: str) -> File:
    facts = entry.stat(follow_symlinks=False)
    mode = facts.st_mode
    place = os.fspath(entry)
    if stat.S_ISLNK(mode):
        return File(path, Mode.LINK, None, lambda: b"")
    if not stat.S_ISREG(mode):
        return File(path, Mode.OTHER, None, lambda: b"")
    kind = Mode.EXECUTABLE if mode & stat.S_IXUSR else Mode.PLAIN
    return File(path, kind, None, lambda: _read_disk(place, facts.st_size))


def _read_disk(place: str, size: int) -> bytes:
    """Read a file that had a size when it was listed; more or less of it, if it has changed since."""
    try:
        number = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        message = f"{place} can't be read: {error.strerror}"
        raise FatalError(message) from error
    try:
        return _read_all(number, size)
    finally:
        os.close(number)


def _read_all(number: int, size: int) -> bytes:
    # One byte more than there should be: where it does not come, that was all.
    parts = [os.read(number, min(size, READING_LIMIT) + 1)]
    if len(parts[0]) == size:
        return parts[0]
    while parts[-1] and sum(map(len, parts)) <= READING_LIMIT:
        parts.append(os.read(number, 32 * 1024))
    return b"".join(parts)
