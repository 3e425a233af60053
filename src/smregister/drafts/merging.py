"""A record's text in which two edits are joined: one's text with the other's edits written into it."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from smregister import documents
from smregister.changes.entries import matches
from smregister.changes.fields import field_changes, same
from smregister.changes.joining import Clash, join
from smregister.drafts.edit import set_value, unset_value
from smregister.drafts.layout import TextLayout
from smregister.drafts.line_ends import with_line_ends
from smregister.drafts.marked import marked_lines, merged_lines
from smregister.errors import FatalError
from smregister.model import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from smregister.model import Finding, Pointer, Value

_NO_RECORD: Mapping[str, Value] = {}
# Each step reads the text anew; what people change between two merges is far less.
_MOST_STEPS = 200
_MOST_ENTRIES = 20


class Merge(NamedTuple):
    """What two edits of a record come to: its new bytes, or bytes with git's marks and all that is in the way.

    In the way are clashes, what is unreadable on a side, or why the joined record can't be written.
    """

    content: bytes
    clashes: tuple[Clash, ...] = ()
    findings: tuple[Finding, ...] = ()
    obstacle: str = ""

    @property
    def clean(self) -> bool:
        """Say whether nothing is in the way."""
        return not (self.clashes or self.findings or self.obstacle)


class _Sides(NamedTuple):
    base: bytes
    ours: bytes
    theirs: bytes


def merge(base: bytes, ours: bytes, theirs: bytes) -> Merge:
    """Join two edits of a record; where both made it anew, what they began from is empty.

    No field, entry or comment that either side put in is lost.
    """
    sides = _Sides(base, ours, theirs)
    read = [_read(name, content) for name, content in zip(("base", "ours", "theirs"), sides, strict=True)]
    faults = tuple(found for side in read if isinstance(side, list) for found in side)
    if faults:
        return Merge(marked_lines(*sides), findings=faults)
    joined = join(*(side for side in read if not isinstance(side, list)))
    if joined.clashes:
        return Merge(marked_lines(*sides), joined.clashes)
    return _written(sides, joined.data)


def _read(name: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    if name == "base" and not content:
        return _NO_RECORD
    document = documents.parse(name, content)
    return document.data if isinstance(document, Document) else document


def _written(sides: _Sides, data: dict[str, Value]) -> Merge:
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


def _ways(sides: _Sides, data: dict[str, Value]) -> Iterator[Callable[[], bytes | None]]:
    """Give the ways to write a joined record, those first that keep the layout best."""
    yield lambda: merged_lines(*sides)
    yield lambda: merged_lines(*sides, keep_both=True)
    yield lambda: _rewritten(sides.ours, data)
    yield lambda: _rewritten(sides.theirs, data)


def _demand_whole(sides: _Sides, content: bytes, data: dict[str, Value]) -> None:
    """Make sure that a text says what it should and has the comments of both sides.

    Raises FatalError if it does not.
    """
    layout = TextLayout(content.decode("utf-8"))
    if not same(layout.data, data):
        message = "the lines of both sides together would say something else"
        raise FatalError(message)
    base, ours, theirs = map(_comments, sides)
    # Both have it still, or one of them put it in.
    wanted = (ours & theirs) | (ours - base) | (theirs - base)
    if lost := wanted - Counter(layout.comments()):
        message = f"the comment `{next(iter(lost))}` would be lost"
        raise FatalError(message)


def _comments(content: bytes) -> Counter[str]:
    return Counter(TextLayout(content.decode("utf-8")).comments() if content else [])


def _rewritten(content: bytes, wanted: dict[str, Value]) -> bytes:
    """Change a record's text until it says what is wanted, and no line more.

    Raises FatalError if that takes too long, or a comment would be lost.
    """
    original = content.decode("utf-8")
    text = original.replace("\r\n", "\n")
    data = TextLayout(text).data
    if sum(1 for _ in islice(field_changes(data, wanted), _MOST_STEPS + 1)) > _MOST_STEPS:
        message = f"more than {_MOST_STEPS} fields differ"
        raise FatalError(message)
    text = _with_fields(text, data, wanted, ())
    return with_line_ends(original, text).encode()


def _with_fields(text: str, before: Mapping[str, Value], after: Mapping[str, Value], place: Pointer) -> str:
    order = {key: number for number, key in enumerate(after)}
    for key, value in after.items():
        if key not in before:
            text = set_value(text, (*place, key), value, lambda pointer: order.get(str(pointer[-1]), -1))
        else:
            text = _with_value(text, before[key], value, (*place, key))
    for key in before:
        if key not in after:
            text = unset_value(text, (*place, key))
    return text


def _with_value(text: str, before: Value, after: Value, place: Pointer) -> str:
    if same(before, after):
        return text
    if isinstance(before, dict) and isinstance(after, dict):
        return _with_fields(text, before, after, place)
    if isinstance(before, list) and isinstance(after, list) and (kept := matches(before, after)):
        return _with_entries(text, before, after, place, kept)
    return _with_whole(text, after, place)


def _with_entries(text: str, before: list[Value], after: list[Value], place: Pointer, kept: dict[int, int]) -> str:
    """Change, add and remove entries of a list; where their order changes, or one comes between, it whole."""
    is_long = len(before) + len(after) - 2 * len(kept) > _MOST_ENTRIES
    if is_long or [kept[number] for number in sorted(kept)] != [*range(len(kept))]:
        return _with_whole(text, after, place)
    for number in sorted(kept):
        text = _with_value(text, before[number], after[kept[number]], (*place, number))
    for number, value in enumerate(after[len(kept) :], len(before)):
        text = set_value(text, (*place, number), value, lambda _: 0)
    for number in reversed(range(len(before))):
        text = text if number in kept else unset_value(text, (*place, number))
    return text


def _with_whole(text: str, value: Value, place: Pointer) -> str:
    return set_value(text, place, value, lambda _: 0)
