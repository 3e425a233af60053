"""What names the whole content of a tree, so that what was found out about it once need not be found out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.git import Git
from smregister.trees.commits import CommitTree
from smregister.trees.disk import WorkTree, is_dropping
from smregister.trees.files import REGISTRY, SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    from smregister.trees.files import Tree


def content_id(root: Path, tree: Tree) -> str | None:
    """Name what lies below the register and its schemas, by git's ids of these folders.

    Of the disk, only where git sees no difference from the last commit, files that git ignores
    included. None where nothing names the content.
    """
    git = Git(root)
    try:
        if isinstance(tree, CommitTree):
            return f"commit {_folder_ids(git, tree.name)}"
        if isinstance(tree, WorkTree) and not _differences(git):
            return f"work tree {_folder_ids(git, 'HEAD')}"
    except (FatalError, OSError):
        pass
    return None


def _folder_ids(git: Git, commit: str) -> str:
    return " ".join(git.run("rev-parse", f"{commit}:./{REGISTRY}", f"{commit}:./{SCHEMAS}").decode("ascii").split())


def _differences(git: Git) -> list[str]:
    """List what is not as in the last commit; its mode and what stands beside it count."""
    rows = git.names(
        *("-c", "core.fileMode=true", "status", "--porcelain", "-z", "--no-renames"),
        *("--untracked-files=normal", "--ignored=traditional", "--ignore-submodules=none", "--", REGISTRY, SCHEMAS),
    )
    return [row for row in rows if not (row[:2] in ("??", "!!") and is_dropping(row[3:]))]
