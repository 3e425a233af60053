"""Partitions of a tree, and fingerprints from git's object ids."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from smregister.errors import FatalError
from smregister.repository.cache import Cache
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.git import Git, split_paths
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, File, Tree, partition_path
from smregister.repository.tree_order import require_ordered_rows
from smregister.repository.work_tree import WorkTree, is_leftover
from smregister.text import escape_hidden

# Attributes with which git writes other content to the disk than it stores, line ends aside.
_NO_CONVERSION = "!filter !ident !working-tree-encoding"
_HEAD = "# branch.oid "
# The number of fields before the path in `git status`, for a changed and an unmerged file.
_STATUS_FIELDS = {"1": 8, "u": 10}
# So many paths fit on any command line.
_MAX_PATHS = 500

WorkerLocation: TypeAlias = tuple[str, str | None]
"""A checkout, and a ref in it."""


class _NoFingerprintsError(Exception):
    """Git's object ids do not identify the content of a tree."""


class IncompleteCheckoutError(FatalError):
    """Files of the register are not checked out, though none was removed."""


class Partition(NamedTuple):
    """A folder or file of a tree, and the fingerprint of its content if known."""

    path: str
    fingerprint: str | None


class Partitions(NamedTuple):
    """The schemas of a tree, and the partitions of its register in path order."""

    schemas: Partition
    register: list[Partition]


class HybridTree:
    """A work tree that reads partitions without changes from the last commit.

    Their content is then what their fingerprints name, even if the disk changes meanwhile, and git reads
    many small files faster. Line ends may differ between the two; no finding depends on them.
    """

    def __init__(self, disk: Tree, head: Tree, unchanged: Collection[str]) -> None:
        self.name = disk.name
        self._disk, self._head, self._unchanged = disk, head, unchanged

    def list_all(self) -> None:
        """List the whole register of the last commit."""
        self._head.list_all()

    def files(self, folder: str) -> Iterator[File]:
        """Yield every file below a folder in path order."""
        yield from (self._head if folder in self._unchanged else self._disk).files(folder)

    def files_at(self, paths: Iterable[str]) -> Iterator[File]:
        """Yield the files that exist at some paths."""
        unchanged, others = list[str](), list[str]()
        for path in paths:
            (unchanged if partition_path(path) in self._unchanged else others).append(path)
        if unchanged:
            yield from self._head.files_at(unchanged)
        yield from self._disk.files_at(others)


def list_partitions(tree: Tree, *, base: Partitions | None = None, cache: Cache | None = None) -> Partitions:
    """Return the partitions of a tree.

    On the disk, a partition has a fingerprint if git sees no difference from the last commit, also
    in ignored files; in an overlay, if nothing is proposed there. `base` are the partitions below an
    overlay, if known; `cache` may hold those of the last commit. Raises IncompleteCheckoutError if
    files of a work tree are not checked out.
    """
    try:
        match tree:
            case CommitTree():
                return _list_committed(tree)
            case WorkTree():
                return _list_on_disk(tree, cache)
            case IndexTree():
                return _list_indexed(tree.git)
            case OverlayTree():
                return _clear_fingerprints(base or list_partitions(tree.base), tree.contents)
    except IncompleteCheckoutError:
        raise
    except (FatalError, OSError, _NoFingerprintsError):
        pass
    paths = {partition_path(file.path) for file in tree.files(REGISTRY)}
    return Partitions(Partition(SCHEMAS, None), _sort(Partition(path, None) for path in paths))


def pin_tree(tree: Tree, partitions: Partitions) -> Tree:
    """Return a tree pinned to fingerprinted content, even if the disk changes."""
    match tree:
        case WorkTree():
            unchanged = {partition.path for partition in partitions.register if partition.fingerprint}
            return HybridTree(tree, CommitTree(tree.git, tree.head_id), unchanged) if unchanged else tree
        case OverlayTree():
            return OverlayTree(pin_tree(tree.base, partitions), tree.contents)
    return tree


def still_matches(tree: Tree, partitions: Partitions) -> bool:
    """Return whether the fingerprints identify all that was read of a tree.

    On the disk, the cost depends on what this process has read only.
    """
    match tree:
        case CommitTree():
            return True
        case OverlayTree():
            return still_matches(tree.base, partitions)
        case WorkTree():
            entries = (partitions.schemas, *partitions.register)
            unchanged = {partition.path for partition in entries if partition.fingerprint}
            read = unchanged.intersection(map(partition_path, tree.read_paths))
            return not read or _is_unchanged(tree, unchanged, read)
    return list_partitions(tree) == partitions


def checkout_of(tree: Tree) -> Path | None:
    """Return the checkout of a tree; None if it has none."""
    match tree:
        case CommitTree() | IndexTree():
            return tree.git.folder
        case WorkTree():
            return tree.root
        case OverlayTree():
            return checkout_of(tree.base)
    return None


def folder_fingerprint(tree: Tree, *folders: str) -> str | None:
    """Return the fingerprint of folders of a commit; None for other trees."""
    if not isinstance(tree, CommitTree):
        return None
    ids = tree.git.resolve([f"{tree.name}:./{folder}" for folder in folders])
    return f"commit {' '.join(map(str, ids))}" if all(ids) else None


def worker_location(tree: Tree, *, has_fingerprint: bool) -> WorkerLocation | None:
    """Return where another process reads partitions; None if it can't."""
    match tree:
        case CommitTree() | IndexTree():
            return str(tree.git.folder), tree.name
        case WorkTree():
            return str(tree.root), tree.head_id if has_fingerprint else None
    return None


def list_names(tree: Tree, folder: str) -> list[str]:
    """Return the sorted names of entries directly in a folder of the register."""
    match tree:
        case CommitTree():
            paths = tree.git.list_paths("ls-tree", "-z", "--name-only", tree.name, "--", f"{folder}/")
        case WorkTree():
            top = tree.root / folder
            paths = [path.name for path in top.iterdir()] if top.is_dir() and not top.is_symlink() else []
        case _:
            paths = [file.path.removeprefix(f"{folder}/").partition("/")[0] for file in tree.files(folder)]
    return sorted({path.rpartition("/")[2] for path in paths})


def list_files(tree: Tree, partition: Partition) -> Iterator[File]:
    """Yield the files of a partition, or the partition itself if it is a file."""
    files = list(tree.files(partition.path))
    return iter(files or list(tree.files_at([partition.path])))


def _list_committed(commit: CommitTree) -> Partitions:
    """Return the partitions of a commit; raise _NoFingerprintsError without one."""
    schemas, register = Partition(SCHEMAS, None), list[Partition]()
    output = commit.git.run("ls-tree", "-z", commit.name, "--", f"{AGENCIES}/", f"{REGISTRY}/", SCHEMAS)
    require_ordered_rows(output.split(b"\0")[:-1])
    for row in split_paths(output):
        facts, _, path = row.partition("\t")
        partition = Partition(path, f"commit {facts}")
        if path == SCHEMAS:
            schemas = partition
        elif path != AGENCIES:
            register.append(partition)
    if not register:
        raise _NoFingerprintsError
    return Partitions(schemas, _sort(register))


def _list_on_disk(tree: WorkTree, cache: Cache | None) -> Partitions:
    """Return partitions of the last commit, without fingerprints if changed.

    Those of a commit never change, so the cache stores them.
    """
    prefix, changed = _find_changes(tree, (REGISTRY, SCHEMAS))
    name = ("parts", tree.head_id, prefix)
    stored = cache.get([name]) if cache else {}
    if stored:
        schemas, *register = (Partition(*plain) for plain in stored[name])
        return _clear_fingerprints(Partitions(schemas, register), changed)
    committed = _list_committed(CommitTree(tree.git, tree.head_id))
    if cache:
        cache.put({name: [tuple(partition) for partition in (committed.schemas, *committed.register)]})
    return _clear_fingerprints(committed, changed)


def _list_indexed(git: Git) -> Partitions:
    """Return the partitions of git's index, with digests of their file lists."""
    digests: dict[str, hashlib._Hash] = {}
    for row in git.list_paths("ls-files", "-s", "-z", "--", REGISTRY, SCHEMAS):
        digests.setdefault(partition_path(row.partition("\t")[2]), hashlib.sha256()).update(f"{row}\0".encode())
    fingerprints = {path: f"index {digest.hexdigest()}" for path, digest in digests.items()}
    schemas = Partition(SCHEMAS, fingerprints.pop(SCHEMAS, None))
    return Partitions(schemas, _sort(Partition(*item) for item in fingerprints.items()))


def _is_unchanged(tree: WorkTree, unchanged: set[str], read: Collection[str]) -> bool:
    """Return whether git still sees no change in the partitions that were read."""
    is_askable = len(read) <= _MAX_PATHS and not any("\\" in path for path in read)
    try:
        _, changed = _find_changes(tree, read if is_askable else (REGISTRY, SCHEMAS))
    except (FatalError, OSError, _NoFingerprintsError):
        return False
    return unchanged.isdisjoint(map(partition_path, changed))


def _find_changes(tree: WorkTree, paths: Collection[str]) -> tuple[str, list[str]]:
    """Return the register's path, and paths that differ from the last commit.

    Raises _NoFingerprintsError if git does not check some files or converts their content, line ends
    aside, or if HEAD has moved; IncompleteCheckoutError if files are not checked out.
    """
    prefix = _require_unconverted(tree, paths)
    # Only now: where an attribute names a filter, git would run it.
    status = tree.git.list_paths(
        *("-c", "core.fileMode=true", "status", "--porcelain=v2", "-z", "--branch", "--no-ahead-behind"),
        *("--no-renames", "--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=dirty"),
        *("--", *paths),
    )
    head = next((row for row in status if row.startswith(_HEAD)), "").removeprefix(_HEAD)
    if head.startswith("(") or not tree.set_head(head):
        raise _NoFingerprintsError
    return prefix, [path.removeprefix(prefix) for path in _status_paths(status)]


def _require_unconverted(tree: WorkTree, paths: Collection[str]) -> str:
    """Return the register's path; raise _NoFingerprintsError as `_find_changes` does."""
    begin = tree.git.begin
    unconverted, listed = _wait_for_both(
        begin("ls-files", "-z", "--", *(f":(attr:{_NO_CONVERSION}){path}" for path in paths), patterns=True),
        begin("ls-files", "-v", "-z", "--full-name", "--", *paths),
    )
    # Any other letter marks a file that git assumes to be unchanged, or not checked out, without a look.
    is_checked = listed.startswith(b"H ") + listed.count(b"\0H ") == listed.count(b"\0")
    if not is_checked:
        _require_complete(tree, listed)
    if not listed or not is_checked or unconverted.count(b"\0") != listed.count(b"\0"):
        raise _NoFingerprintsError
    # The same file: its path from the top of the repository, and that from the register's folder.
    from_top, from_register = listed.partition(b"\0")[0], unconverted.partition(b"\0")[0]
    return from_top.removeprefix(b"H ").removesuffix(from_register).decode("utf-8", "backslashreplace")


def _require_complete(tree: WorkTree, listed: bytes) -> None:
    """Raise IncompleteCheckoutError if git has left out files of a sparse checkout."""
    top = Path(os.fsdecode(tree.git.run("rev-parse", "--show-toplevel").removesuffix(b"\n")))
    sparse = [os.fsdecode(row[2:]) for row in listed.split(b"\0") if row[:1] in (b"S", b"s")]
    missing = [path for path in sparse if not os.path.lexists(top / path)]
    if missing:
        raise IncompleteCheckoutError(
            f"{len(missing)} files of the register are not on the disk, such as {escape_hidden(missing[0])}: "
            "this checkout is sparse; run `git sparse-checkout disable`, or name a commit with --ref HEAD"
        )


def _wait_for_both(first: Callable[[], bytes], second: Callable[[], bytes]) -> tuple[bytes, bytes]:
    """Wait for two git commands and return their outputs, or raise FatalError."""
    try:
        output = first()
    finally:
        other = second()
    return output, other


def _status_paths(rows: Iterable[str]) -> Iterator[str]:
    """Yield the paths in porcelain v2 of `git status`, untracked leftovers left out."""
    for row in rows:
        marker, _, rest = row.partition(" ")
        if marker in ("?", "!"):
            if not is_leftover(rest):
                yield rest
        elif marker != "#":
            yield row.split(" ", _STATUS_FIELDS[marker])[-1]


def _clear_fingerprints(partitions: Partitions, paths: Iterable[str]) -> Partitions:
    """Clear the fingerprints of these paths, and add missing partitions.

    Raises _NoFingerprintsError if a file has taken the place of a folder of agencies.
    """
    changed = {partition_path(path) for path in paths}
    if REGISTRY in changed or AGENCIES in changed:
        raise _NoFingerprintsError
    schemas = Partition(SCHEMAS, None) if SCHEMAS in changed else partitions.schemas
    before = {partition.path: partition for partition in partitions.register}
    cleared = {path: Partition(path, None) for path in changed if path != SCHEMAS}
    return Partitions(schemas, _sort((before | cleared).values()))


def _sort(partitions: Iterable[Partition]) -> list[Partition]:
    """Sort partitions by the paths of the files in them."""
    return sorted(partitions, key=lambda partition: f"{partition.path}/")
