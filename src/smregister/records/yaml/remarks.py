"""Comments and blank lines of a text, and the fields that they belong to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from smregister.records.yaml.layout import COMMENT, Node, TextLayout, is_block


class Remark(NamedTuple):
    """A comment, or a blank line (no text), and the node that it belongs to, by number.

    It is on the line of the node, with spaces before it, or above the node, with the margin of another one
    (`margin_of`; None: no margin).
    """

    text: str
    node: int
    spaces: int = 0
    above: bool = False
    margin_of: int | None = None


class RemarkFinder:
    """The nodes of a text in order, and where its comments belong."""

    def __init__(self, layout: TextLayout) -> None:
        self._layout = layout
        self.nodes: list[Node] = []
        self._parents: list[int | None] = []
        numbers: dict[int, int] = {}
        for node, parent in layout.nodes():
            self._parents.append(numbers[id(parent.value)] if parent else None)
            numbers[id(node.value)] = len(self.nodes)
            self.nodes.append(node)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *accumulate(map(len, self._layout.lines))]

    @cached_property
    def _begins(self) -> list[int]:
        return [self._line_starts[node.line] + node.column for node in self.nodes]

    @cached_property
    def _ends(self) -> list[int]:
        """Return the index after each node."""
        ends = [self._end(node) for node in self.nodes]
        for number in reversed(range(len(ends))):
            parent = self._parents[number]
            if parent is not None:
                ends[parent] = max(ends[parent], ends[number])
        return ends

    def _end(self, node: Node) -> int:
        value = node.value
        if is_block(value):
            return self._line_starts[self._layout.last_line(node) + 1]
        if value.id != "scalar" and not value.flow_style:
            return 0
        key_end = node.key.end_mark.index if node.key else 0
        has_text = value.end_mark.index > value.start_mark.index
        return int(value.end_mark.index) if has_text else max(key_end, self._line_starts[node.line] + node.column + 1)

    def remarks(self) -> Iterator[Remark]:
        """Yield the comments and blank lines in the order of the text."""
        inner = {line for node in self.nodes for line in self._inner_lines(node)}
        for number, line in enumerate(self._layout.lines_without_values):
            comment = COMMENT.search(line)
            before = line[: comment.start()] if comment else line.rstrip("\n")
            if before.strip(" ") and comment:
                yield self._beside(comment[0].strip(), number, comment.start(), len(before) - len(before.rstrip(" ")))
            elif not before.strip(" ") and number not in inner:
                yield self._above(comment[0].strip() if comment else "", number, len(before))

    def _inner_lines(self, node: Node) -> range:
        """Return the lines of a text after its first."""
        is_text = node.value.id == "scalar"
        return range(node.value.start_mark.line + 1, self._layout.last_line(node) + 1) if is_text else range(0)

    def _beside(self, text: str, line: int, column: int, spaces: int) -> Remark:
        """Return a comment with the outermost node that begins on its line and ends before it."""
        index = self._line_starts[line] + column
        last = bisect_left(self._begins, index) - 1
        if last < 0:
            return Remark(text, 0, above=True)
        here = range(bisect_left(self._begins, self._line_starts[line]), last + 1)
        node = next((number for number in here if self._ends[number] <= index), last)
        while (parent := self._parents[node]) is not None and self._is_closed_flow(parent, index):
            node = parent
        return Remark(text, node, spaces)

    def _above(self, text: str, line: int, column: int) -> Remark:
        """Return a comment or blank line with the node that follows, or with the one whose value follows."""
        index = self._line_starts[line]
        following = bisect_left(self._begins, index)
        before = following - 1
        if before >= 0 and self._is_leaf(before) and self._ends[before] > index:
            return Remark(text, before, above=True, margin_of=before)
        return Remark(text, following, above=True, margin_of=self._margin_of(before, following, index, column))

    def _margin_of(self, before: int, following: int, index: int, column: int) -> int | None:
        """Return the node whose margin a comment has: the next one, or one that it still belongs to."""
        above: int | None = before if before >= 0 else None
        if above is not None and self.nodes[above].in_flow:
            while above is not None and not self._is_open_flow(self._parents[above], index):
                above = self._parents[above]
            if above is not None:
                return above
            above = before
        if following < len(self.nodes) and (self.nodes[following].in_flow or self.nodes[following].column == column):
            return following
        while above is not None and (self.nodes[above].in_flow or self.nodes[above].column > column):
            above = self._parents[above]
        return above

    def _is_leaf(self, number: int) -> bool:
        value = self.nodes[number].value
        return value.id == "scalar" or not value.value

    def _is_closed_flow(self, number: int, index: int) -> bool:
        value = self.nodes[number].value
        return bool(value.flow_style) and value.end_mark.index <= index

    def _is_open_flow(self, number: int | None, index: int) -> bool:
        value: Any = self._layout.root if number is None else self.nodes[number].value
        return bool(value.flow_style) and value.end_mark.index > index
