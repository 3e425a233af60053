"""Where a remote lies on the web, and the address there at which a request to merge is opened."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote, unquote


class Forge(StrEnum):
    """A program that keeps repositories on the web; Forgejo stands for Gitea too."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"


class RemoteRepository(NamedTuple):
    """A repository on a forge: the web address of its host, and its path there."""

    host: str
    path: str

    @property
    def owner(self) -> str:
        """Return whose it is: the path without its last step."""
        return self.path.rpartition("/")[0]


_KNOWN = {
    "github.com": Forge.GITHUB,
    "gitlab.com": Forge.GITLAB,
    "codeberg.org": Forge.FORGEJO,
    "gitea.com": Forge.FORGEJO,
}
# Self-hosted ones are mostly called by what they are, such as gitlab.example.gov.
_NAMES = {"github": Forge.GITHUB, "gitlab": Forge.GITLAB, "forgejo": Forge.FORGEJO, "gitea": Forge.FORGEJO}
# Where the forges take SSH on the port of the web (their own documentation).
_SSH_HOSTS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}

_CREDENTIALS = re.compile(r"(?<=://)[^/\s'\"]*@")
_WITH_SCHEME = re.compile(
    r"(?P<scheme>[a-z+]+)://(?:[^/]*@)?(?P<host>[^/@:]+|\[[^]/@]+\])(?P<port>:[0-9]*)?/(?P<path>.+)"
)
# As scp writes it: a colon before any slash; one letter before it is a drive of Windows.
_LIKE_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]{2,}|\[[^]/@]+\]):(?P<path>(?!//).+)")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_STEP = re.compile(r"[\w.~+-]+")


def without_credentials(text: str) -> str:
    """Take out of a text, such as git's, what stands in an address before the host."""
    return _CREDENTIALS.sub("", text)


def parse_remote_url(url: str) -> RemoteRepository | None:
    """Read the address of a remote in any of git's spellings (git-fetch(1), GIT URLS); None if it is not on the web."""
    found = _WITH_SCHEME.fullmatch(url) or _LIKE_SCP.fullmatch(url)
    if found is None or found.groupdict().get("scheme") == "file":
        return None
    scheme = found.groupdict().get("scheme", "ssh")
    host = _SSH_HOSTS.get(found["host"].lower(), found["host"].lower())
    # A port of SSH or git says nothing about that of the web.
    port = found.groupdict().get("port") or "" if scheme in ("http", "https") else ""
    steps = unquote(found["path"].strip("/")).removesuffix(".git").split("/")
    if len(steps) < 2 or not _HOST.fullmatch(host) or not all(map(_is_step, steps)):
        return None
    return RemoteRepository(
        f"{'http' if scheme == 'http' else 'https'}://{host}{port if port != ':' else ''}", "/".join(steps)
    )


def detect_forge(place: RemoteRepository) -> Forge | None:
    """Tell from its host on which forge a repository lies; None where that can't be told."""
    host = re.sub(r"^https?://|:[0-9]+$", "", place.host)
    return _KNOWN.get(host) or next((_NAMES[label] for label in host.split(".")[:-1] if label in _NAMES), None)


def pull_request_url(forge: Forge, into: RemoteRepository, base: str, pushed_to: RemoteRepository, branch: str) -> str:
    """Return the address at which a request is opened that brings a branch, of this repository or a fork, into another.

    The addresses are those that each forge's own documentation gives for its comparisons.
    """
    if forge is Forge.GITLAB:
        # Opened from where the branch is; GitLab offers the repository it was forked from.
        fields = {"source_branch": branch, "target_branch": base}
        query = "&".join(f"merge_request%5B{name}%5D={quote(value, '')}" for name, value in fields.items())
        return f"{_web(pushed_to)}/-/merge_requests/new?{query}"
    head = quote(branch) if into == pushed_to else f"{quote(pushed_to.owner, '')}:{quote(branch)}"
    ending = "?expand=1" if forge is Forge.GITHUB else ""
    return f"{_web(into)}/compare/{quote(base)}...{head}{ending}"


def _web(place: RemoteRepository) -> str:
    return f"{place.host}/{quote(place.path)}"


def _is_step(step: str) -> bool:
    return _STEP.fullmatch(step) is not None and step.strip(".") != ""
