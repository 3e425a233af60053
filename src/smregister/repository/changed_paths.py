"""Paths that may differ between two trees, by git's own comparison."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.repository.commit_tree import CommitTree, IndexTree
from smregister.repository.commits import Commit
from smregister.repository.git import Git, split_paths
from smregister.repository.overlay_tree import OverlayTree
from smregister.repository.tree import REGISTRY, SCHEMAS, Tree
from smregister.repository.tree_order import require_ordered_trees
from smregister.repository.work_tree import WorkTree, is_leftover

# Compares the files themselves, regardless of settings and attributes that make git show something else. For files
# within a submodule, which no tree reads, git would run a process there, by the settings of the submodule.
_WHOLE_REPOSITORY = ("-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty")
_RELATIVE = (*_WHOLE_REPOSITORY, "--relative")
_TREE = "040000"


class LandedChange(NamedTuple):
    """What a commit of the main line changed since its first parent; `before` is None without one."""

    commit: Commit
    before: CommitTree | None
    after: CommitTree
    paths: tuple[str, ...]


def changed_paths(root: Path, before: Tree, after: Tree) -> list[str]:
    """Return the paths of the register that may differ between two trees.

    Costs as much as git's own comparison, whatever the size of the register. Finds every file that
    differs, except files on the disk that git is set to ignore; may return one that does not differ.
    """
    if isinstance(before, OverlayTree):
        return sorted({*changed_paths(root, before.base, after), *before.contents})
    if isinstance(after, OverlayTree):
        if before.name not in after.base_changes:
            after.base_changes[before.name] = changed_paths(root, before, after.base)
        return sorted({*after.base_changes[before.name], *after.contents})
    if _rank(before) > _rank(after):
        return changed_paths(root, after, before)
    if before.name == after.name:
        return []
    if isinstance(before, CommitTree) and isinstance(after, CommitTree):
        return sorted(_compare_commits(before, after))
    git, folders = after.git_without_filters if isinstance(after, WorkTree) else Git(root), ("--", REGISTRY, SCHEMAS)
    paths = git.list_paths(*_diff_command(before, after), *folders)
    if isinstance(after, WorkTree) and not isinstance(before, WorkTree):
        paths += git.list_paths("ls-files", "-z", "--others", *folders)
    return sorted({file for path in paths for file in _paths_below(after, path) if not is_leftover(file)})


def removed_paths(before: CommitTree, after: CommitTree) -> list[str]:
    """Return the paths of the register that only the earlier of two commits has."""
    options = ("-r", "--name-only", "--diff-filter=D", *_RELATIVE)
    return before.git.list_paths("diff-tree", *options, before.name, after.name, "--", REGISTRY)


def all_changed_paths(before: CommitTree, after: CommitTree) -> list[str]:
    """Return the paths of the whole repository that differ between two commits.

    Paths are relative to the folder that holds the register; those outside it begin with `../`.
    Both trees learn what git printed of them, so that no other command of git must find these paths again.
    Raises FatalError if a changed folder has a name twice or out of order, which git itself never writes.
    """
    options = ("-r", "-t", "--raw", "--no-abbrev", *_WHOLE_REPOSITORY)
    words = iter(split_paths(after.git.run_once("diff-tree", *options, before.name, after.name)))
    rows = [*zip(words, words, strict=True)]
    trees = {path: facts.split()[3] for facts, path in rows if facts.split()[1] == _TREE}
    require_ordered_trees(after.git, {"": f"{after.name}^{{tree}}"} | trees)
    files = deque(word for row in rows if _TREE not in row[0].removeprefix(":").split()[:2] for word in row)
    paths = [*_take_rows(files, before, after)]
    _require_single(paths)
    return sorted(paths)


def changes_on_main_line(git: Git, commits: Sequence[Commit]) -> Iterator[LandedChange]:
    """Yield what each of many commits changed since its first parent, by one git process.

    Raises FatalError as `all_changed_paths` does.
    """
    pairs = [f"{commit.id} {commit.parents[0]}" for commit in commits if commit.parents]
    options = ("--stdin", "-r", "-m", "--raw", "--no-abbrev", *_WHOLE_REPOSITORY)
    words = deque(split_paths(git.begin("diff-tree", *options, lines=pairs)())) if pairs else deque[str]()
    for commit in commits:
        before = CommitTree(git, commit.parents[0]) if commit.parents else None
        after = CommitTree(git, commit.id)
        has_header = bool(words) and words[0] == commit.id
        if has_header:
            words.popleft()
        paths = tuple(_take_rows(words, before, after)) if has_header and before else ()
        _require_single(paths)
        yield LandedChange(commit, before, after, paths)


def _take_rows(words: deque[str], before: CommitTree, after: CommitTree) -> Iterator[str]:
    """Take the rows of one pair from what git printed; both trees learn them."""
    while words and words[0].startswith(":"):
        facts, path = words.popleft(), _relative_path(after.git, words.popleft())
        _learn(before, after, facts, path)
        yield path


def _require_single(paths: Sequence[str]) -> None:
    if len({*paths}) < len(paths):
        raise FatalError("a folder in this change contains a name twice; `git fsck` shows where")


def _relative_path(git: Git, path: str) -> str:
    """Return a path from the folder that holds the register; one outside begins with `../`."""
    # Never normalized: in a tree that git did not write, a name may be `..` itself.
    return path.removeprefix(git.prefix) if path.startswith(git.prefix) else "../" * git.prefix.count("/") + path


def _compare_commits(before: CommitTree, after: CommitTree) -> Iterator[str]:
    """Yield the paths that differ; both trees learn what git printed of them."""
    # To select the folders here is faster than to let git do it.
    words = iter(after.git.list_paths("diff-tree", "-r", "--raw", "--no-abbrev", *_RELATIVE, before.name, after.name))
    for facts, path in zip(words, words, strict=True):
        if path.startswith((f"{REGISTRY}/", f"{SCHEMAS}/")):
            _learn(before, after, facts, path)
            yield path


def _learn(before: CommitTree, after: CommitTree, facts: str, path: str) -> None:
    old_mode, mode, old_blob, blob, _ = facts.removeprefix(":").split()
    before.learn(path, f"{old_mode} {old_blob}")
    after.learn(path, f"{mode} {blob}")


def _paths_below(tree: Tree, path: str) -> Iterator[str]:
    """Yield a path, or the files below it if it is another repository."""
    if path.endswith("/"):
        yield from (file.path for file in tree.files(path.rstrip("/")))
    else:
        yield path


def _rank(tree: Tree) -> int:
    return [CommitTree, IndexTree, WorkTree].index(type(tree))


def _diff_command(before: Tree, after: Tree) -> list[str]:
    options = ["--name-only", *_RELATIVE]
    match before, after:
        case CommitTree(), IndexTree():
            return ["diff-index", "--cached", *options, before.name]
        case CommitTree(), WorkTree():
            return ["diff", *options, before.name]
        case _:
            return ["diff", *options]
