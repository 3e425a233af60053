"""Letters by which changes landed, for histories and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smregister.repository.changed_paths import changes_on_main_line
from smregister.repository.commits import Commit
from smregister.review.audit import Auditor, AuditResult

NOT_ALLOWED = "without authority"
"""What is said of a change that landed without a right to it."""


def letters_by_commit(auditor: Auditor, commits: Sequence[Commit]) -> Mapping[str, tuple[str, ...]]:
    """Return by which letters each of some commits of the main line was allowed, if its author is known."""
    return {
        entry.commit.id: entry.authority if entry.result is AuditResult.ALLOWED else (NOT_ALLOWED,)
        for entry in auditor.audit_known(commits)
    }


def letters_by_path(auditor: Auditor, commits: Sequence[Commit]) -> dict[str, tuple[str, ...]]:
    """Return by which letters the changes at each path landed in some commits of the main line."""
    letters = letters_by_commit(auditor, commits)
    known = [commit for commit in commits if commit.id in letters]
    found: dict[str, dict[str, None]] = {}
    for change in changes_on_main_line(auditor.line.git, known):
        for path in change.paths:
            found.setdefault(path, {}).update(dict.fromkeys(letters[change.commit.id]))
    return {path: tuple(names) for path, names in found.items()}
