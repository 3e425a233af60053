"""Texts merged line by line, as git does it, with its marks where lines collide."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.errors import FatalError
from smregister.git import Git

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
        return _merged(base, ours, theirs, answers=_MOST_COLLISIONS)
    except FatalError:
        return ours


def differing_lines(ours: bytes, theirs: bytes) -> bytes:
    """Mark all in which two texts differ.

    Raises FatalError if one of them is no text.
    """
    return _merged(b"", ours, theirs, answers=_MOST_COLLISIONS)


def _merged(base: bytes, ours: bytes, theirs: bytes, *options: str, answers: int = 0) -> bytes:
    labels = [word for name in _NAMES for word in ("-L", name)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for side, content in zip(_NAMES, (ours, base, theirs), strict=True):
            (folder / side).write_bytes(content)
        return Git(folder).run("merge-file", "--stdout", *options, *labels, *_NAMES, answers=answers)
