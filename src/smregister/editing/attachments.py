"""A file that stays outside the register, as a letter's: its digest, and whether it lies where it would get in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.git import Git, is_repository


def compute_digest(place: Path, what: str, option: str) -> str:
    """Compute the SHA-256 of a file, piece by piece; in messages it is `what`, and given by an option.

    Raises FatalError if there is no such file, or nothing in it.
    """
    if place.is_dir():
        message = f"{place} is a folder; name the file of {what} in it"
    elif not place.exists():
        message = f"there is no file {place}; name the scan or copy of {what}, or leave {option} out"
    elif not place.is_file():
        message = f"{place} is no plain file, so it can't be the scan or copy of {what}"
    elif place.stat().st_size == 0:
        message = f"the file {place} is empty, so it can't be {what}; was it saved or downloaded whole?"
    else:
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    raise FatalError(message)


def is_in_repository(place: Path, root: Path) -> bool:
    """Return whether a file is part of the repository that holds a register, or the next commit might make it so.

    Raises FatalError, with git's own words, if git refuses to look.
    """
    if not is_repository(root):
        return False
    git = Git(root)
    top = Path(os.fsdecode(git.run("rev-parse", "--show-toplevel").rstrip(b"\n"))).resolve()
    # Both the link, if it is one, and what it leads to.
    places = [place.parent.resolve() / place.name, place.resolve()]
    return any(_is_listed(Git(top), each.relative_to(top).parts) for each in places if each.is_relative_to(top))


def _is_listed(git: Git, parts: Sequence[str]) -> bool:
    """Return whether git knows a file or would add it; what lies below git's own folder or is ignored it would not."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    return bool(parts) and parts[0] != ".git" and bool(git.run(*listing, "/".join(parts)))
