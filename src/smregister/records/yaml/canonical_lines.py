"""Lines of a text in canonical form, with the blocks and comments of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smregister.records.yaml.layout import Node, TextLayout, is_block
from smregister.records.yaml.remarks import Remark, RemarkFinder


def copy_remarks(before: TextLayout, after: TextLayout) -> str:
    """Return a text with the blocks, comments and blank lines of another one that has the same data."""
    old, new = RemarkFinder(before), CanonicalLines(after)
    for number, node in enumerate(old.nodes):
        if is_block(node.value):
            new.write_block(number, before.block_header(node.value), [*_block_lines(before, node)])
    for remark in old.remarks():
        new.add(remark)
    return new.text()


def _block_lines(layout: TextLayout, node: Node) -> Iterator[str]:
    """Yield the lines of a text that is written as a block, without their margin."""
    margin = layout.block_margin(node.value, node.column)
    for line in layout.lines[node.value.start_mark.line + 1 : layout.last_line(node) + 1]:
        yield line[margin:].rstrip("\n")


class CanonicalLines:
    """The lines of a text without comments and blank lines, each with what is added above it."""

    def __init__(self, layout: TextLayout) -> None:
        self._layout = layout
        self._nodes = RemarkFinder(layout).nodes
        self._lines = [[line.rstrip("\n")] for line in layout.lines]
        self._above: list[list[str]] = [[] for _ in range(len(layout.lines) + 1)]
        self._commented: set[int] = set()
        self._kept: set[int] = set()
        texts = (node for node in self._nodes if node.value.id == "scalar")
        self._unfinished = {node.line for node in texts if layout.last_line(node) > node.line}

    def write_block(self, number: int, header: str, block: list[str]) -> None:
        """Write the value of a node as a block."""
        node = self._nodes[number]
        first, margin = node.value.start_mark.line, " " * (node.column + 2)
        begin = next(filter(None, block), "")
        digit = "2" if begin.startswith(" ") else ""
        key = self._layout.lines[first][: node.value.start_mark.column]
        for line in range(first, self._layout.last_line(node) + 1):
            self._lines[line] = []
        self._kept |= {first} if "+" in header else set()
        style, keep = header[0], re.sub("[0-9]", "", header[1:])
        self._unfinished.discard(first)
        self._lines[first] = [f"{key}{style}{digit}{keep}", *(margin + line if line else "" for line in block)]

    def add(self, remark: Remark) -> None:
        """Add a comment or blank line beside or above its node."""
        is_last = remark.node == len(self._nodes)
        line = len(self._lines) if is_last else self._nodes[remark.node].line
        if remark.above or line in self._commented or line in self._unfinished:
            self._above[line].append(f"{' ' * self._margin(remark)}{remark.text}" if remark.text else "")
        else:
            self._commented.add(line)
            self._lines[line][0] += f"{' ' * max(remark.spaces, 1)}{remark.text}"

    def _margin(self, remark: Remark) -> int:
        """Return the margin of a comment: that of the line below it, or of the node above that it belongs to."""
        if remark.margin_of is None:
            return 0
        node = self._nodes[remark.margin_of]
        if remark.margin_of != remark.node:
            return node.column
        line = self._layout.lines[node.line]
        return len(line) - len(line.lstrip(" "))

    def text(self) -> str:
        """Return the text; of several blank lines one stays, and none at the beginning or the end."""
        lines: list[str] = []
        is_blank = may_be_blank = False
        for number, remarks in enumerate(self._above):
            own = self._lines[number] if number < len(self._lines) else []
            for group in [*([remark] if remark else [] for remark in remarks), *([own] if own else [])]:
                if group:
                    lines += [*([""] if is_blank else []), *group]
                    # Below a block that keeps its line ends, a blank line would be part of its text.
                    may_be_blank = group is not own or number not in self._kept
                is_blank = not group and may_be_blank
        return "".join(f"{line}\n" for line in lines)
