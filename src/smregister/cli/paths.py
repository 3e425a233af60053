"""Files that the user names."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from smregister.cli.console import print_message
from smregister.cli.context import Context
from smregister.editing.attachments import compute_digest, is_in_repository
from smregister.errors import FatalError


def to_register_paths(folder: Path, root: Path, paths: list[str]) -> list[str]:
    """Convert paths relative to a folder into paths of the checkout.

    Raises FatalError if one lies outside or does not exist.
    """
    converted = []
    for path in paths:
        candidates = [Path(os.path.normpath(base / path)) for base in (folder.resolve(), root)]
        existing = next((p for p in candidates if os.path.lexists(p) and p.is_relative_to(root)), None)
        if existing is None:
            raise FatalError(f"there is no file or folder {path} in the register at {root}")
        converted.append(existing.relative_to(root).as_posix())
    return converted


def read_limited(path: Path, limit: int) -> bytes:
    """Read at most `limit` bytes of a file, and one more to show that it is too large.

    Raises FatalError if the file can't be read.
    """
    try:
        require_file(path)
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise FatalError(f"{path} can't be read: {error.strerror}") from error


def read_limited_or_stdin(path: Path, limit: int) -> bytes:
    """Read a file like `read_limited`, or standard input if the path is `-`."""
    return read_stdin(limit) if str(path) == "-" else read_limited(path, limit)


def read_stdin(limit: int) -> bytes:
    """Read standard input as `read_limited` reads a file; raise FatalError if it is closed."""
    if sys.stdin is None:
        raise FatalError("standard input is closed; send the text to it, or name a file")
    return typer.get_binary_stream("stdin").read(limit + 1)


def require_file(path: Path) -> None:
    """Raise FatalError if a path is not a file."""
    if not path.is_file():
        raise FatalError(f"{path} is not a file" if path.exists() else f"there is no file {path}")


def hash_external_file(context: Context, path: Path, what: str, option: str) -> str:
    """Return the SHA-256 of a file; warn if git could add the file to the register.

    Raises FatalError if the file is missing or empty. The message calls it `what` and names the option.
    """
    digest = compute_digest(path, what, option)
    if is_in_repository(path, context.root):
        print_message(
            f"warning: {path} is inside the repository, so git can publish it; keep {what} outside: it can contain "
            "names, faces and signatures"
        )
    return digest
