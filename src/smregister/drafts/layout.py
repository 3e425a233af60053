"""Where everything stands in a record's text, so that a change touches nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from smregister import documents
from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"(?:^|(?<=[ \n]))#[^\n]*")


class Span(NamedTuple):
    """A stretch of text, from one character up to another."""

    start: int
    end: int


class Entry(NamedTuple):
    """A field or an item of a list: where it begins, and its value as the reader composed it."""

    line: int
    column: int
    is_item: bool
    node: Any


class Layout:
    """The text of a readable record, and the place of each entry in it.

    Raises FatalError if the text can't be read.
    """

    def __init__(self, text: str) -> None:
        document = documents.parse("the record", text.encode())
        if not isinstance(document, Document):
            message = (
                f"the record can't be read (line {document[0].line}: {document[0].message}); mend it by hand first"
            )
            raise FatalError(message)
        self.text = text
        self.data: dict[str, Value] = document.data
        self.lines = text.splitlines(keepends=True)
        self.root: Any = YAML(typ="safe", pure=True).compose(text)

    def entry(self, pointer: Pointer) -> Entry | None:
        """Find the entry at a route of keys."""
        found, node = None, self.root
        for step in pointer:
            found = next((entry for key, entry in members(node) if key == step), None)
            if found is None:
                return None
            node = found.node
        return found

    def node(self, pointer: Pointer) -> Any:
        """Find the value at a route of keys; the root for no route; None where there is none."""
        entry = self.entry(pointer)
        return entry.node if entry else None if pointer else self.root

    def stands_alone(self, entry: Entry) -> bool:
        """Say whether an entry has its lines to itself: nothing but its own dash stands before it."""
        before = self.lines[entry.line][: entry.column].strip()
        return before == ("-" if entry.is_item else "")

    def margin(self, entry: Entry) -> int:
        """Give the column at which an entry's field name or dash stands."""
        if not entry.is_item:
            return entry.column
        return self.lines[entry.line].rindex("-", 0, entry.column)

    def last_line(self, entry: Entry) -> int:
        """Give the number of the last line of an entry, comments below it left out."""
        node = entry.node
        below = [last for _, last in members(node)]
        if below:
            return max(entry.line, *(self.last_line(each) for each in below))
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self._last_line_of_block(node, entry.column)
        return int(node.end_mark.line) if _has_text(node) else entry.line

    def _last_line_of_block(self, node: Any, column: int) -> int:
        last = number = node.start_mark.line
        for line in self.lines[number + 1 :]:
            number += 1
            if line.strip() and len(line) - len(line.lstrip(" ")) <= column:
                break
            last = number if line.strip() else last
        return int(last)

    def comments(self, besides: Pointer = ()) -> Iterator[str]:
        """Give every comment, in order, but for those on the lines of one entry."""
        masked = list(self.text)
        for start, end in self._scalars(self.root):
            masked[start:end] = "x" * (end - start)
        lines = "".join(masked).splitlines(keepends=True)
        entry = self.entry(besides)
        if entry is not None:
            del lines[entry.line : self.last_line(entry) + 1]
        yield from (match[0].strip() for match in _COMMENT.finditer("".join(lines)))

    def _scalars(self, node: Any) -> Iterator[Span]:
        if isinstance(node, ScalarNode):
            end = node.end_mark.index
            if node.style in ("|", ">"):
                line = self._last_line_of_block(node, self._indentation(node.start_mark.line))
                end = sum(map(len, self.lines[: line + 1]))
            yield Span(node.start_mark.index, end)
        elif isinstance(node, MappingNode):
            for key, value in node.value:
                yield from self._scalars(key)
                yield from self._scalars(value)
        elif isinstance(node, SequenceNode):
            for item in node.value:
                yield from self._scalars(item)

    def _indentation(self, line: int) -> int:
        text = self.lines[line]
        return len(text) - len(text.lstrip(" -"))


def members(node: Any) -> Iterator[tuple[str | int, Entry]]:
    """Give the entries of a mapping or list by key or position."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key.value, _entry(key, value, is_item=False)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            yield number, _entry(item, item, is_item=True)


def _entry(start: Any, node: Any, *, is_item: bool) -> Entry:
    mark = start.start_mark
    return Entry(mark.line, mark.column, is_item, node)


def _has_text(node: Any) -> bool:
    return bool(node.end_mark.index > node.start_mark.index)
