"""One writer at a time: a lock on a register's folder, which ends with the process that holds it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none; there, writers are not kept apart.
    fcntl = None  # type: ignore[assignment]

# The folders this process holds, by their real paths; the system frees them when it ends, however it ends.
_held: dict[str, int] = {}


def hold(folder: Path, waiting: Callable[[], None]) -> None:
    """Keep other writers out of a folder until this process ends; `waiting` is called if one is there already.

    Raises FatalError if the folder can't be opened.
    """
    name = os.path.realpath(folder)
    if fcntl is None or name in _held:
        return
    try:
        _held[name] = os.open(name, os.O_RDONLY)
    except OSError as error:
        message = f"{folder} can't be opened: {error.strerror}"
        raise FatalError(message) from error
    try:
        fcntl.flock(_held[name], fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(_held[name], fcntl.LOCK_EX)
    except OSError:
        # Some file systems have no locks; then writers are not kept apart there.
        return
