"""A record's text in which two edits are joined: one's text with the other's edits written into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from smregister.changes.merge.conflict_markers import (
    Collisions,
    Sides,
    comments_in,
    marked_clashes,
    marked_lines,
    merged_lines,
)
from smregister.changes.merge.field_merge import Conflict, merge_fields
from smregister.errors import FatalError
from smregister.model import Document, Finding, Value
from smregister.records.differences import equal
from smregister.records.yaml import parse_document
from smregister.records.yaml.editor import update_text
from smregister.records.yaml.layout import TextLayout

_NO_RECORD: Mapping[str, Value] = {}


class Merge(NamedTuple):
    """What two edits of a record come to: its new bytes, or bytes with git's marks and all that is in the way.

    In the way are clashes, what is unreadable on a side, or why the joined record can't be written.
    """

    content: bytes
    clashes: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    obstacle: str = ""

    @property
    def clean(self) -> bool:
        """Return whether nothing is in the way."""
        return not (self.clashes or self.findings or self.obstacle)


def merge(base: bytes, ours: bytes, theirs: bytes) -> Merge:
    """Join two edits of a record; where both made it anew, what they began from is empty.

    No field, entry or comment that either side put in is lost.
    """
    sides = Sides(base, ours, theirs)
    read = [_read(name, content) for name, content in zip(("base", "ours", "theirs"), sides, strict=True)]
    faults = tuple(found for side in read if isinstance(side, list) for found in side)
    if faults:
        return Merge(marked_lines(*sides), findings=faults)
    records = [side for side in read if not isinstance(side, list)]
    joined = merge_fields(*records)
    if joined.clashes:
        marked = marked_clashes(sides, joined.data, merge_fields(*records, yielding=True).data)
        return Merge(marked, joined.clashes)
    return _written(sides, joined.data)


def _read(name: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    if name == "base" and not content:
        return _NO_RECORD
    document = parse_document(name, content)
    return document.data if isinstance(document, Document) else document


def _written(sides: Sides, data: dict[str, Value]) -> Merge:
    """Write what two edits come to in the first way that says it and keeps every comment."""
    obstacle = ""
    for write in _ways(sides, data):
        try:
            content = write()
            if content is not None:
                _demand_whole(sides, content, data)
                return Merge(content)
        except FatalError as error:
            obstacle = str(error)
    return Merge(marked_lines(*sides), obstacle=obstacle)


def _ways(sides: Sides, data: dict[str, Value]) -> Iterator[Callable[[], bytes | None]]:
    """Return the ways to write a joined record, those first that keep the layout best."""
    yield lambda: merged_lines(*sides)
    yield lambda: merged_lines(*sides, Collisions.BOTH)
    yield lambda: update_text(sides.ours, data)
    yield lambda: update_text(sides.theirs, data)


def _demand_whole(sides: Sides, content: bytes, data: dict[str, Value]) -> None:
    """Make sure that a text says what it should and has the comments of both sides.

    Raises FatalError if it does not.
    """
    layout = TextLayout(content.decode("utf-8"))
    if not equal(layout.data, data):
        raise FatalError("the lines of both sides together would say something else")
    if lost := sides.comments() - comments_in(content):
        raise FatalError(f"the comment `{next(iter(lost))}` would be lost")
