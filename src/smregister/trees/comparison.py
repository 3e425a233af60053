"""Which files may differ between two trees, by git's own comparison."""

from __future__ import annotations

from posixpath import relpath
from typing import TYPE_CHECKING

from smregister.errors import FatalError
from smregister.git import Git
from smregister.trees.commits import CommitTree, IndexTree
from smregister.trees.disk import WorkTree, is_dropping
from smregister.trees.files import REGISTRY, SCHEMAS, Tree
from smregister.trees.proposed import ProposedTree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Files by their paths from the register's folder, whatever settings and attributes say of how to show them.
_FORM = ("-z", "--no-renames", "--relative", "--no-ext-diff", "--no-textconv")


def changed_paths(root: Path, before: Tree, after: Tree) -> list[str]:
    """List the files below the register and its schemas that may differ between two trees.

    Costs what git's own comparison costs, whatever the size of the register. Leaves out no file that
    differs, but on the disk those that git was told not to look at; may name one that does not differ.
    """
    if isinstance(after, ProposedTree):
        return sorted({*changed_paths(root, before, after.base), *after.contents})
    if isinstance(before, ProposedTree) or _rank(before) > _rank(after):
        return changed_paths(root, after, before)
    if before.name == after.name:
        return []
    if isinstance(before, CommitTree) and isinstance(after, CommitTree):
        return sorted(_compared(before, after))
    git, places = Git(root), ("--", REGISTRY, SCHEMAS)
    names = git.names(*_comparison(before, after), *places)
    if isinstance(after, WorkTree) and not isinstance(before, WorkTree):
        names += git.names("ls-files", "-z", "--others", *places)
    return sorted({path for name in names for path in _within(after, name) if not is_dropping(path)})


def removed_paths(before: CommitTree, after: CommitTree) -> list[str]:
    """List the files of the register that the later of two commits has no more, by git's own comparison."""
    form = ("-r", "--name-only", "--diff-filter=D", *_FORM)
    return before.git.names("diff-tree", *form, before.name, after.name, "--", REGISTRY)


def _compared(before: CommitTree, after: CommitTree) -> Iterator[str]:
    """Compare two commits; each learns where the files lie that differ, and need not look for them again."""
    # Leaving out what else has changed takes us less time than git.
    words = iter(after.git.names("diff-tree", "-r", "--raw", "--no-abbrev", *_FORM, before.name, after.name))
    for facts, path in zip(words, words, strict=True):
        if path.startswith((f"{REGISTRY}/", f"{SCHEMAS}/")):
            old_mode, mode, old_blob, blob, _ = facts.removeprefix(":").split()
            before.learn(path, f"{old_mode} {old_blob}")
            after.learn(path, f"{mode} {blob}")
            yield path


def every_changed_path(before: CommitTree, after: CommitTree) -> list[str]:
    """List all files of the repository that differ between two commits, registers or not.

    Paths lead from the folder that holds the register; what lies outside it begins with `../`.
    """
    form = ("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv")
    names = after.git.names(*form, before.name, after.name)
    prefix = after.git.run("rev-parse", "--show-prefix").decode("utf-8", "backslashreplace").rstrip("\n")
    return sorted(relpath(name, prefix or ".") for name in names)


def merge_base(base: CommitTree, head: CommitTree) -> CommitTree:
    """Give the commit from which head went its own way: what it changes since then is what a merge brings into base.

    Raises FatalError where there is no such commit, or more than one.
    """
    git = base.git
    try:
        commits = git.run("merge-base", "--all", base.name, head.name).decode("ascii").split()
    except FatalError as error:
        is_shallow = git.run("rev-parse", "--is-shallow-repository").strip() == b"true"
        cure = "`git fetch --unshallow` brings all of history" if is_shallow else "start the change from there"
        message = f"{head.name[:12]} and {base.name[:12]} have no history in common, so no change can be seen; {cure}"
        raise FatalError(message) from error
    if len(commits) > 1:
        message = (
            "the two histories were merged crosswise, so no change can be seen; merge the base into the change first"
        )
        raise FatalError(message)
    return base if commits == [base.name] else CommitTree(git, *commits)


def _within(tree: Tree, name: str) -> Iterator[str]:
    """Give a path, or all below it where git shows only a folder: another repository within this one."""
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
