"""Parallel execution on all cores or a Dask cluster; background tasks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from threading import Thread
from typing import TypeVar

from smregister.errors import FatalError
from smregister.progress import batched

T = TypeVar("T")

MIN_PARALLEL = 32
"""With fewer items, starting processes costs more time than it saves."""
# Enough chunks for each process, so that none waits long for the last one.
_CHUNKS_PER_PROCESS = 8
# Seconds between a worker's checks that its parent is alive.
_PARENT_CHECK_INTERVAL = 0.5
# Seconds to wait for a Dask scheduler to answer.
_CONNECT_TIMEOUT = 10

_executor: ContextVar[Executor | None] = ContextVar("executor", default=None)

# The function that workers call. They inherit it, since closures can't be pickled.
_work: Callable[..., bytes]


def run_in_background(work: Callable[[], T]) -> Future[T]:
    """Start `work` in a daemon thread and return its future."""
    future: Future[T] = Future()
    Thread(target=_complete, args=(future, work), daemon=True).start()
    return future


def _complete(future: Future[T], work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)


@contextmanager
def open_executor(address: str) -> Iterator[Executor]:
    """Open an executor: `dask://HOST:PORT`, with the register at the same path.

    Raises FatalError if there is none, or if Dask is not installed.
    """
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise FatalError(f"`{address}` is not an executor; write dask://HOST:PORT")
    try:
        from distributed import Client
    except ImportError as error:
        raise FatalError("dask is not installed; run `pip install 'smregister[dask]'`") from error
    try:
        client = Client(f"tcp://{host}", timeout=_CONNECT_TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise FatalError(f"no dask scheduler answers at {host}") from error
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]


@contextmanager
def using_executor(executor: Executor | None) -> Iterator[None]:
    """Run `map_parallel` on an executor in a `with` block; None for forks."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


def has_executor() -> bool:
    """Return whether work has to be pickled and sent to an executor."""
    return _executor.get() is not None


def map_parallel(work: Callable[[T], bytes], items: Sequence[T]) -> Iterator[bytes]:
    """Yield the result of `work` for each item, in order.

    Works in this process if there are few items or one core, or if processes can't be forked: on
    Windows each one would have to load the program and read the register's shared records again.
    """
    executor = _executor.get()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if executor is not None:
        chunks = [*batched(items, MIN_PARALLEL)]
        for results in executor.map(partial(_call_all, work), chunks):
            yield from results
    elif len(items) < MIN_PARALLEL or cores < 2 or not hasattr(os, "fork"):
        yield from map(work, items)
    else:
        yield from _map_forked(work, items, cores)


def _map_forked(work: Callable[[T], bytes], items: Sequence[T], cores: int) -> Iterator[bytes]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    global _work  # noqa: PLW0603
    _work = work
    chunk_size, done = max(1, len(items) // (cores * _CHUNKS_PER_PROCESS)), 0
    try:
        with ProcessPoolExecutor(cores, get_context("fork"), _follow_parent, (os.getpid(),)) as pool:
            for result in pool.map(_call, items, chunksize=chunk_size):
                yield result
                done += 1
    except BrokenProcessPool:
        # The system killed a worker, perhaps for lack of memory. One process needs the least memory.
        yield from map(work, items[done:])


def _call_all(work: Callable[[T], bytes], items: Sequence[T]) -> list[bytes]:
    return [work(item) for item in items]


def _call(item: object) -> bytes:
    return _work(item)


def _follow_parent(parent: int) -> None:
    """Ignore interrupts, which the parent handles; end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_exit_after, args=[parent], daemon=True).start()


def _exit_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_INTERVAL)
    os._exit(1)
