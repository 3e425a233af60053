"""Time limit for rendering untrusted templates."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class TooSlowError(BaseException):
    """The work took too long. No ordinary exception: no library that expects those may hold it back."""


def run_at_most(seconds: float, work: Callable[..., T], *arguments: object) -> T:
    """Return the result of `work`, a function of a module.

    Where the system has no alarms, such as on Windows, another process does the work, which starting takes about a
    second: no thread of this one could stop it within a library written in C.
    Raises TooSlowError if it takes longer.
    """
    if hasattr(signal, "setitimer"):
        with _alarm(seconds):
            return work(*arguments)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(work, arguments).get(seconds)
        except multiprocessing.TimeoutError:
            raise TooSlowError from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _give_up(*_: object) -> None:
    raise TooSlowError
