"""What each commit of a period brought to the main line, commit by commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smregister.changes.commits import list_commits
from smregister.changes.diff import compare_by, kinds_of
from smregister.changes.public import Era, public_change
from smregister.records import RecordReader
from smregister.trees import REGISTRY, SCHEMAS, CommitTree, changed_paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from smregister.changes.commits import Commit
    from smregister.changes.diff import Difference
    from smregister.changes.public import PublicChange
    from smregister.model import Finding


class Advance(NamedTuple):
    """What may be published of what one commit of the main line changed, and what could not be read there."""

    commit: Commit
    changes: list[PublicChange]
    findings: list[Finding]


def public_changes(difference: Difference, era: Era) -> list[PublicChange]:
    """Give what may be published of a difference."""
    return [public_change(change, era) for change in difference.changes]


def advances_between(root: Path, before: CommitTree, after: CommitTree) -> Iterator[Advance]:
    """Tell what each commit brought to the main line that leads to `after`, the newest first.

    What `before` had already is left out; a request that was merged is one advance, told at its merge. Where
    `before` is the empty tree, the first commit brought all that it has.
    """
    git, nothing = after.git, after.git.empty_tree()
    main_line = ["--first-parent", after.name, f"^{before.name}", "--"]
    with_schemas = {commit.id for commit in list_commits(git, *main_line, SCHEMAS)}
    today = new_kinds = kinds_of(after)
    for commit in list_commits(git, *main_line, REGISTRY, SCHEMAS):
        parent = git.ids([f"{commit.id}^"])[0] or (nothing if before.name == nothing else None)
        if parent is not None:
            old, new = CommitTree(git, parent), CommitTree(git, commit.id)
            old_kinds = kinds_of(old) if commit.id in with_schemas else new_kinds
            paths = [path for path in changed_paths(root, old, new) if path.startswith(f"{REGISTRY}/")]
            difference = compare_by(RecordReader(old_kinds), RecordReader(new_kinds), paths, old, new)
            yield Advance(commit, public_changes(difference, Era(old_kinds, new_kinds, today)), difference.findings)
            new_kinds = old_kinds
