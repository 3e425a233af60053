"""An end to work on what others wrote, should it take longer than it can need."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class TooSlowError(BaseException):
    """The work took too long. No ordinary exception: no library that expects those may hold it back."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Carry something out for so many seconds at the most, where the system has alarms.

    Raises TooSlowError if it takes longer.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(*_: object) -> None:
    raise TooSlowError
