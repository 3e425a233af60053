"""Files of letters, which stay outside the register."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.git import Git, is_repository


def compute_digest(path: Path, what: str, option: str) -> str:
    """Return a file's SHA-256; raise FatalError, naming it `what`, if it is unusable."""
    if path.is_dir():
        raise FatalError(f"{path} is a folder; name the file of {what} in it")
    if not path.exists():
        raise FatalError(f"there is no file {path}; name the scan of {what}, or leave {option} out")
    if not path.is_file():
        raise FatalError(f"{path} is not a plain file, so it can't be the scan of {what}")
    if path.stat().st_size == 0:
        raise FatalError(f"the file {path} is empty, so it can't be {what}; save or download it again")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_in_repository(path: Path, root: Path) -> bool:
    """Check whether git tracks or could add a file; raise FatalError if it refuses."""
    if not is_repository(root):
        return False
    git = Git(root)
    top = Path(os.fsdecode(git.run("rev-parse", "--show-toplevel").rstrip(b"\n"))).resolve()
    # A link itself, and its target.
    paths = [path.parent.resolve() / path.name, path.resolve()]
    return any(_is_listed(Git(top), path.relative_to(top).parts) for path in paths if path.is_relative_to(top))


def _is_listed(git: Git, parts: Sequence[str]) -> bool:
    """Return whether git tracks a file or would add it; it ignores its own folder."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    return bool(parts) and parts[0] != ".git" and bool(git.run(*listing, "/".join(parts)))
