"""A long list cut into portions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a list into portions of a size; the last one may be smaller."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
