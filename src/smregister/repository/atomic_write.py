"""Atomic replacement of one file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Replace a file atomically: it is always the old or the new one.

    It keeps its permissions; a new one gets `mode`. An OSError names the file.
    """
    try:
        _write_file(path, content, mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_file(path: Path, content: bytes, mode: int | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".smregister-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new_mode = 0o666 & ~_umask() if mode is None else mode
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else new_mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make a new entry of a folder survive a power cut, if the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
