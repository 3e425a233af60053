"""Letters by which changes landed, for histories and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from smregister.repository.changed_paths import changes_on_main_line
from smregister.repository.commits import Commit
from smregister.repository.pull_request_refs import landing_commits
from smregister.review.audit import AuditEntry, Auditor, AuditResult

NOT_ALLOWED = "without authority"
"""What is said of a change that landed without a right to it."""


def letters_by_commit(auditor: Auditor, commits: Iterable[Commit]) -> dict[str, tuple[str, ...]]:
    """Return by which letters each of some commits landed on the main line, if its author is known."""
    landed = landing_commits(auditor.line.git, auditor.line.tip)
    wanted = {commit.id: landed[commit.id] for commit in commits if commit.id in landed}
    landings = [commit for commit in auditor.line.commits if commit.id in set(wanted.values())] if wanted else []
    letters = _letters(auditor.audit_known(landings))
    return {commit: letters[landing] for commit, landing in wanted.items() if landing in letters}


def letters_by_path(auditor: Auditor, commits: Sequence[Commit]) -> dict[str, tuple[str, ...]]:
    """Return by which letters the changes at each path landed in some commits of the main line."""
    letters = _letters(auditor.audit_known(commits))
    known = [commit for commit in commits if commit.id in letters]
    found: dict[str, dict[str, None]] = {}
    for change in changes_on_main_line(auditor.line.git, known):
        for path in change.paths:
            found.setdefault(path, {}).update(dict.fromkeys(letters[change.commit.id]))
    return {path: tuple(names) for path, names in found.items()}


def _letters(entries: Iterable[AuditEntry]) -> Mapping[str, tuple[str, ...]]:
    return {
        entry.commit.id: entry.authority if entry.result is AuditResult.ALLOWED else (NOT_ALLOWED,) for entry in entries
    }
