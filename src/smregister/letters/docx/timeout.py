"""Time limit for rendering untrusted templates."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TooSlowError(BaseException):
    """The time limit is exceeded. No Exception, so that libraries don't catch it."""


def run_at_most(seconds: float, work: Callable[..., T], *arguments: object) -> T:
    """Run a function of a module; raise TooSlowError if it takes longer.

    A system without alarms, such as Windows, needs another process: a thread can't stop a function in a C library.
    """
    if hasattr(signal, "setitimer"):
        previous = signal.signal(signal.SIGALRM, _raise_too_slow)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return work(*arguments)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(work, arguments).get(seconds)
        except multiprocessing.TimeoutError:
            raise TooSlowError from None


def _raise_too_slow(*_: object) -> None:
    raise TooSlowError
