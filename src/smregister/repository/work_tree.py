"""Tree of the files on the disk, committed or not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from smregister.repository.git import Git
from smregister.repository.own_settings import open_on_disk, without_filters
from smregister.repository.tree import READ_LIMIT, REGISTRY, File, Mode, UnreadableFileError, VanishedFileError

# Files of editors and file managers, and our own unfinished writes.
_LEFTOVERS = (".DS_Store", "Thumbs.db", "desktop.ini")
_LEFTOVER_SUFFIXES = ("~", ".swp", ".swo", ".tmp")
_LEFTOVER_PREFIXES = (".#", ".smregister-")


_NO_LINK, _NO_WAIT = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK"))


class WorkTree:
    """The files on the disk, committed or not."""

    name = "work tree"

    def __init__(self, root: Path) -> None:
        self.root = root
        self.read_paths: set[str] = set()
        """The folders and files that this process read."""
        self._head_id: str | None = None
        self._hashes: dict[str, int | None] = {}

    @cached_property
    def git(self) -> Git:
        """Return the git of the checkout."""
        return open_on_disk(self.root)

    @cached_property
    def git_without_filters(self) -> Git:
        """Return a git that compares the files as they are."""
        return without_filters(self.git)

    @property
    def head_id(self) -> str:
        """Return the first seen id of HEAD; raise FatalError if there is none."""
        if self._head_id is None:
            self._head_id = self.git.resolve_commit("HEAD")
        return self._head_id

    def set_head(self, commit: str) -> bool:
        """Set the id of HEAD; return False if another one was known before."""
        if self._head_id is None:
            self._head_id = commit
        return self._head_id == commit

    def list_all(self) -> None:
        """Do nothing: the disk has no faster way than folder by folder."""

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder, also links and special files, in path order."""
        self.read_paths.add(folder)
        files = (file for location in _locations(self.root, folder) for file in _list_files(location, folder))
        yield from map(self._remembered, sorted(files, key=lambda file: file.path))

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths, folders left out."""
        for path in paths:
            self.read_paths.add(path)
            try:
                for location in _locations(self.root, path):
                    if location.is_symlink() or not location.is_dir():
                        yield self._remembered(_create_file(location, path))
            except (OSError, ValueError):
                self._hashes.setdefault(path, None)

    def has_read_other(self, path: str, content: bytes | None) -> bool:
        """Return whether a file had other content when this process read it first, or did not exist."""
        return path in self._hashes and self._hashes[path] != _hash(content)

    def _remembered(self, file: File) -> File:
        def read() -> bytes:
            content = file.read()
            self._hashes.setdefault(file.path, _hash(content))
            return content

        return file._replace(read=read)


def _hash(content: bytes | None) -> int | None:
    return None if content is None else hash(content[:READ_LIMIT])


def is_leftover(path: str) -> bool:
    """Return whether a file is a leftover of an editor or unfinished write."""
    name = path.rpartition("/")[2]
    return name in _LEFTOVERS or name.endswith(_LEFTOVER_SUFFIXES) or name.startswith(_LEFTOVER_PREFIXES)


def _locations(root: Path, path: str) -> list[Path]:
    """Return the locations of a path, several for names that are not UTF-8."""
    if "\\" not in path:
        return [root / path]
    locations = [root]
    for step in path.split("/"):
        locations = [entry for location in locations for entry in _entries_named(location, step)]
    return locations


def _entries_named(folder: Path, name: str) -> Iterator[Path]:
    if not folder.is_symlink() and folder.is_dir():
        with os.scandir(folder) as entries:
            yield from [Path(entry.path) for entry in entries if _decoded_name(entry) == name]


def _decoded_name(entry: os.DirEntry[str]) -> str:
    return os.fsencode(entry.name).decode("utf-8", "backslashreplace")


def _list_files(top: Path, top_path: str) -> Iterator[File]:
    """Yield the files below a folder; only itself for a link or repository."""
    if top.is_symlink():
        yield File(top_path, Mode.LINK, None, lambda: b"")
        return
    folders = [(os.fspath(top), top_path)] if top.is_dir() else []
    while folders:
        folder, folder_path = folders.pop()
        try:
            with os.scandir(folder) as iterator:
                entries = [*iterator]
        except PermissionError as error:
            yield _create_unreadable(folder, folder_path, error)
            continue
        if folder_path != REGISTRY and any(entry.name == ".git" for entry in entries):
            yield File(folder_path, Mode.SUBMODULE, None, lambda: b"")
            continue
        for entry in entries:
            path = f"{folder_path}/{_decoded_name(entry)}"
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, path))
            elif not is_leftover(path):
                yield _create_file(entry, path)


def _create_unreadable(folder: str, path: str, error: OSError) -> File:
    def read() -> bytes:
        raise UnreadableFileError(folder, error.strerror or str(error))

    return File(path, Mode.UNREADABLE, None, read)


def _create_file(entry: os.DirEntry[str] | Path, path: str) -> File:
    status = entry.stat(follow_symlinks=False)
    location = os.fspath(entry)
    if stat.S_ISLNK(status.st_mode):
        return File(path, Mode.LINK, None, lambda: b"")
    if not stat.S_ISREG(status.st_mode):
        return File(path, Mode.OTHER, None, lambda: b"")
    mode = Mode.EXECUTABLE if status.st_mode & stat.S_IXUSR else Mode.PLAIN
    return File(path, mode, None, lambda: _read(location, status.st_size))


def _read(location: str, size: int) -> bytes:
    """Read a file that had a size when it was listed; its size and kind may have changed since."""
    try:
        descriptor = os.open(location, os.O_RDONLY | _NO_LINK | _NO_WAIT)
    except FileNotFoundError as error:
        raise VanishedFileError(location, "it was removed meanwhile") from error
    except OSError as error:
        raise UnreadableFileError(location, error.strerror or str(error)) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFileError(location, "it is no longer a plain file")
        return _read_all(descriptor, size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    # One byte more than the size: if it does not come, the file has ended and no second call is needed.
    chunks = [os.read(descriptor, min(size, READ_LIMIT) + 1)]
    if len(chunks[0]) == size:
        return chunks[0]
    while chunks[-1] and sum(map(len, chunks)) <= READ_LIMIT:
        chunks.append(os.read(descriptor, 32 * 1024))
    return b"".join(chunks)
