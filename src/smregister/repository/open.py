"""Trees of a checkout: work tree, index or a commit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.git import Git, is_repository
from smregister.repository.tree import REGISTER, REGISTRY, Tree
from smregister.repository.work_tree import WorkTree


def find_root(start: Path, ref: str | None = None) -> Path:
    """Find the checkout, or for a ref the bare repository, around a folder.

    At the top of a repository, such as in a hook of git, the register may also be in a folder of it.
    Raises FatalError if there is none, or there are several.
    """
    if not start.is_dir():
        raise FatalError(f"there is no folder {start}")
    start = start.resolve()
    registers = [folder for folder in _up_to_repository(start) if (folder / REGISTRY).is_dir()]
    # Another folder, such as that of an agency, may have the name; a register may have lost its record.
    for folder in (*(folder for folder in registers if (folder / REGISTER).is_file()), *registers):
        return folder
    if (start / ".git").exists() and (folders := _find_registers_below(start)):
        return folders[0]
    if ref is not None and is_repository(start):
        return start
    raise FatalError(
        f"there is no register in {start} or above it: no folder `{REGISTRY}`; create one with `smregister init DIR`"
    )


def _up_to_repository(start: Path) -> Iterator[Path]:
    """Yield a folder and those above it, as far as the top of its repository if there is one."""
    for folder in (start, *start.parents):
        yield folder
        is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir()
        if is_bare or (folder / ".git").exists():
            return


def _find_registers_below(top: Path) -> list[Path]:
    """Return the folder of the only register that git tracks in a repository; nothing if there is none."""
    records = Git(top).list_paths("ls-files", "-z", "--", f":(glob)*/**/{REGISTER}", patterns=True)
    folders = [top / record.removesuffix(f"/{REGISTER}") for record in records]
    if len(folders) > 1:
        names = ", ".join(str(folder.relative_to(top)) for folder in folders)
        raise FatalError(f"there are several registers in {top}: {names}; name the folder of one with -C")
    return folders


def open_tree(root: Path, ref: str | None) -> Tree:
    """Open the work tree (no ref), git's index (`:`) or a commit.

    Raises FatalError if there is no such ref or the folder is not in git.
    """
    [tree] = open_trees(root, ref)
    return tree


def open_trees(root: Path, *refs: str | None) -> list[Tree]:
    """Open several trees of one register with one Git, as `open_tree` does."""
    git = next((_open_git(root, ref) for ref in refs if ref is not None), None)
    return [WorkTree(root) if git is None or ref is None else _open_in(git, ref) for ref in refs]


def open_commit(root: Path, ref: str) -> CommitTree:
    """Open a commit, tag or branch; raise FatalError if there is none."""
    git = _open_git(root, ref)
    return CommitTree(git, git.resolve_commit(ref))


def open_hook_repository(start: Path) -> Git:
    """Open the repository that git names to a hook (`GIT_DIR`), or the one of a folder.

    Git reads no other then, and a bare one also with `safe.bareRepository=explicit`.
    Raises FatalError if there is none.
    """
    folder = os.environ.get("GIT_DIR") or os.fsdecode(Git(start).run("rev-parse", "--absolute-git-dir").rstrip(b"\n"))
    path = (start / folder).resolve()
    return Git(path, {"GIT_DIR": str(path)})


def _open_in(git: Git, ref: str) -> Tree:
    return IndexTree(git) if ref == ":" else CommitTree(git, git.resolve_commit(ref))


def _open_git(root: Path, ref: str) -> Git:
    if not (root / ".git").exists() and not is_repository(root):
        raise FatalError(
            f"{root} is not in a git repository, so there is no `{ref}`; create a repository with `git init`"
        )
    return Git(root)
