"""Texts merged line by line, as git does it, with its marks where lines collide."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from smregister.errors import FatalError
from smregister.git import Git

# Beyond this git reports failures, up to it how often lines collide.
_MOST_COLLISIONS = 127
_NAMES = ("ours", "base", "theirs")


def merged_lines(base: bytes, ours: bytes, theirs: bytes, *, keep_both: bool = False) -> bytes | None:
    """Merge two edits of a text; None if lines collide, or one of them is no text.

    With `keep_both`, lines that collide stand one behind the other.
    """
    try:
        return _merged(base, ours, theirs, *(["--union"] if keep_both else []))
    except FatalError:
        return None


def marked_lines(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """Mark where two edits of a text differ that must not be merged, even where their lines don't collide.

    Gives our text as it is where one of them is no text.
    """
    clean = merged_lines(base, ours, theirs) is not None
    try:
        return _merged(b"" if clean else base, ours, theirs, answers=_MOST_COLLISIONS)
    except FatalError:
        return ours


def _merged(base: bytes, ours: bytes, theirs: bytes, *options: str, answers: int = 0) -> bytes:
    labels = [word for name in _NAMES for word in ("-L", name)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for side, content in zip(_NAMES, (ours, base, theirs), strict=True):
            (folder / side).write_bytes(content)
        return Git(folder).run("merge-file", "--stdout", *options, *labels, *_NAMES, answers=answers)
