"""A set of files at one moment: the work tree, git's index, any commit, or a proposal over one of them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from smregister.errors import FatalError
from smregister.git import Git, is_repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

REGISTRY = "registry"
SCHEMAS = "schemas"
READING_LIMIT = 512 * 1024
"""No file is read further than this many bytes; a schema may be larger than a record."""

# What editors and file managers leave behind on a disk, and our own unfinished writes.
_DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
_DROPPING_ENDS = ("~", ".swp", ".swo", ".tmp")
_DROPPING_BEGINNINGS = (".#", ".smregister-")


class Mode(StrEnum):
    """What a file is."""

    PLAIN = "a plain file"
    EXECUTABLE = "a program"
    LINK = "a link"
    SUBMODULE = "a submodule"
    OTHER = "no plain file"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a tree; `path` is relative to the checkout, with slashes.

    `blob` is git's id of the content where it is known. `read` gives the content,
    READING_LIMIT + 1 bytes at the most.
    """

    path: str
    mode: Mode
    blob: str | None
    read: Callable[[], bytes]


class Tree(Protocol):
    """A set of files at one moment."""

    @property
    def name(self) -> str:
        """Name the moment: a commit id, `:` or `work tree`."""

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order."""

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any; costs what they cost, not the tree."""


class WorkTree:
    """The files on the disk, committed or not."""

    name = "work tree"

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, links and other oddities included, in path order."""
        top = self.root / folder
        if top.is_symlink():
            yield File(folder, Mode.LINK, None, lambda: b"")
        elif top.is_dir():
            yield from sorted(_walk(top, folder), key=lambda file: file.path)

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any."""
        for path in paths:
            try:
                yield _disk_file(self.root / path, path)
            except (OSError, ValueError):
                continue


class CommitTree:
    """The files of a commit."""

    def __init__(self, git: Git, commit: str) -> None:
        self.git = git
        self.name = commit

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order."""
        rows = self.git.names("ls-tree", "-r", "-z", self.name, "--", folder + "/")
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
        yield from self._listed([folder + "/"])

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


class ProposedTree:
    """Another tree with some files written anew or taken away; nothing touches the disk."""

    def __init__(self, base: Tree, contents: Mapping[str, bytes | None]) -> None:
        self.base = base
        self.contents = contents
        self.name = base.name

    def files(self, folder: str) -> Iterator[File]:
        """Give every file below a folder, in path order."""
        kept = [file for file in self.base.files(folder) if file.path not in self.contents]
        written = self._written(path for path in self.contents if path.startswith(folder + "/"))
        return iter(sorted([*kept, *written], key=lambda file: file.path))

    def at(self, paths: Iterable[str]) -> Iterator[File]:
        """Give the files at some paths, where there are any."""
        wanted = list(paths)
        yield from self._written(path for path in wanted if path in self.contents)
        yield from self.base.at(path for path in wanted if path not in self.contents)

    def _written(self, paths: Iterable[str]) -> Iterator[File]:
        for path in paths:
            content = self.contents[path]
            if content is not None:
                yield File(path, Mode.PLAIN, None, partial(bytes, content))


def find_root(start: Path) -> Path:
    """Find the checkout that holds the register, from a folder in it.

    Raises FatalError if there is none.
    """
    if not start.is_dir():
        message = f"there is no folder {start}"
        raise FatalError(message)
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / REGISTRY).is_dir():
            return folder
    message = f"there is no register in {start} or above it: no folder `{REGISTRY}`. `smregister init DIR` makes one"
    raise FatalError(message)


def open_tree(root: Path, ref: str | None) -> Tree:
    """Open the work tree (no ref), git's index (`:`) or a commit.

    Raises FatalError if there is no such ref or the folder is not in git.
    """
    if ref is None:
        return WorkTree(root)
    if not is_repository(root):
        message = f"{root} is not in a git repository, so `{ref}` means nothing here; `git init` makes it one"
        raise FatalError(message)
    git = Git(root)
    return IndexTree(git) if ref == ":" else CommitTree(git, git.commit(ref))


def changed_paths(root: Path, before: Tree, after: Tree) -> list[str]:
    """List the files below the register and its schemas that may differ between two trees.

    Costs what git's own comparison costs, whatever the size of the register. Leaves out no file that
    differs, but on the disk those that git was told not to look at; may name one that does not differ.
    """
    if isinstance(after, ProposedTree):
        below = changed_paths(root, before, after.base) if after.base is not before else []
        return sorted({*below, *after.contents})
    if isinstance(before, ProposedTree) or _rank(before) > _rank(after):
        return changed_paths(root, after, before)
    if before is after or (before.name == after.name and not isinstance(after, WorkTree)):
        return []
    git, places = Git(root), ("--", REGISTRY, SCHEMAS)
    names = git.names(*_comparison(before, after), *places)
    if isinstance(after, WorkTree) and not isinstance(before, WorkTree):
        names += git.names("ls-files", "-z", "--others", *places)
    return sorted({path for name in names for path in _within(after, name) if not _is_dropping(path)})


def _within(tree: Tree, name: str) -> Iterator[str]:
    """Give a path, or all below it where git shows only a folder: another repository within this one."""
    if name.endswith("/"):
        yield from (file.path for file in tree.files(name.rstrip("/")))
    else:
        yield name


def _rank(tree: Tree) -> int:
    return [CommitTree, IndexTree, WorkTree].index(type(tree))


def _comparison(before: Tree, after: Tree) -> list[str]:
    form = ["-z", "--name-only", "--no-renames", "--relative"]
    match before, after:
        case CommitTree(), CommitTree():
            return ["diff-tree", "-r", *form, before.name, after.name]
        case CommitTree(), IndexTree():
            return ["diff-index", "--cached", *form, before.name]
        case CommitTree(), WorkTree():
            return ["diff-index", *form, before.name]
        case _:
            return ["diff-files", *form]


def _git_files(git: Git, rows: list[str]) -> Iterator[File]:
    modes = {"100644": Mode.PLAIN, "100755": Mode.EXECUTABLE, "120000": Mode.LINK, "160000": Mode.SUBMODULE}
    for row in rows:
        facts, _, path = row.partition("\t")
        mode, *rest = facts.split()
        blob = rest[1] if rest[0] == "blob" else rest[0]

        def read(blob: str = blob) -> bytes:
            return git.blob(blob, READING_LIMIT + 1)

        yield File(path, modes.get(mode, Mode.OTHER), blob, read)


def _portions(paths: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Cut a list of paths so that each part fits on a command line."""
    rest = iter(paths)
    while some := list(islice(rest, size)):
        yield some


def _walk(folder: Path, path: str) -> Iterator[File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
            below = f"{path}/{name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), below)
            elif not _is_dropping(name):
                yield _disk_file(entry, below)


def _is_dropping(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in _DROPPINGS or name.endswith(_DROPPING_ENDS) or name.startswith(_DROPPING_BEGINNINGS)


def _disk_file(entry: os.DirEntry[str] | Path, path: str) -> File:
    mode = entry.stat(follow_symlinks=False).st_mode
    place = os.fspath(entry)
    if stat.S_ISLNK(mode):
        return File(path, Mode.LINK, None, lambda: b"")
    if not stat.S_ISREG(mode):
        return File(path, Mode.OTHER, None, lambda: b"")
    kind = Mode.EXECUTABLE if mode & stat.S_IXUSR else Mode.PLAIN
    return File(path, kind, None, lambda: _read_disk(place))


def _read_disk(place: str) -> bytes:
    try:
        number = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        message = f"{place} can't be read: {error.strerror}"
        raise FatalError(message) from error
    try:
        return _read_all(number)
    finally:
        os.close(number)


def _read_all(number: int) -> bytes:
    parts = [os.read(number, 32 * 1024)]
    while parts[-1] and sum(map(len, parts)) <= READING_LIMIT:
        parts.append(os.read(number, 32 * 1024))
    return b"".join(parts)
