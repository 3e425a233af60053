"""Telling a person at a terminal how far a run of more than a second has come, on a line that goes away again."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from smregister.progress import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 1.0
_PAUSE = 0.1
_ERASED = "\r\x1b[K"


@contextmanager
def progress_shown() -> Iterator[None]:
    """Show on standard error how far the work within has come, if that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    line = _Line()
    try:
        with listening(line.tell):
            yield
    finally:
        line.erase()


class _Line:
    """The last line of a terminal."""

    def __init__(self) -> None:
        self._due = time.monotonic() + _PATIENCE
        self._is_there = False

    def tell(self, what: str, done: int, of: int) -> None:
        if done == of:
            self.erase()
        elif time.monotonic() >= self._due:
            sys.stderr.write(f"{_ERASED}{what}: {done:,} of {of:,}")
            sys.stderr.flush()
            self._is_there = True
            self._due = time.monotonic() + _PAUSE

    def erase(self) -> None:
        if self._is_there:
            sys.stderr.write(_ERASED)
            sys.stderr.flush()
            self._is_there = False
