"""Lock of a register: one writer at a time."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from smregister.errors import FatalError
from smregister.repository.git import private_folder

_LOCK_FILE = ".smregister-lock"
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def hold_lock(root: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Keep other writers out of a checkout; call `on_wait` before waiting for one.

    If the user may not create the lock file, there is no lock: the later write fails and reports that.
    Raises FatalError if the lock file can't be opened for another reason.
    """
    descriptor = _open_lock_file(root)
    try:
        if descriptor is not None:
            _lock(descriptor, on_wait)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _open_lock_file(root: Path) -> int | None:
    folder = private_folder(root) or root / "registry"
    try:
        folder.mkdir(exist_ok=True)
        # For reading only: the file may belong to another user.
        return os.open(folder / _LOCK_FILE, os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError as error:
        if error.errno in _NOT_WRITABLE:
            return None
        raise FatalError(f"{folder / _LOCK_FILE} can't be opened: {error.strerror}") from error


def _lock(descriptor: int, on_wait: Callable[[], None]) -> None:
    from filelock import lock_descriptor

    try:
        if not lock_descriptor(descriptor, blocking=False):
            on_wait()
            lock_descriptor(descriptor)
    except OSError:
        # Some file systems have no locks.
        return
