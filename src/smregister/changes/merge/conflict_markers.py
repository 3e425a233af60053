"""Line merges of texts by git, with conflict markers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from smregister.errors import FatalError
from smregister.model import Value
from smregister.records.yaml.editor import update_text
from smregister.records.yaml.layout import TextLayout
from smregister.repository.git import Git

# The exit status counts conflicts up to this; a higher one is an error (git-merge-file(1)).
_MOST_CONFLICTS = 127
_NAMES = ("ours", "base", "theirs")


class Resolution(StrEnum):
    """The lines to keep where lines conflict: those of both sides, or of one."""

    BOTH = "--union"
    OURS = "--ours"
    THEIRS = "--theirs"


class Sides(NamedTuple):
    """Two edits of a record and their base, which is empty if both created the record."""

    base: bytes
    ours: bytes
    theirs: bytes

    def comments(self) -> Counter[str]:
        """Count the comments that both sides have, or one added."""
        base, ours, theirs = map(count_comments, self)
        return (ours & theirs) | (ours - base) | (theirs - base)


def count_comments(content: bytes) -> Counter[str]:
    """Count the comments in a text; raise UnreadableTextError if it can't be read."""
    return Counter(TextLayout(content.decode("utf-8")).comments() if content else [])


def merge_lines(sides: Sides, resolution: Resolution | None = None) -> bytes | None:
    """Merge two edits of a text; None for binary texts and unresolved conflicts."""
    try:
        return _merge_file(sides, *([resolution] if resolution else []))
    except FatalError:
        return None


def mark_lines(sides: Sides) -> bytes:
    """Mark the differences of two edits; return our text if one is binary."""
    try:
        if merge_lines(sides) is not None:
            return _mark_differences(sides.ours, sides.theirs)
        return _merge_file(sides, max_status=_MOST_CONFLICTS)
    except FatalError:
        return sides.ours


def mark_conflicts(sides: Sides, ours: dict[str, Value], theirs: dict[str, Value]) -> bytes:
    """Mark the conflicting fields, or whole lines if a comment would be lost."""
    comments = sides.comments()
    for write in _writers(sides, ours, theirs):
        try:
            our_text, their_text = write()
            if not comments - (count_comments(our_text) | count_comments(their_text)):
                return _mark_differences(our_text, their_text)
        except FatalError:
            continue
    return mark_lines(sides)


def _mark_differences(ours: bytes, theirs: bytes) -> bytes:
    return _merge_file(Sides(b"", ours, theirs), max_status=_MOST_CONFLICTS)


def _merge_file(sides: Sides, *options: str, max_status: int = 0) -> bytes:
    """Run `git merge-file`; raise FatalError for binary texts or many conflicts."""
    labels = [word for name in _NAMES for word in ("-L", name)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for side, content in sides._asdict().items():
            (folder / side).write_bytes(content)
        return Git(folder).run("merge-file", "--stdout", *options, *labels, *_NAMES, max_status=max_status)


def _writers(
    sides: Sides, ours: dict[str, Value], theirs: dict[str, Value]
) -> tuple[Callable[[], tuple[bytes, bytes]], ...]:
    """Return the merged texts for both sides, the least different first."""

    def ours_first() -> tuple[bytes, bytes]:
        our_text = update_text(_merge_file(sides, Resolution.OURS), ours)
        return our_text, update_text(our_text, theirs)

    def theirs_first() -> tuple[bytes, bytes]:
        their_text = update_text(_merge_file(sides, Resolution.THEIRS), theirs)
        return update_text(their_text, ours), their_text

    return ours_first, theirs_first, lambda: (ours_first()[0], theirs_first()[1])
