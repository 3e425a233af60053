"""Three-way merge of a record's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from smregister.changes.merge.conflict_markers import (
    Resolution,
    Sides,
    count_comments,
    mark_conflicts,
    mark_lines,
    merge_lines,
)
from smregister.changes.merge.field_merge import FieldConflict, merge_fields
from smregister.errors import FatalError
from smregister.model import Document, Finding, Value
from smregister.records.differences import equal
from smregister.records.yaml import parse_document
from smregister.records.yaml.editor import update_text
from smregister.records.yaml.layout import TextLayout


class MergeResult(NamedTuple):
    """The merged bytes, marked if in conflict, and what prevented a clean merge."""

    content: bytes
    conflicts: tuple[FieldConflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    obstacle: str = ""

    @property
    def is_clean(self) -> bool:
        """Check whether the merge succeeded."""
        return not (self.conflicts or self.findings or self.obstacle)


def merge_texts(base: bytes, ours: bytes, theirs: bytes) -> MergeResult:
    """Merge two edits of a record; the base is empty if both created it."""
    sides = Sides(base, ours, theirs)
    results = [_parse(name, content) for name, content in sides._asdict().items()]
    findings = tuple(finding for result in results if isinstance(result, list) for finding in result)
    if findings:
        return MergeResult(mark_lines(sides), findings=findings)
    records = [result for result in results if not isinstance(result, list)]
    merged = merge_fields(*records)
    if merged.conflicts:
        content = mark_conflicts(sides, merged.data, merge_fields(*records, prefer_theirs=True).data)
        return MergeResult(content, merged.conflicts)
    return _write(sides, merged.data)


def _parse(name: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    if name == "base" and not content:
        return {}
    document = parse_document(name, content)
    return document.data if isinstance(document, Document) else document


def _write(sides: Sides, data: dict[str, Value]) -> MergeResult:
    """Write merged data in the first way that keeps its values and every comment."""
    obstacle = ""
    for write in _writers(sides, data):
        try:
            content = write()
            if content is not None:
                _require_complete(sides, content, data)
                return MergeResult(content)
        except FatalError as error:
            obstacle = str(error)
    return MergeResult(mark_lines(sides), obstacle=obstacle)


def _writers(sides: Sides, data: dict[str, Value]) -> Iterator[Callable[[], bytes | None]]:
    """Yield the ways to write merged data, those that keep the layout best first."""
    yield lambda: merge_lines(sides)
    yield lambda: merge_lines(sides, Resolution.BOTH)
    yield lambda: update_text(sides.ours, data)
    yield lambda: update_text(sides.theirs, data)


def _require_complete(sides: Sides, content: bytes, data: dict[str, Value]) -> None:
    """Raise FatalError if a text lacks data or comments of either side."""
    layout = TextLayout(content.decode("utf-8"))
    if not equal(layout.data, data):
        raise FatalError("the lines of both sides together would say something else")
    if lost := sides.comments() - count_comments(content):
        raise FatalError(f"the comment `{next(iter(lost))}` would be lost")
