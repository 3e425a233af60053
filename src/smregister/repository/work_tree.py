"""The files on the disk, committed or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree
from smregister.repository.git import Git
from smregister.repository.tree import READ_LIMIT, REGISTRY, File, Mode

# What editors and file managers leave behind on a disk, and our own unfinished writes.
_DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
_DROPPING_ENDS = ("~", ".swp", ".swo", ".tmp")
_DROPPING_BEGINNINGS = (".#", ".smregister-")


class WorkTree:
    """The files on the disk, committed or not."""

    name = "work tree"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read_paths: set[str] = set()
        """The folders and files that this process read."""
        self._head: CommitTree | None = None

    @cached_property
    def git(self) -> Git:
        """Return the git of the checkout."""
        return Git(self.root)

    @property
    def head(self) -> CommitTree:
        """Return the last commit, as it was when first asked for.

        Raises FatalError if there is none.
        """
        if self._head is None:
            self._head = CommitTree(self.git, self.git.resolve_commit("HEAD"))
        return self._head

    def set_head(self, commit: str) -> bool:
        """Take over the id of the last commit; return False if another one was the last before."""
        if self._head is None:
            self._head = CommitTree(self.git, commit)
        return self._head.name == commit

    def list_all(self) -> None:
        """Have nothing to make ready: folders are looked at one by one."""

    def files(self, folder: str) -> Iterator[File]:
        """Return every file below a folder, links and other oddities included, in path order."""
        self.read_paths.add(folder)
        found = (file for place in _places(self.root, folder) for file in _files(place, folder))
        yield from sorted(found, key=lambda file: file.path)

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Return the files at some paths, where there are any; folders are none."""
        for path in paths:
            self.read_paths.add(path)
            try:
                for place in _places(self.root, path):
                    if place.is_symlink() or not place.is_dir():
                        yield _disk_file(place, path)
            except (OSError, ValueError):
                continue


def _places(root: Path, path: str) -> list[Path]:
    """Return the places that are shown as a path: more than one where names are not UTF-8 and so shown with escapes."""
    if "\\" not in path:
        return [root / path]
    places = [root]
    for step in path.split("/"):
        places = [below for place in places for below in _named(place, step)]
    return places


def _named(folder: Path, name: str) -> Iterator[Path]:
    if not folder.is_symlink() and folder.is_dir():
        with os.scandir(folder) as entries:
            yield from [Path(entry.path) for entry in entries if _shown(entry) == name]


def _shown(entry: os.DirEntry[str]) -> str:
    return os.fsencode(entry.name).decode("utf-8", "backslashreplace")


def _files(top: Path, path: str) -> Iterator[File]:
    """Return what lies below a folder; of a link, or of another repository, only that it is one."""
    if top.is_symlink():
        yield File(path, Mode.LINK, None, lambda: b"")
        return
    folders = [(os.fspath(top), path)] if top.is_dir() else []
    while folders:
        folder, shown = folders.pop()
        with os.scandir(folder) as found:
            entries = [*found]
        if shown != REGISTRY and any(entry.name == ".git" for entry in entries):
            yield File(shown, Mode.SUBMODULE, None, lambda: b"")
            continue
        for entry in entries:
            below = f"{shown}/{_shown(entry)}"
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, below))
            elif not is_leftover(below):
                yield _disk_file(entry, below)


def is_leftover(path: str) -> bool:
    """Return whether a file is only what an editor, a file manager or an unfinished write left behind."""
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
        number = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as error:
        raise FatalError(f"{place} can't be read: {error.strerror}") from error
    try:
        return _read_all(number, size)
    finally:
        os.close(number)


def _read_all(number: int, size: int) -> bytes:
    # One byte more than there should be: where it does not come, that was all.
    parts = [os.read(number, min(size, READ_LIMIT) + 1)]
    if len(parts[0]) == size:
        return parts[0]
    while parts[-1] and sum(map(len, parts)) <= READ_LIMIT:
        parts.append(os.read(number, 32 * 1024))
    return b"".join(parts)
