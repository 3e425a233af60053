"""Progress of a long run, on one line of the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from smregister.progress import listening

# In seconds.
_DELAY = 1.0
_INTERVAL = 0.1

_CLEAR_LINE = "\r\x1b[K"


@contextmanager
def show_progress() -> Iterator[None]:
    """Show the progress of the work within on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    line = _Line()
    try:
        with listening(line.update):
            yield
    finally:
        line.clear()


class _Line:
    """The last line of the terminal."""

    def __init__(self) -> None:
        self._due = time.monotonic() + _DELAY
        self._is_shown = False

    def update(self, what: str, done: int, total: int) -> None:
        if done == total:
            self.clear()
        elif time.monotonic() >= self._due:
            sys.stderr.write(f"{_CLEAR_LINE}{what}: {done:,} of {total:,}")
            sys.stderr.flush()
            self._is_shown = True
            self._due = time.monotonic() + _INTERVAL

    def clear(self) -> None:
        if self._is_shown:
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()
            self._is_shown = False
