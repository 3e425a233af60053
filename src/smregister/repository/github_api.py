"""GitHub's API, read through its own program `gh`."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import Any

from smregister.errors import FatalError
from smregister.repository.forges import RemoteRepository

_NO_GH = "gh is not installed or does not run; install it from https://cli.github.com, then run `gh auth login`"
# What the repository lacks, or its plan does not include, is missing, too.
_ABSENT = re.compile(r"HTTP 404|Upgrade to GitHub")


class GitHubApi:
    """The settings of one repository on GitHub."""

    def __init__(self, repository: RemoteRepository) -> None:
        self._host, self._path = repository.host.partition("://")[2], repository.path

    def read(self, path: str = "") -> Any:
        """Return the answer to a request below the repository; None if there is nothing.

        Raises FatalError if gh is missing or its user may not ask.
        """
        address = f"repos/{self._path}{f'/{path}' if path else ''}"
        try:
            finished = subprocess.run(  # noqa: S603
                ["gh", "api", "--hostname", self._host, address],  # noqa: S607
                env=os.environ | {"GH_PROMPT_DISABLED": "1", "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise FatalError(_NO_GH) from error
        reason = finished.stderr.decode("utf-8", "backslashreplace").strip()
        if finished.returncode == 0:
            return _parse(finished.stdout, address)
        if _ABSENT.search(reason):
            return None
        raise FatalError(
            f"GitHub did not answer `{address}`: {reason}; log in as an administrator with `gh auth login`"
        )


def _parse(answer: bytes, address: str) -> Any:
    try:
        return json.loads(answer) if answer.strip() else None
    except ValueError as error:
        raise FatalError(f"the answer of GitHub to `{address}` is not JSON; update gh") from error
