"""Texts merged line by line, as git does it, with its marks where lines collide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Value
from smregister.records.yaml.editor import update_text
from smregister.records.yaml.layout import TextLayout
from smregister.repository.git import Git

# Beyond this git reports failures, up to it how often lines collide.
_MOST_COLLISIONS = 127
_NAMES = ("ours", "base", "theirs")


class Collisions(StrEnum):
    """What stands where lines collide: both sides' lines, one behind the other, or one side's."""

    BOTH = "--union"
    OURS = "--ours"
    THEIRS = "--theirs"


def merged_lines(base: bytes, ours: bytes, theirs: bytes, collisions: Collisions | None = None) -> bytes | None:
    """Merge two edits of a text; None if lines collide and nothing is wanted there, or one of them is no text."""
    try:
        return _merged(base, ours, theirs, *([collisions] if collisions else []))
    except FatalError:
        return None


def marked_lines(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Mark where two edits of a text differ that must not be merged, even where their lines don't collide.

    Gives our text as it is where one of them is no text.
    """
    try:
        if merged_lines(base, ours, theirs) is not None:
            return differing_lines(ours, theirs)
        return _merged(base, ours, theirs, max_status=_MOST_COLLISIONS)
    except FatalError:
        return ours


def differing_lines(ours: bytes, theirs: bytes) -> bytes:
    """Mark all in which two texts differ.

    Raises FatalError if one of them is no text.
    """
    return _merged(b"", ours, theirs, max_status=_MOST_COLLISIONS)


def _merged(base: bytes, ours: bytes, theirs: bytes, *options: str, max_status: int = 0) -> bytes:
    labels = [word for name in _NAMES for word in ("-L", name)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for side, content in zip(_NAMES, (ours, base, theirs), strict=True):
            (folder / side).write_bytes(content)
        return Git(folder).run("merge-file", "--stdout", *options, *labels, *_NAMES, max_status=max_status)


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
    """Return the ways to write the joined record as either side wants it, those first that differ in least."""

    def first_ours() -> tuple[bytes, bytes]:
        here = update_text(_lines(sides, Collisions.OURS), ours)
        return here, update_text(here, theirs)

    def first_theirs() -> tuple[bytes, bytes]:
        there = update_text(_lines(sides, Collisions.THEIRS), theirs)
        return update_text(there, ours), there

    yield first_ours
    yield first_theirs
    yield lambda: (first_ours()[0], first_theirs()[1])


def _lines(sides: Sides, collisions: Collisions) -> bytes:
    lines = merged_lines(*sides, collisions)
    if lines is None:
        raise FatalError("the two sides can't be merged line by line")
    return lines


class Sides(NamedTuple):
    """Two edits of a record, and what they began from; that is empty where both made it anew."""

    base: bytes
    ours: bytes
    theirs: bytes

    def comments(self) -> Counter[str]:
        """Count the comments that must not be lost: both have them still, or one of them put them in.

        Raises UnreadableTextError if a text can't be read.
        """
        base, ours, theirs = map(comments_in, self)
        return (ours & theirs) | (ours - base) | (theirs - base)


def comments_in(content: bytes) -> Counter[str]:
    """Count the comments in a record's text.

    Raises UnreadableTextError if it can't be read.
    """
    return Counter(TextLayout(content.decode("utf-8")).comments() if content else [])
