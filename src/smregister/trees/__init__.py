"""A set of files at one moment: the work tree, git's index, any commit, or a proposal over one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.git import Git, is_repository
from smregister.trees.commits import CommitTree, IndexTree
from smregister.trees.comparison import changed_paths, every_changed_path, removed_paths
from smregister.trees.disk import WorkTree
from smregister.trees.files import AGENCIES, BYSTANDERS, READING_LIMIT, REGISTRY, SCHEMAS, File, Mode, Tree
from smregister.trees.identity import (
    Part,
    Parts,
    Place,
    as_named,
    content_of,
    files_of,
    home_of,
    is_as_named,
    names_in_folder,
    parts_of,
    place_of,
)
from smregister.trees.merges import Step, demand_merge_into, merge_base, merge_of, steps
from smregister.trees.proposed import ProposedTree

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "AGENCIES",
    "BYSTANDERS",
    "READING_LIMIT",
    "REGISTRY",
    "SCHEMAS",
    "CommitTree",
    "File",
    "IndexTree",
    "Mode",
    "Part",
    "Parts",
    "Place",
    "ProposedTree",
    "Step",
    "Tree",
    "WorkTree",
    "as_named",
    "changed_paths",
    "content_of",
    "demand_merge_into",
    "every_changed_path",
    "files_of",
    "find_root",
    "home_of",
    "is_as_named",
    "merge_base",
    "merge_of",
    "names_in_folder",
    "open_commit",
    "open_tree",
    "open_trees",
    "parts_of",
    "place_of",
    "removed_paths",
    "steps",
]


def find_root(start: Path, ref: str | None = None) -> Path:
    """Find the checkout that holds the register, from a folder in it; for a commit, a bare repository will do.

    Raises FatalError if there is none.
    """
    if not start.is_dir():
        message = f"there is no folder {start}"
        raise FatalError(message)
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / REGISTRY).is_dir():
            return folder
    if ref is not None and is_repository(start):
        return start
    message = f"there is no register in {start} or above it: no folder `{REGISTRY}`. `smregister init DIR` makes one"
    raise FatalError(message)


def open_tree(root: Path, ref: str | None) -> Tree:
    """Open the work tree (no ref), git's index (`:`) or a commit.

    Raises FatalError if there is no such ref or the folder is not in git.
    """
    [tree] = open_trees(root, ref)
    return tree


def open_trees(root: Path, *refs: str | None) -> list[Tree]:
    """Open several moments of one register, as `open_tree` does each; one git reads all that are in it."""
    git = next((_git_at(root, ref) for ref in refs if ref is not None), None)
    return [WorkTree(root) if git is None or ref is None else _open_in(git, ref) for ref in refs]


def _open_in(git: Git, ref: str) -> Tree:
    return IndexTree(git) if ref == ":" else CommitTree(git, git.commit(ref))


def open_commit(root: Path, ref: str) -> CommitTree:
    """Open a commit by its id, or as a tag or branch names it.

    Raises FatalError if there is no such ref or the folder is not in git.
    """
    git = _git_at(root, ref)
    return CommitTree(git, git.commit(ref))


def _git_at(root: Path, ref: str) -> Git:
    if not (root / ".git").exists() and not is_repository(root):
        message = f"{root} is not in a git repository, so `{ref}` means nothing here; `git init` makes it one"
        raise FatalError(message)
    return Git(root)
