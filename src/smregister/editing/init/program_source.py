"""Source of this program, from which a register's workflows install it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from smregister import __version__
from smregister.repository.forges import parse_remote_url

PROGRAM = ".github/smregister/program.txt"
"""The file that names the program to workflows."""

_KNOWN = """\
# The program that checks this register. `smregister init` wrote the source from which it was installed itself.
"""
_UNKNOWN = """\
# The program that checks this register. `smregister init` was installed from a folder, so it does not know the source.
# Write a line like one of these, with a full commit or the hash of the file (`pip hash FILE`):
#   smregister @ git+https://github.com/OWNER/smregister.git@COMMIT
#   smregister=={version} --hash=sha256:HASH
"""


def program_requirement() -> str:
    """Return the requirement that installs this program; empty if its source is unknown."""
    try:
        text = distribution("smregister").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    return format_requirement(json.loads(text) if text else None, __version__)


def format_program_file(requirement: str) -> str:
    """Return the content of the file that names the program."""
    return f"{_KNOWN}{requirement}\n" if requirement else _UNKNOWN.format(version=__version__)


def format_requirement(direct_url: Mapping[str, Any] | None, version: str) -> str:
    """Return the requirement for a source (PEP 610): git at a commit, a file on the web, or a release of an index.

    It is empty for a folder or a file of this machine, which no workflow has.
    """
    if direct_url is None:
        return f"smregister=={version}"
    url, vcs = str(direct_url.get("url")), direct_url.get("vcs_info")
    if vcs:
        return _format_git(url, str(vcs.get("commit_id")), direct_url.get("subdirectory"))
    archive = direct_url.get("archive_info")
    return _format_archive(url, archive) if archive is not None and url.startswith("https://") else ""


def _format_git(url: str, commit: str, folder: str | None) -> str:
    """Return the address on the web, since a workflow has no key for another."""
    repository = parse_remote_url(url)
    if repository is None:
        return ""
    fragment = f"#subdirectory={folder}" if folder else ""
    return f"smregister @ git+{repository.host}/{repository.path}.git@{commit}{fragment}"


def _format_archive(url: str, archive: Mapping[str, Any]) -> str:
    """Return the address of a file with its hash, which older installers write in one text."""
    legacy = str(archive.get("hash", "")).removeprefix("sha256=")
    digest = archive.get("hashes", {}).get("sha256", legacy)
    return f"smregister @ {url} --hash=sha256:{digest}" if digest else ""
