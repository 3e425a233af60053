"""One piece of work done for many things, by as many processes as there are cores."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

T = TypeVar("T")

MANY = 32
"""Below this, starting processes costs more than they save."""
# So many portions for each process that none is left with the last of them.
_PORTIONS = 8

# In seconds, how often a worker looks whether its parent is still there.
_LOOKING = 0.5

_executor: ContextVar[Executor | None] = ContextVar("executor", default=None)

_work: Callable[..., bytes]
"""What a worker does; it is inherited, since functions can't be sent."""


@contextmanager
def done_by(executor: Executor | None) -> Iterator[None]:
    """Let somebody else do the work for a while; None for what can't be sent to anybody."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


def works_elsewhere() -> bool:
    """Say whether what works has to be sent elsewhere."""
    return _executor.get() is not None


def in_parallel(work: Callable[[T], bytes], things: Sequence[T]) -> Iterator[bytes]:
    """Give what `work` makes of each thing, in order; of few things, or where there is one core, one by one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    executor = _executor.get()
    if executor is not None:
        portions = [things[start : start + MANY] for start in range(0, len(things), MANY)]
        for contents in executor.map(partial(_each, work), portions):
            yield from contents
        return
    if len(things) < MANY or cores < 2 or not hasattr(os, "fork"):
        yield from map(work, things)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _work  # noqa: PLW0603
    _work = work
    portion, done = max(1, len(things) // (cores * _PORTIONS)), 0
    try:
        with ProcessPoolExecutor(cores, get_context("fork"), _live_with, (os.getpid(),)) as pool:
            for content in pool.map(_call, things, chunksize=portion):
                yield content
                done += 1
    except BrokenProcessPool:
        # A worker was ended from outside, for want of memory perhaps; one process needs the least of it.
        yield from map(work, things[done:])


def _each(work: Callable[[T], bytes], things: Sequence[T]) -> list[bytes]:
    return [work(thing) for thing in things]


def _call(thing: object) -> bytes:
    return _work(thing)


def _live_with(parent: int) -> None:
    """Leave interrupts to the parent, and end when it does, even where it could not say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_after, args=[parent], daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOKING)
    os._exit(1)
