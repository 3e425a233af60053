"""Something that is begun now and asked for later, so that other work can be done meanwhile."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Later(Generic[T]):
    """What a piece of work comes to; it is done beside whatever is done next."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._outcome: T
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def is_ready(self, seconds: float) -> bool:
        """Wait for a while, and say whether it is done."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def get(self) -> T:
        """Wait for what it comes to.

        Raises what the work raised.
        """
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._outcome

    def _run(self) -> None:
        try:
            self._outcome = self._work()
        except BaseException as fault:
            self._fault = fault
