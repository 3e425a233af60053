"""Positions of every field, item and comment in a record's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value
from smregister.records.yaml import parse_document

_MAY_BEGIN_BLOCK = re.compile(r"(?m)[|>][0-9+-]*[ ]*(#.*)?\r?$")
# Kinds of ruamel's nodes are compared by their ids.
_SCALAR = "scalar"
_COMMENT = re.compile(r"(?:^|(?<= ))#[^\n]*")


class UnreadableTextError(FatalError):
    """A record's text can't be parsed; `cause` is the reason without the line."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"the record can't be read (line {line}: {cause}); correct the file first")
        self.cause = cause


class Node(NamedTuple):
    """A field or list item: its position, and key and value in ruamel's tree."""

    line: int
    column: int
    key: Any
    value: Any


class TextLayout:
    """The text of a record, and the position of each node in it.

    Raises UnreadableTextError if the text can't be parsed.
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
        """Return ruamel's tree of the text."""
        # Reading commands load this module and need no tree.
        from ruamel.yaml import YAML

        return YAML(typ="safe", pure=True).compose(self.text)

    def find(self, pointer: Pointer) -> Node | None:
        """Find the node at a pointer."""
        node, value = None, self.root
        for step in pointer:
            node = next((member for key, member in members(value) if key == step), None)
            if node is None:
                return None
            value = node.value
        return node

    def value(self, pointer: Pointer) -> Any:
        """Find the value at a pointer in ruamel's tree, or None."""
        node = self.find(pointer)
        return node.value if node else None if pointer else self.root

    def has_own_lines(self, node: Node) -> bool:
        """Return whether nothing is before a node on its line, except the dash of an item."""
        before = self.lines[node.line][: node.column].strip()
        return before == ("-" if node.key is None else "")

    def margin(self, node: Node) -> int:
        """Return the column of a field's name or an item's dash."""
        return self.lines[node.line].rindex("-", 0, node.column) if node.key is None else node.column

    def last_line(self, node: Node) -> int:
        """Return the number of a node's last line, without comments below it."""
        last_lines = [self.last_line(member) for _, member in members(node.value)]
        if last_lines:
            return max(node.line, *last_lines)
        if is_block(node.value):
            return self._last_line_of_block(node.value, self.margin(node))
        has_text = node.value.end_mark.index > node.value.start_mark.index
        return int(node.value.end_mark.line) if has_text else node.line

    def block_lines(self) -> set[int]:
        """Return the numbers of the lines of texts that are written as blocks."""
        if not _MAY_BEGIN_BLOCK.search(self.text):
            return set()
        blocks = [node for node in self._descendants(self.root) if is_block(node.value)]
        return {line for node in blocks for line in range(node.value.start_mark.line + 1, self.last_line(node) + 1)}

    def _descendants(self, value: Any) -> Iterator[Node]:
        for _, node in members(value):
            yield node
            yield from self._descendants(node.value)

    def _last_line_of_block(self, value: Any, margin: int) -> int:
        last = number = value.start_mark.line
        for line in self.lines[number + 1 :]:
            number += 1
            if line.strip(" \r\n") and len(line) - len(line.lstrip(" ")) <= margin:
                break
            last = number if line.strip(" \r\n") or value.value.endswith("\n\n") else last
        return int(last)

    def comments(self, first: int = 0, end: int | None = None) -> list[str]:
        """Return the comments on the lines from `first` up to `end`, in order."""
        if "#" not in self.text:
            return []
        return [match[0].strip() for line in self._lines_without_values[first:end] for match in _COMMENT.finditer(line)]

    @cached_property
    def _lines_without_values(self) -> list[str]:
        """Return the lines with every key and value overwritten, since they may hold `#`."""
        characters = list(self.text)
        for start, end in self._scalars():
            characters[start:end] = ["\n" if character == "\n" else "x" for character in characters[start:end]]
        return "".join(characters).splitlines(keepends=True)

    def _scalars(self) -> Iterator[tuple[int, int]]:
        """Yield the first index of each key and value, and the index after it."""
        for node in self._descendants(self.root):
            if node.key is not None:
                yield node.key.start_mark.index, node.key.end_mark.index
            if is_block(node.value):
                start, end = node.value.start_mark.line + 1, self.last_line(node) + 1
                yield sum(map(len, self.lines[:start])), sum(map(len, self.lines[:end]))
            elif node.value.id == _SCALAR:
                yield node.value.start_mark.index, node.value.end_mark.index


def is_block(value: Any) -> bool:
    """Return whether a value is a text written as a block of lines."""
    return value.id == _SCALAR and value.style in ("|", ">")


def members(value: Any) -> Iterator[tuple[str | int, Node]]:
    """Yield the nodes of a mapping or list, each with its key or position."""
    if value.id == "mapping":
        for key, member in value.value:
            yield key.value, Node(key.start_mark.line, key.start_mark.column, key, member)
    elif value.id == "sequence":
        for number, item in enumerate(value.value):
            yield number, Node(item.start_mark.line, item.start_mark.column, None, item)
