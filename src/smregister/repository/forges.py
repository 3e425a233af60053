"""Forges: web addresses of remotes and of new pull requests."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote, unquote


class Forge(StrEnum):
    """Software that hosts repositories; Forgejo also stands for Gitea."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"


class RemoteRepository(NamedTuple):
    """A repository on a forge: the web address of its host, and its path there."""

    host: str
    path: str

    @property
    def owner(self) -> str:
        """Return the owner: the path without its last step."""
        return self.path.rpartition("/")[0]


_FORGES_BY_HOST = {
    "github.com": Forge.GITHUB,
    "gitlab.com": Forge.GITLAB,
    "codeberg.org": Forge.FORGEJO,
    "gitea.com": Forge.FORGEJO,
}
# Names of self-hosted forges usually contain the software, such as gitlab.example.gov.
_FORGES_BY_LABEL = {"github": Forge.GITHUB, "gitlab": Forge.GITLAB, "forgejo": Forge.FORGEJO, "gitea": Forge.FORGEJO}
# Hosts where the forges accept SSH on port 443 (their own documentation).
_SSH_HOSTS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}

_CREDENTIALS = re.compile(r"(?<=://)[^/\s'\"]*@")
_URL = re.compile(r"(?P<scheme>[a-z+]+)://(?:[^/]*@)?(?P<host>[^/@:]+|\[[^]/@]+\])(?P<port>:[0-9]*)?/(?P<path>.+)")
# The notation of scp: a colon before any slash. One letter before the colon is a drive of Windows.
_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]{2,}|\[[^]/@]+\]):(?P<path>(?!//).+)")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
_STEP = re.compile(r"[\w.~+-]+")


def without_credentials(text: str) -> str:
    """Return a text, such as git's output, without the credentials in its URLs."""
    return _CREDENTIALS.sub("", text)


def parse_remote_url(url: str) -> RemoteRepository | None:
    """Parse the URL of a remote (git-fetch(1)); None if it is not on the web."""
    match = _URL.fullmatch(url) or _SCP.fullmatch(url)
    if match is None or match.groupdict().get("scheme") == "file":
        return None
    scheme = match.groupdict().get("scheme", "ssh")
    host = _SSH_HOSTS.get(match["host"].lower(), match["host"].lower())
    # The port of SSH or git is not that of the web.
    port = match.groupdict().get("port") or "" if scheme in ("http", "https") else ""
    steps = unquote(match["path"].strip("/")).removesuffix(".git").split("/")
    is_path = len(steps) > 1 and all(_STEP.fullmatch(step) and step.strip(".") for step in steps)
    if not is_path or not _HOST.fullmatch(host):
        return None
    web_scheme = "http" if scheme == "http" else "https"
    return RemoteRepository(f"{web_scheme}://{host}{port if port != ':' else ''}", "/".join(steps))


def detect_forge(repository: RemoteRepository) -> Forge | None:
    """Return the forge of a repository by its host; None if unknown."""
    host = re.sub(r"^https?://|:[0-9]+$", "", repository.host)
    labels = host.split(".")[:-1]
    return _FORGES_BY_HOST.get(host) or next(
        (_FORGES_BY_LABEL[label] for label in labels if label in _FORGES_BY_LABEL), None
    )


def pull_request_url(forge: Forge, target: RemoteRepository, base: str, source: RemoteRepository, branch: str) -> str:
    """Return the URL that opens a pull request from a branch or a fork.

    The URLs are those of each forge's documentation for comparisons.
    """
    if forge is Forge.GITLAB:
        # Opened at the source; GitLab offers the repository from which it was forked.
        fields = {"source_branch": branch, "target_branch": base}
        query = "&".join(f"merge_request%5B{name}%5D={quote(value, '')}" for name, value in fields.items())
        return f"{_web_url(source)}/-/merge_requests/new?{query}"
    head = quote(branch) if target == source else f"{quote(source.owner, '')}:{quote(branch)}"
    suffix = "?expand=1" if forge is Forge.GITHUB else ""
    return f"{_web_url(target)}/compare/{quote(base)}...{head}{suffix}"


def _web_url(repository: RemoteRepository) -> str:
    return f"{repository.host}/{quote(repository.path)}"
