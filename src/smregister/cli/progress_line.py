"""Telling a person at a terminal how far a run of more than a second has come, on a line that goes away again."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from smregister.progress import listening

_PATIENCE = 1.0


_PAUSE = 0.1


_ERASED = "\r\x1b[K"


@contextmanager
def show_progress() -> Iterator[None]:
    """Show on standard error how far the work within has come, if that is a terminal."""
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
    """The last line of a terminal."""

    def __init__(self) -> None:
        self._due = time.monotonic() + _PATIENCE
        self._is_there = False

    def update(self, what: str, done: int, of: int) -> None:
        if done == of:
            self.clear()
        elif time.monotonic() >= self._due:
            sys.stderr.write(f"{_ERASED}{what}: {done:,} of {of:,}")
            sys.stderr.flush()
            self._is_there = True
            self._due = time.monotonic() + _PAUSE

    def clear(self) -> None:
        if self._is_there:
            sys.stderr.write(_ERASED)
            sys.stderr.flush()
            self._is_there = False
