"""Where everything stands in a record's text, so that a change touches nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value
from smregister.records.yaml import parse_document

_MAY_BEGIN_BLOCK = re.compile(r"(?m)[|>][0-9+-]*[ ]*(#.*)?\r?$")
_COMMENT = re.compile(r"(?:^|(?<= ))#[^\n]*")


class UnreadableTextError(FatalError):
    """A record's text can't be read; `cause` says why, without the place."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"the record can't be read (line {line}: {cause}); mend it by hand first")
        self.cause = cause


class Span(NamedTuple):
    """A stretch of text, from one character up to another."""

    start: int
    end: int


class Node(NamedTuple):
    """A field or an item of a list: where it begins, and its value as the reader composed it."""

    line: int
    column: int
    key: Any
    node: Any

    @property
    def is_item(self) -> bool:
        """Return whether it is an item of a list."""
        return self.key is None


class TextLayout:
    """The text of a readable record, and the place of each entry in it.

    Raises UnreadableTextError if the text can't be read.
    """

    def __init__(self, text: str) -> None:
        document = parse_document("the record", text.encode())
        if not isinstance(document, Document):
            raise UnreadableTextError(document[0].line, document[0].message)
        self.text = text
        self.data: dict[str, Value] = document.data
        self.lines = text.splitlines(keepends=True)

    @cached_property
    def root(self) -> Any:
        """Compose the record's mapping, every node with its marks."""
        return YAML(typ="safe", pure=True).compose(self.text)

    def entry(self, pointer: Pointer) -> Node | None:
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

    def stands_alone(self, entry: Node) -> bool:
        """Return whether an entry has its lines to itself: nothing but its own dash stands before it."""
        before = self.lines[entry.line][: entry.column].strip()
        return before == ("-" if entry.is_item else "")

    def margin(self, entry: Node) -> int:
        """Return the column at which an entry's field name or dash stands."""
        if not entry.is_item:
            return entry.column
        return self.lines[entry.line].rindex("-", 0, entry.column)

    def last_line(self, entry: Node) -> int:
        """Return the number of the last line of an entry, comments below it left out."""
        node = entry.node
        below = [last for _, last in members(node)]
        if below:
            return max(entry.line, *(self.last_line(each) for each in below))
        if is_block(node):
            return self._last_line_of_block(node, self.margin(entry))
        return int(node.end_mark.line) if _has_text(node) else entry.line

    def block_lines(self) -> set[int]:
        """Return the numbers of the lines on which texts stand that are written as blocks."""
        if not _MAY_BEGIN_BLOCK.search(self.text):
            return set()
        blocks = [entry for entry in self.entries(self.root) if is_block(entry.node)]
        return {
            number for entry in blocks for number in range(entry.node.start_mark.line + 1, self.last_line(entry) + 1)
        }

    def entries(self, node: Any) -> Iterator[Node]:
        """Return every entry below a value, at any depth."""
        for _, entry in members(node):
            yield entry
            yield from self.entries(entry.node)

    def _last_line_of_block(self, node: Any, margin: int) -> int:
        last = number = node.start_mark.line
        for line in self.lines[number + 1 :]:
            number += 1
            if line.strip(" \r\n") and len(line) - len(line.lstrip(" ")) <= margin:
                break
            last = number if line.strip(" \r\n") or node.value.endswith("\n\n") else last
        return int(last)

    def comments(self, first: int = 0, after: int | None = None) -> list[str]:
        """Return every comment on some lines, in order; on all if none are named."""
        if "#" not in self.text:
            return []
        found = (match[0].strip() for line in self._without_values[first:after] for match in _COMMENT.finditer(line))
        return list(found)

    @cached_property
    def _without_values(self) -> list[str]:
        """Return the lines with everything blotted out that could be taken for a comment and is none."""
        characters = list(self.text)
        for start, end in self._scalars():
            characters[start:end] = ["\n" if character == "\n" else "x" for character in characters[start:end]]
        return "".join(characters).splitlines(keepends=True)

    def _scalars(self) -> Iterator[Span]:
        for entry in self.entries(self.root):
            if entry.key is not None:
                yield Span(entry.key.start_mark.index, entry.key.end_mark.index)
            if is_block(entry.node):
                start = entry.node.start_mark.line + 1
                yield Span(*(sum(map(len, self.lines[:line])) for line in (start, self.last_line(entry) + 1)))
            elif isinstance(entry.node, ScalarNode):
                yield Span(entry.node.start_mark.index, entry.node.end_mark.index)


def is_block(node: Any) -> bool:
    """Return whether a text is written as a block of lines."""
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


def members(node: Any) -> Iterator[tuple[str | int, Node]]:
    """Return the entries of a mapping or list by key or position."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key.value, Node(key.start_mark.line, key.start_mark.column, key, value)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            yield number, Node(item.start_mark.line, item.start_mark.column, None, item)


def _has_text(node: Any) -> bool:
    return bool(node.end_mark.index > node.start_mark.index)
