"""Public changes of a period, commit by commit on the main line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from smregister.changes.diff import diff_with_readers, kinds_of
from smregister.changes.public import PublicChange, SchemaVersions, to_public_changes
from smregister.model import Finding
from smregister.records.reader import RecordReader
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, list_commits
from smregister.repository.tree import REGISTRY, SCHEMAS


class CommitChanges(NamedTuple):
    """The public changes by one commit of the main line, and the findings of the records that can't be read."""

    commit: Commit
    changes: list[PublicChange]
    findings: list[Finding]


def load_commit_changes(root: Path, before: CommitTree, after: CommitTree) -> Iterator[CommitChanges]:
    """Yield the changes by each commit of the main line between two trees, newest first.

    A pull request is one commit, its merge. If `before` is the empty tree, the first commit added all that it has.
    """
    git, nothing = after.git, after.git.empty_tree()
    main_line = ["--first-parent", after.name, f"^{before.name}", "--"]
    with_schemas = {commit.id for commit in list_commits(git, *main_line, SCHEMAS)}
    today = new_kinds = kinds_of(after)
    for commit in list_commits(git, *main_line, REGISTRY, SCHEMAS):
        parent = git.resolve([f"{commit.id}^"])[0] or (nothing if before.name == nothing else None)
        if parent is not None:
            old, new = CommitTree(git, parent), CommitTree(git, commit.id)
            old_kinds = kinds_of(old) if commit.id in with_schemas else new_kinds
            paths = [path for path in changed_paths(root, old, new) if path.startswith(f"{REGISTRY}/")]
            difference = diff_with_readers(RecordReader(old_kinds), RecordReader(new_kinds), paths, old, new)
            public = to_public_changes(difference.changes, SchemaVersions(old_kinds, new_kinds, today))
            yield CommitChanges(commit, public, difference.findings)
            new_kinds = old_kinds
