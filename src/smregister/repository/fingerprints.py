"""What git's ids say of a tree: which folders of it hold what some commit holds, and so are known by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from smregister.errors import FatalError
from smregister.repository.cache import Cache
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.git import Git, split_paths
from smregister.repository.hybrid_tree import HybridTree
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import AGENCIES, REGISTRY, SCHEMAS, File, Tree, partition_path
from smregister.repository.work_tree import WorkTree, is_leftover

# Attributes by which git would write a file otherwise than it keeps it, line ends aside.
_NO_CONVERSION = "!filter !ident !working-tree-encoding"
_HEAD = "# branch.oid "
# How many fields of `git status` stand before the path, of a changed file and of an unmerged one.
_STATUS_FIELDS = {"1": 8, "u": 10}
# So many paths fit on any command line.
_MOST_PLACES = 500


WorkerLocation: TypeAlias = tuple[str, str | None]
"""A checkout, and a ref in it."""


class _NamelessError(Exception):
    """Git's ids do not say what the parts of a tree hold."""


class Partition(NamedTuple):
    """A folder or file of a tree; `id` names its whole content, or is None where nothing does."""

    path: str
    fingerprint: str | None


class Partitions(NamedTuple):
    """The schemas of a tree, and the parts of its register in path order: each agency's folder and whatever else."""

    schemas: Partition
    register: list[Partition]


def list_partitions(tree: Tree, *, base: Partitions | None = None, cache: Cache | None = None) -> Partitions:
    """Divide a tree into the parts that git knows by their ids.

    Of the disk, a part has an id where git sees no difference from the last commit, files that git
    ignores included; of a proposal, where nothing is proposed. `base` are the parts below a
    proposal, if known; `cache` may hold those of the last commit.
    """
    try:
        match tree:
            case CommitTree():
                return _committed(tree)
            case WorkTree():
                return _on_disk(tree, cache)
            case IndexTree():
                return _indexed(tree.git)
            case OverlayTree():
                return _without_ids(base or list_partitions(tree.base), tree.contents)
    except (FatalError, OSError, _NamelessError):
        pass
    return _listed(tree)


def pin_tree(tree: Tree, partitions: Partitions) -> Tree:
    """Return a tree whose parts hold what their ids name, whatever happens to the disk."""
    match tree:
        case WorkTree():
            unchanged = {partition.path for partition in partitions.register if partition.fingerprint}
            return HybridTree(tree, tree.head, unchanged) if unchanged else tree
        case OverlayTree():
            return OverlayTree(pin_tree(tree.base, partitions), tree.contents)
    return tree


def still_matches(tree: Tree, partitions: Partitions) -> bool:
    """Return whether all that was read of a tree is what the ids of its parts name, and nothing else came in between.

    Costs what this process has read from the disk itself.
    """
    match tree:
        case CommitTree():
            return True
        case OverlayTree():
            return still_matches(tree.base, partitions)
        case WorkTree():
            named = {
                partition.path for partition in (partitions.schemas, *partitions.register) if partition.fingerprint
            }
            doubtful = named.intersection(map(partition_path, tree.read_paths))
            return not doubtful or _is_clean(tree, named, doubtful)
    return list_partitions(tree) == partitions


def checkout_of(tree: Tree) -> Path | None:
    """Return the checkout where a tree is at home; None for one that lies nowhere."""
    match tree:
        case CommitTree() | IndexTree():
            return tree.git.folder
        case WorkTree():
            return tree.root
        case OverlayTree():
            return checkout_of(tree.base)
    return None


def folder_fingerprint(tree: Tree, *folders: str) -> str | None:
    """Name all that a commit holds in some folders, at the cost of one question; None for other trees."""
    if not isinstance(tree, CommitTree):
        return None
    ids = tree.git.resolve([f"{tree.name}:./{folder}" for folder in folders])
    return f"commit {' '.join(map(str, ids))}" if all(ids) else None


def worker_location(tree: Tree, *, is_named: bool) -> WorkerLocation | None:
    """Return where parts of a tree, with an id or without, can be read by another process; None where they can't."""
    match tree:
        case CommitTree() | IndexTree():
            return str(tree.git.folder), tree.name
        case WorkTree():
            return str(tree.root), tree.head.name if is_named else None
    return None


def list_names(tree: Tree, folder: str) -> list[str]:
    """Return the names of the files and folders that lie directly in a folder of the register, in order."""
    match tree:
        case CommitTree():
            paths = tree.git.list_paths("ls-tree", "-z", "--name-only", tree.name, "--", f"{folder}/")
        case WorkTree():
            place = tree.root / folder
            paths = [path.name for path in place.iterdir()] if place.is_dir() and not place.is_symlink() else []
        case _:
            paths = [file.path.removeprefix(f"{folder}/").partition("/")[0] for file in tree.files(folder)]
    return sorted({path.rpartition("/")[2] for path in paths})


def list_files(tree: Tree, partition: Partition) -> Iterator[File]:
    """Return the files of a part, or the part itself where it is a file."""
    files = list(tree.files(partition.path))
    return iter(files or list(tree.files_at([partition.path])))


def _committed(commit: CommitTree) -> Partitions:
    """Read the parts of a commit.

    Raises _NamelessError where it has no register.
    """
    schemas, register = Partition(SCHEMAS, None), list[Partition]()
    for row in commit.git.list_paths("ls-tree", "-z", commit.name, "--", f"{AGENCIES}/", f"{REGISTRY}/", SCHEMAS):
        facts, _, path = row.partition("\t")
        partition = Partition(path, f"commit {facts}")
        if path == SCHEMAS:
            schemas = partition
        elif path != AGENCIES:
            register.append(partition)
    if not register:
        raise _NamelessError
    return Partitions(schemas, _in_order(register))


def _on_disk(tree: WorkTree, cache: Cache | None) -> Partitions:
    """Read the parts of a work tree: those of the last commit, without ids where git sees a difference.

    What a commit holds never changes, so it is stored.
    """
    prefix, changed = _differences(tree, (REGISTRY, SCHEMAS))
    name = ("parts", tree.head.name, prefix)
    stored = cache.get([name]) if cache else {}
    if stored:
        schemas, *register = (Partition(*partition) for partition in stored[name])
        return _without_ids(Partitions(schemas, register), changed)
    committed = _committed(tree.head)
    if cache:
        cache.put({name: [tuple(partition) for partition in (committed.schemas, *committed.register)]})
    return _without_ids(committed, changed)


def _indexed(git: Git) -> Partitions:
    """Divide git's index by the paths in it; the id of a part is a digest of its list of files."""
    digests: dict[str, hashlib._Hash] = {}
    for row in git.list_paths("ls-files", "-s", "-z", "--", REGISTRY, SCHEMAS):
        digests.setdefault(partition_path(row.partition("\t")[2]), hashlib.sha256()).update(f"{row}\0".encode())
    ids = {path: f"index {digest.hexdigest()}" for path, digest in digests.items()}
    schemas = Partition(SCHEMAS, ids.pop(SCHEMAS, None))
    return Partitions(schemas, _in_order(Partition(*each) for each in ids.items()))


def _is_clean(tree: WorkTree, named: set[str], doubtful: Collection[str]) -> bool:
    """Return whether git still sees no change in any of the doubtful parts."""
    is_askable = len(doubtful) <= _MOST_PLACES and not any("\\" in path for path in doubtful)
    places = doubtful if is_askable else (REGISTRY, SCHEMAS)
    try:
        return named.isdisjoint(map(partition_path, _differences(tree, places)[1]))
    except (FatalError, OSError, _NamelessError):
        return False


def _differences(tree: WorkTree, places: Collection[str]) -> tuple[str, list[str]]:
    """List the paths that differ from the last commit, modes included, and the register's own place in git.

    Raises _NamelessError where git was told not to look at some or writes some otherwise than it keeps them,
    line ends aside, or another commit has become the last one.
    """
    begin = tree.git.begin
    status, unconverted, seen = _outputs(
        begin(
            *("-c", "core.fileMode=true", "status", "--porcelain=v2", "-z", "--branch", "--no-ahead-behind"),
            *("--no-renames", "--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=none"),
            *("--", *places),
        ),
        begin("ls-files", "-z", "--", *(f":(attr:{_NO_CONVERSION}){place}" for place in places), patterns=True),
        begin("ls-files", "-v", "-z", "--full-name", "--", *places),
    )
    is_converted = unconverted.count(b"\0") != seen.count(b"\0")
    # Any other letter marks a file that git takes for unchanged, or for not checked out, without looking.
    is_seen = seen.startswith(b"H ") + seen.count(b"\0H ") == seen.count(b"\0")
    head = next((row for row in split_paths(status) if row.startswith(_HEAD)), "").removeprefix(_HEAD)
    is_committed = bool(seen) and not head.startswith("(")
    if is_converted or not is_seen or not is_committed or not tree.set_head(head):
        raise _NamelessError
    # The same file, by its path from the top of the repository and by that from the register's own folder.
    top, own = seen.partition(b"\0")[0], unconverted.partition(b"\0")[0]
    prefix = top.removeprefix(b"H ").removesuffix(own).decode("utf-8", "backslashreplace")
    paths = (path.removeprefix(prefix) for path in _status_paths(split_paths(status)))
    return prefix, [*paths]


def _outputs(*endings: Callable[[], bytes]) -> list[bytes]:
    """Wait for git commands that were begun, all of them.

    Raises FatalError if one failed.
    """
    outputs, errors = list[bytes](), list[FatalError]()
    for end in endings:
        try:
            outputs.append(end())
        except FatalError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return outputs


def _status_paths(rows: Iterable[str]) -> Iterator[str]:
    """Read the paths in the second porcelain format of `git status`, droppings that git doesn't track left out."""
    for row in rows:
        marker, _, rest = row.partition(" ")
        if marker in ("?", "!"):
            if not is_leftover(rest):
                yield rest
        elif marker != "#":
            yield row.split(" ", _STATUS_FIELDS[marker])[-1]


def _without_ids(partitions: Partitions, paths: Iterable[str]) -> Partitions:
    """Take the ids from the parts in which these paths lie, and add parts for those that lie in none.

    Raises _NamelessError where something else lies in the place of the folders.
    """
    changed = {partition_path(path) for path in paths}
    schemas = Partition(SCHEMAS, None) if SCHEMAS in changed else partitions.schemas
    known = {
        partition.path: partition._replace(fingerprint=None) if partition.path in changed else partition
        for partition in partitions.register
    }
    if REGISTRY in changed or AGENCIES in changed:
        raise _NamelessError
    new = [Partition(path, None) for path in changed if path not in known and path != SCHEMAS]
    return Partitions(schemas, _in_order([*known.values(), *new]))


def _listed(tree: Tree) -> Partitions:
    """Divide a tree by its files' paths alone; no part has an id."""
    paths = {partition_path(file.path) for file in tree.files(REGISTRY)}
    return Partitions(Partition(SCHEMAS, None), _in_order(Partition(path, None) for path in paths))


def _in_order(partitions: Iterable[Partition]) -> list[Partition]:
    """Sort parts by the paths of the files in them."""
    return sorted(partitions, key=lambda partition: f"{partition.path}/")
