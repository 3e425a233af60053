"""Long lists in batches, and progress reported to a listener."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Listener: TypeAlias = "Callable[[str, int, int], None]"
"""Receives the action, the number of finished items, and their total."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Report progress to a listener for a while."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def track(action: str, items: Sequence[T]) -> Iterator[T]:
    """Yield items and report the progress to the listener, if there is one."""
    listener = _listener.get()
    if listener is None:
        yield from items
        return
    for done, item in enumerate(items):
        listener(action, done, len(items))
        yield item
    listener(action, len(items), len(items))


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield items in lists of a size; the last one may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
