"""Positions of every field, item and comment in a record's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from smregister.errors import FatalError
from smregister.model import Document, Pointer, Value
from smregister.records.yaml import parse_document

_BLOCK_HEADER = re.compile(r"[|>][0-9+-]{0,2}")
# Kinds of ruamel's nodes are compared by their ids.
_SCALAR = "scalar"
COMMENT = re.compile(r"(?:^|(?<= ))#[^\n]*")


class UnreadableTextError(FatalError):
    """A record's text can't be parsed; `cause` is the reason without the line."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"the record can't be read (line {line}: {cause}); correct the file first")
        self.cause = cause


class Node(NamedTuple):
    """A field or list item: its position, and key and value in ruamel's tree.

    In a block, the position is that of the dash, the `?`, or the key.
    """

    line: int
    column: int
    key: Any
    value: Any
    in_flow: bool


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
            node = next((member for key, member in self.members(value) if key == step), None)
            if node is None:
                return None
            value = node.value
        return node

    def value(self, pointer: Pointer) -> Any:
        """Find the value at a pointer in ruamel's tree, or None."""
        node = self.find(pointer)
        return node.value if node else None if pointer else self.root

    def members(self, value: Any) -> Iterator[tuple[str | int, Node]]:
        """Yield the nodes of a mapping or list, each with its key or position."""
        if value.id == "mapping":
            for key, member in value.value:
                yield key.value, self._node(value, "?", key, member, key)
        elif value.id == "sequence":
            for number, item in enumerate(value.value):
                yield number, self._node(value, "-", None, item, item)

    def _node(self, parent: Any, mark: str, key: Any, value: Any, first: Any) -> Node:
        start, column = first.start_mark, parent.start_mark.column
        if parent.flow_style or start.column == column:
            return Node(start.line, start.column, key, value, bool(parent.flow_style))
        return Node(self._find_mark(mark, start.line, column), column, key, value, in_flow=False)

    def _find_mark(self, mark: str, line: int, column: int) -> int:
        """Return the line of the dash or `?` of a node that begins on a line, or below it."""
        lines = ((number, self.lines[number]) for number in range(line, -1, -1))
        marked = (number for number, text in lines if _is_mark(text, mark, column))
        return next(marked, line)

    def has_own_lines(self, node: Node) -> bool:
        """Return whether nothing is before a node on its line."""
        return not node.in_flow and not self.lines[node.line][: node.column].strip()

    def last_line(self, node: Node) -> int:
        """Return the number of a node's last line, without comments below it."""
        value = node.value
        if value.id != _SCALAR and value.flow_style:
            return int(value.end_mark.line)
        last_lines = [self.last_line(member) for _, member in self.members(value)]
        if last_lines:
            return max(node.line, *last_lines)
        if is_block(value):
            return self._last_line_of_block(value, node.column)
        has_text = value.end_mark.index > value.start_mark.index
        last = value if has_text else node.key
        return int(last.end_mark.line) if last else node.line

    def nodes(self) -> Iterator[tuple[Node, Node | None]]:
        """Yield all nodes in the order of the text, each with the one above it."""
        yield from self._descendants(self.root, None)

    def _descendants(self, value: Any, parent: Node | None) -> Iterator[tuple[Node, Node | None]]:
        for _, node in self.members(value):
            yield node, parent
            yield from self._descendants(node.value, node)

    def block_header(self, value: Any) -> str:
        """Return the signs before a text that is written as a block, such as `|2-`."""
        header = _BLOCK_HEADER.match(self.text, value.start_mark.index)
        return header[0] if header else ""

    def block_margin(self, value: Any, margin: int) -> int:
        """Return the margin of the lines of a block whose node has a margin."""
        digits = [int(sign) for sign in self.block_header(value) if sign.isdigit()]
        lines = (line for line in self.lines[value.start_mark.line + 1 :] if line.strip(" \r\n"))
        return margin + digits[0] if digits else _margin(next(lines, ""))

    def _last_line_of_block(self, value: Any, margin: int) -> int:
        """Return the last line: a comment further left than the text ends it, and so does another node."""
        last = number = value.start_mark.line
        least, is_kept = max(self.block_margin(value, margin), margin + 1), "+" in self.block_header(value)
        for line in self.lines[number + 1 :]:
            number += 1
            has_text = bool(line.strip(" \r\n"))
            if has_text and _margin(line) < least:
                break
            last = number if has_text or is_kept else last
        return int(last)

    def comments(self, first: int = 0, end: int | None = None) -> list[str]:
        """Return the comments on the lines from `first` up to `end`, in order."""
        if "#" not in self.text:
            return []
        return [match[0].strip() for line in self.lines_without_values[first:end] for match in COMMENT.finditer(line)]

    @cached_property
    def lines_without_values(self) -> list[str]:
        """Return the lines with every key and value overwritten, since they may hold `#`."""
        characters = list(self.text)
        for start, end in self._scalars():
            characters[start:end] = ["\n" if character == "\n" else "x" for character in characters[start:end]]
        return "".join(characters).splitlines(keepends=True)

    def _scalars(self) -> Iterator[tuple[int, int]]:
        """Yield the first index of each key and value, and the index after it."""
        for node, _ in self.nodes():
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


def _is_mark(line: str, mark: str, column: int) -> bool:
    is_alone = line[column + 1 : column + 2] in ("", " ", "\r", "\n")
    return line[column : column + 1] == mark and is_alone and not line.lstrip(" ").startswith("#")


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
