"""A record in which two edits clash: git's marks around what they clash in, all else joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.drafts.marked import Collisions, differing_lines, marked_lines, merged_lines
from smregister.drafts.rewriting import rewritten
from smregister.drafts.sides import comments_in
from smregister.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smregister.drafts.sides import Sides
    from smregister.model import Value


def marked_clashes(sides: Sides, ours: dict[str, Value], theirs: dict[str, Value]) -> bytes:
    """Mark what two edits clash in; between the marks stands what the joined record would be with either.

    Where no way to write it keeps every comment, all lines that collide are marked.
    """
    wanted = sides.comments()
    for write in _ways(sides, ours, theirs):
        try:
            here, there = write()
            if not wanted - (comments_in(here) | comments_in(there)):
                return differing_lines(here, there)
        except FatalError:
            continue
    return marked_lines(*sides)


def _ways(
    sides: Sides, ours: dict[str, Value], theirs: dict[str, Value]
) -> Iterator[Callable[[], tuple[bytes, bytes]]]:
    """Give the ways to write the joined record as either side wants it, those first that differ in least."""

    def first_ours() -> tuple[bytes, bytes]:
        here = rewritten(_lines(sides, Collisions.OURS), ours)
        return here, rewritten(here, theirs)

    def first_theirs() -> tuple[bytes, bytes]:
        there = rewritten(_lines(sides, Collisions.THEIRS), theirs)
        return rewritten(there, ours), there

    yield first_ours
    yield first_theirs
    yield lambda: (first_ours()[0], first_theirs()[1])


def _lines(sides: Sides, collisions: Collisions) -> bytes:
    lines = merged_lines(*sides, collisions)
    if lines is None:
        message = "the two sides can't be merged line by line"
        raise FatalError(message)
    return lines
