"""What each commit of a period brought to the main line, commit by commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from smregister.changes.diff import compare_by, kinds_of
from smregister.changes.public import PublicChange, SchemaVersions, public_change
from smregister.model import Difference, Finding
from smregister.records.reader import RecordReader
from smregister.repository.changed_paths import changed_paths
from smregister.repository.commit_tree import CommitTree
from smregister.repository.commits import Commit, list_commits
from smregister.repository.tree import REGISTRY, SCHEMAS


class CommitChanges(NamedTuple):
    """What may be published of what one commit of the main line changed, and what could not be read there."""

    commit: Commit
    changes: list[PublicChange]
    findings: list[Finding]


def public_changes(difference: Difference, era: SchemaVersions) -> list[PublicChange]:
    """Return what may be published of a difference."""
    return [public_change(change, era) for change in difference.changes]


def advances_between(root: Path, before: CommitTree, after: CommitTree) -> Iterator[CommitChanges]:
    """Return what each commit brought to the main line that leads to `after`, the newest first.

    What `before` had already is left out; a request that was merged is one advance, told at its merge. Where
    `before` is the empty tree, the first commit brought all that it has.
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
            difference = compare_by(RecordReader(old_kinds), RecordReader(new_kinds), paths, old, new)
            yield CommitChanges(
                commit, public_changes(difference, SchemaVersions(old_kinds, new_kinds, today)), difference.findings
            )
            new_kinds = old_kinds
