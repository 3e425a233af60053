"""Registers with a history: commits by several people, on several days, on merged branches."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.registers import ACCOUNT, ACCOUNT_TEXT, AGENCY, COMMIT, SMALL, Repository, committed_id, environment

if TYPE_CHECKING:
    from tests.registers import Files

RENAMED = ACCOUNT.replace("x-health", "x-news")
MOVED = ACCOUNT.replace("/health/", "/hygiene/")
DORMANT = ACCOUNT_TEXT.replace("active", "dormant")
CLOSED = ACCOUNT_TEXT.replace("active", "closed") + "closed: 2025-12-31\nclosed_reason: merged\n"
NEWER = ACCOUNT_TEXT.replace("News", "Newer things")


def agency_renamed(account: str = ACCOUNT_TEXT) -> Files:
    """Return the files that move the whole folder of an agency."""
    there = AGENCY.replace("/health/", "/hygiene/")
    return {ACCOUNT: None, AGENCY: None, MOVED: account, there: SMALL[AGENCY]}


@dataclass(frozen=True)
class Past:
    """A repository with a history that does not depend on today's date."""

    repository: Repository

    def commit(
        self, files: Files, message: str = "A change", *, at: str = "2026-01-01", by: str = "Example Officer"
    ) -> str:
        """Commit files with a message, at noon of a day or at a time, by an author."""
        self.repository.stage(files)
        return self._commit(["--allow-empty"], message, at, by)

    def branch(self, name: str) -> None:
        """Create a branch at HEAD and switch to it."""
        self.repository.git("checkout", "--quiet", "-b", name)

    def back(self) -> None:
        """Switch to the main branch."""
        self.repository.git("checkout", "--quiet", "main")

    def merge(self, branch: str, message: str, files: Files | None = None, *, at: str = "2026-01-01") -> str:
        """Merge a branch with a merge commit; `files` are its own changes."""
        self.back()
        arguments = ["merge", "--quiet", "--no-ff", "--no-commit", "--strategy-option", "ours", branch]
        self._git(arguments, {})
        self.repository.stage(files or {})
        return self._commit([], message, at, "Merging Desk")

    def _commit(self, options: list[str], message: str, at: str, by: str) -> str:
        when = at if "T" in at else f"{at}T12:00:00Z"
        settings = {"GIT_AUTHOR_NAME": by, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        options += ["--no-verify", "--cleanup", "verbatim", "--file", "-"]
        return committed_id(self._git([*COMMIT, *options], settings, message))

    def _git(self, arguments: list[str], settings: Mapping[str, str], message: str = "") -> str:
        finished = subprocess.run(
            ["git", "-C", self.repository.root, *arguments],
            input=message.encode(),
            env=environment() | dict(settings),
            check=True,
            capture_output=True,
        )
        return finished.stdout.decode("utf-8", "surrogateescape")
