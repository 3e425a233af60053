"""What git's ids say of a tree: which folders of it hold what some commit holds, and so are known by name."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from smregister.errors import FatalError
from smregister.git import names_in
from smregister.trees.commits import CommitTree, IndexTree
from smregister.trees.disk import WorkTree, is_dropping
from smregister.trees.files import AGENCIES, REGISTRY, SCHEMAS, File, Tree, part_at
from smregister.trees.proposed import ProposedTree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from hashlib import _Hash as Hash
    from pathlib import Path

    from smregister.git import Git

# So many paths fit on any command line.
_MOST_PLACES = 500


class _NamelessError(Exception):
    """Git's ids do not say what the parts of a tree hold."""


class Part(NamedTuple):
    """A folder or file of a tree; `id` names its whole content, or is None where nothing does."""

    path: str
    id: str | None


class Parts(NamedTuple):
    """The schemas of a tree, and the parts of its register in path order: each agency's folder and whatever else."""

    schemas: Part
    register: list[Part]


def parts_of(tree: Tree) -> Parts:
    """Divide a tree into the parts that git knows by their ids.

    Of the disk, a part has an id where git sees no difference from the last commit, files that git
    ignores included; of a proposal, where nothing is proposed.
    """
    try:
        match tree:
            case CommitTree():
                return _committed(tree.git, tree.name, "commit")
            case WorkTree():
                committed = _committed(tree.head.git, tree.head.name, "disk")
                return _without_ids(committed, _differences(tree, (REGISTRY, SCHEMAS)))
            case IndexTree():
                return _indexed(tree.git)
            case ProposedTree():
                return _without_ids(parts_of(tree.base), tree.contents)
    except (FatalError, OSError, _NamelessError):
        pass
    return _listed(tree)


def is_as_named(tree: Tree, parts: Parts, found_out: Iterable[str]) -> bool:
    """Say whether all that was read of a tree is what the ids of its parts name, and nothing else came in between.

    `found_out` are the paths of parts that were read, if not by this process. Costs what was read from the disk.
    """
    match tree:
        case CommitTree():
            return True
        case ProposedTree():
            return is_as_named(tree.base, parts, found_out)
        case WorkTree():
            named = {part.path for part in (parts.schemas, *parts.register) if part.id}
            doubtful = named & {*map(part_at, tree.looked_at), *(p for p in found_out if not tree.is_read_from_git(p))}
            return not doubtful or _is_clean(tree, named, doubtful)
    return parts_of(tree) == parts


def home_of(tree: Tree) -> Path | None:
    """Give the checkout where a tree is at home; None for one that lies nowhere."""
    match tree:
        case CommitTree() | IndexTree():
            return tree.git.folder
        case WorkTree():
            return tree.root
        case ProposedTree():
            return home_of(tree.base)
    return None


def content_of(tree: Tree) -> str | None:
    """Name all that a commit holds of a register and its schemas, at the cost of one question; None for other trees."""
    if not isinstance(tree, CommitTree):
        return None
    try:
        folders = [f"{tree.name}:./{folder}" for folder in (REGISTRY, SCHEMAS)]
        return f"commit {tree.git.run('rev-parse', *folders).decode()}"
    except FatalError:
        return None


def place_of(tree: Tree) -> tuple[str, str | None] | None:
    """Give a checkout and ref by which the same tree can be opened in another process; None where none can."""
    match tree:
        case CommitTree() | IndexTree():
            return str(tree.git.folder), tree.name
        case WorkTree():
            return str(tree.root), None
    return None


def names_in_folder(tree: Tree, folder: str) -> list[str]:
    """Give the names of the files and folders that lie directly in a folder of the register, in order."""
    match tree:
        case CommitTree():
            paths = tree.git.names("ls-tree", "-z", "--name-only", tree.name, "--", f"{folder}/")
        case WorkTree():
            place = tree.root / folder
            paths = [path.name for path in place.iterdir()] if place.is_dir() and not place.is_symlink() else []
        case _:
            paths = [file.path.removeprefix(f"{folder}/").partition("/")[0] for file in tree.files(folder)]
    return sorted({path.rpartition("/")[2] for path in paths})


def files_of(tree: Tree, part: Part) -> Iterator[File]:
    """Give the files of a part, or the part itself where it is a file."""
    files = list(tree.files(part.path))
    return iter(files or list(tree.at([part.path])))


def _committed(git: Git, commit: str, whose: str) -> Parts:
    """Read the parts of a commit; ids of `commit` and of `disk` differ, since git may write files otherwise there."""
    schemas, register = Part(SCHEMAS, None), list[Part]()
    for row in git.names("ls-tree", "-z", commit, "--", f"{AGENCIES}/", f"{REGISTRY}/", SCHEMAS):
        facts, _, path = row.partition("\t")
        part = Part(path, f"{whose} {facts}")
        if path == SCHEMAS:
            schemas = part
        elif path != AGENCIES:
            register.append(part)
    if not register:
        raise _NamelessError
    return Parts(schemas, _in_order(register))


def _indexed(git: Git) -> Parts:
    """Divide git's index by the paths in it; the id of a part is a digest of its list of files."""
    digests: dict[str, Hash] = {}
    for row in git.names("ls-files", "-s", "-z", "--", REGISTRY, SCHEMAS):
        digests.setdefault(part_at(row.partition("\t")[2]), sha256()).update(f"{row}\0".encode())
    ids = {path: f"index {digest.hexdigest()}" for path, digest in digests.items()}
    schemas = Part(SCHEMAS, ids.pop(SCHEMAS, None))
    return Parts(schemas, _in_order(Part(*each) for each in ids.items()))


def _is_clean(tree: WorkTree, named: set[str], doubtful: Collection[str]) -> bool:
    """Say whether git still sees no change in any of the doubtful parts."""
    places = doubtful if len(doubtful) <= _MOST_PLACES else (REGISTRY, SCHEMAS)
    try:
        return named.isdisjoint(map(part_at, _differences(tree, places)))
    except (FatalError, OSError, _NamelessError):
        return False


def _differences(tree: WorkTree, places: Iterable[str]) -> list[str]:
    """List the paths that are not as in the last commit; their modes and what stands beside them count.

    Raises _NamelessError where git was told not to look at some, or another commit has become the last one.
    """
    git = tree.head.git
    status = git.begin(
        *("-c", "core.fileMode=true", "status", "--porcelain", "-z", "--no-renames"),
        *("--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=none", "--", *places),
    )
    seen = git.run("ls-files", "-v", "-z", "--", *places)
    rows = names_in(status())
    head, prefix = git.run("rev-parse", "HEAD", "--show-prefix").decode().removesuffix("\n").split("\n", 1)
    # Any other letter marks a file that git takes for unchanged, or for not checked out, without looking.
    if head != tree.head.name or seen.startswith(b"H ") + seen.count(b"\0H ") != seen.count(b"\0"):
        raise _NamelessError
    return [row[3:].removeprefix(prefix) for row in rows if not (row[:2] in ("??", "!!") and is_dropping(row[3:]))]


def _without_ids(parts: Parts, paths: Iterable[str]) -> Parts:
    """Take the ids from the parts in which these paths lie, and add parts for those that lie in none.

    Raises _NamelessError where something else lies in the place of the folders.
    """
    changed = {part_at(path) for path in paths}
    schemas = Part(SCHEMAS, None) if SCHEMAS in changed else parts.schemas
    known = {part.path: part._replace(id=None) if part.path in changed else part for part in parts.register}
    if REGISTRY in changed or AGENCIES in changed:
        raise _NamelessError
    new = [Part(path, None) for path in changed if path not in known and path != SCHEMAS]
    return Parts(schemas, _in_order([*known.values(), *new]))


def _listed(tree: Tree) -> Parts:
    """Divide a tree by its files' paths alone; no part has an id."""
    paths = {part_at(file.path) for file in tree.files(REGISTRY)}
    return Parts(Part(SCHEMAS, None), _in_order(Part(path, None) for path in paths))


def _in_order(parts: Iterable[Part]) -> list[Part]:
    """Sort parts by the paths of the files in them."""
    return sorted(parts, key=lambda part: f"{part.path}/")
