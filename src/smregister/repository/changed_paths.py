"""Which files may differ between two trees, by git's own comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.git import Git
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import REGISTRY, SCHEMAS, Tree
from smregister.repository.work_tree import WorkTree, is_leftover

# Files as they are, whatever settings and attributes say of how to show them; then by paths from the register's folder.
_PLAINLY = ("-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
_FORM = (*_PLAINLY, "--relative")


def changed_paths(root: Path, before: Tree, after: Tree) -> list[str]:
    """List the files below the register and its schemas that may differ between two trees.

    Costs what git's own comparison costs, whatever the size of the register. Leaves out no file that
    differs, but on the disk those that git was told not to look at; may name one that does not differ.
    """
    if isinstance(after, OverlayTree):
        return sorted({*changed_paths(root, before, after.base), *after.contents})
    if isinstance(before, OverlayTree) or _rank(before) > _rank(after):
        return changed_paths(root, after, before)
    if before.name == after.name:
        return []
    if isinstance(before, CommitTree) and isinstance(after, CommitTree):
        return sorted(_compared(before, after))
    git, places = Git(root), ("--", REGISTRY, SCHEMAS)
    names = git.list_paths(*_comparison(before, after), *places)
    if isinstance(after, WorkTree) and not isinstance(before, WorkTree):
        names += git.list_paths("ls-files", "-z", "--others", *places)
    return sorted({path for name in names for path in _within(after, name) if not is_leftover(path)})


def removed_paths(before: CommitTree, after: CommitTree) -> list[str]:
    """List the files of the register that the later of two commits has no more, by git's own comparison."""
    form = ("-r", "--name-only", "--diff-filter=D", *_FORM)
    return before.git.list_paths("diff-tree", *form, before.name, after.name, "--", REGISTRY)


def _compared(before: CommitTree, after: CommitTree) -> Iterator[str]:
    """Compare two commits; each learns where the files lie that differ, and need not look for them again."""
    # Leaving out what else has changed takes us less time than git.
    words = iter(after.git.list_paths("diff-tree", "-r", "--raw", "--no-abbrev", *_FORM, before.name, after.name))
    for facts, path in zip(words, words, strict=True):
        if path.startswith((f"{REGISTRY}/", f"{SCHEMAS}/")):
            old_mode, mode, old_blob, blob, _ = facts.removeprefix(":").split()
            before.learn(path, f"{old_mode} {old_blob}")
            after.learn(path, f"{mode} {blob}")
            yield path


def all_changed_paths(before: CommitTree, after: CommitTree) -> list[str]:
    """List all files of the repository that differ between two commits, registers or not.

    Paths lead from the folder that holds the register; what lies outside it begins with `../`.
    Raises FatalError if a tree names something twice, which git itself never does.
    """
    names = after.git.list_paths("diff-tree", "-r", "--name-only", *_PLAINLY, before.name, after.name)
    if len({*names}) < len(names):
        raise FatalError("a folder in this change names something twice; `git fsck` says where")
    prefix = after.git.run("rev-parse", "--show-prefix").decode("utf-8", "backslashreplace").rstrip("\n")
    up = "../" * prefix.count("/")
    # Never made shorter: a name may be `..` itself, in a tree that git did not write.
    return sorted(name.removeprefix(prefix) if name.startswith(prefix) else f"{up}{name}" for name in names)


def _within(tree: Tree, name: str) -> Iterator[str]:
    """Return a path, or all below it where git shows only a folder: another repository within this one."""
    if name.endswith("/"):
        yield from (file.path for file in tree.files(name.rstrip("/")))
    else:
        yield name


def _rank(tree: Tree) -> int:
    return [CommitTree, IndexTree, WorkTree].index(type(tree))


def _comparison(before: Tree, after: Tree) -> list[str]:
    form = ["--name-only", *_FORM]
    match before, after:
        case CommitTree(), IndexTree():
            return ["diff-index", "--cached", *form, before.name]
        case CommitTree(), WorkTree():
            return ["diff", *form, before.name]
        case _:
            return ["diff", *form]
