"""How far a long run has come: told by whoever works, shown by whoever listens."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

Listener: TypeAlias = "Callable[[str, int, int], None]"
"""Is told what is done, how much of it is done, and how much there is."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Let somebody listen for a while."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def step_by_step(what: str, things: Sequence[T]) -> Iterator[T]:
    """Give things one by one, and tell the listener, if there is one, how far that has come."""
    listener = _listener.get()
    if listener is None:
        yield from things
        return
    for done, thing in enumerate(things):
        listener(what, done, len(things))
        yield thing
    listener(what, len(things), len(things))
