"""Rows of `git ls-tree`, from tree objects that a running process reads."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from smregister.errors import FatalError
from smregister.repository.git import Git
from smregister.repository.tree_order import split_tree

# A larger folder is listed faster by `git ls-tree`, which also needs no memory for it here.
_LARGEST_TREE = 1 << 14
_TREES_KEPT = 200
_DEEPEST = 50
_FACTS = {stat.S_IFDIR: "040000 tree", stat.S_IFLNK: "120000 blob"}


class _Entry(NamedTuple):
    """An entry of a folder: what `git ls-tree` prints of it, and its id."""

    facts: str
    id: str

    @property
    def is_folder(self) -> bool:
        return self.facts.startswith("040000 ")


_Folder: TypeAlias = dict[bytes, _Entry]


class _UnusualTreeError(Exception):
    """A folder is large or deep, or not as git writes it."""


def list_rows(git: Git, commit: str, paths: Sequence[str]) -> list[str] | None:
    """Return the rows that `git ls-tree -r` prints of some paths of a commit, without a process of its own.

    Returns None where git must be asked: about large or deep folders, unusual names, and damaged or missing trees.
    """
    try:
        located = [f"{git.prefix}{path.removesuffix('/')}" for path in paths]
        if not all(map(_is_usual, located)):
            return None
        start = len(git.prefix.encode())
        rows = {path[start:]: facts for path, facts in _walk_all(git, commit, located)}
    except (FatalError, _UnusualTreeError):
        return None
    return [f"{facts}\t{path.decode('utf-8', 'backslashreplace')}" for path, facts in sorted(rows.items())]


def _is_usual(path: str) -> bool:
    """Return whether a path means the same to git and here."""
    return path.isascii() and "\\" not in path and not {"", ".", ".."}.intersection(path.split("/"))


def _walk_all(git: Git, commit: str, paths: Sequence[str]) -> Iterator[tuple[bytes, str]]:
    for path in paths:
        location = path.encode()
        entry = _find(git, commit, location)
        if entry is not None and entry.is_folder:
            yield from _walk(git, location, entry)
        elif entry is not None:
            yield location, entry.facts


def _find(git: Git, commit: str, location: bytes) -> _Entry | None:
    """Return the entry at a path; None if there is none."""
    folder = _read(git, f"{commit}^{{tree}}", len(commit) // 2)
    *steps, name = location.split(b"/")
    for step in steps:
        entry = folder.get(step)
        if entry is None or not entry.is_folder:
            return None
        folder = _read(git, entry.id, len(commit) // 2)
    return folder.get(name)


def _walk(git: Git, location: bytes, folder: _Entry) -> Iterator[tuple[bytes, str]]:
    """Yield the path and the facts of each file below a folder."""
    if location.count(b"/") > _DEEPEST:
        raise _UnusualTreeError
    for name, entry in _read(git, folder.id, len(folder.id) // 2).items():
        path = location + b"/" + name
        if entry.is_folder:
            yield from _walk(git, path, entry)
        else:
            yield path, entry.facts


def _read(git: Git, revision: str, id_length: int) -> _Folder:
    """Read a folder by its id or that of its commit, or return it as it was read before."""
    folders = _read_folders.setdefault(git, {})
    if revision not in folders:
        [content] = git.read_trees([revision])
        entries = split_tree(content, id_length) if len(content) <= _LARGEST_TREE else None
        if entries is None:
            raise _UnusualTreeError
        if len(folders) >= _TREES_KEPT:
            folders.clear()
        folders[revision] = {name: _create_entry(int(mode, 8), id_.hex()) for mode, name, id_ in entries}
    return folders[revision]


def _create_entry(mode: int, id_: str) -> _Entry:
    """Return an entry with its mode as git understands it (canon_mode in cache.h)."""
    if stat.S_ISREG(mode):
        facts = "100755 blob" if mode & stat.S_IXUSR else "100644 blob"
    else:
        facts = _FACTS.get(stat.S_IFMT(mode), "160000 commit")
    return _Entry(f"{facts} {id_}", id_)


_read_folders: WeakKeyDictionary[Git, dict[str, _Folder]] = WeakKeyDictionary()
