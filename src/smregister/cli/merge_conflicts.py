"""Conflicts of a merge, described field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from smregister.changes.merge.field_merge import Absent, FieldConflict, SideValue
from smregister.changes.merge.records import MergeResult
from smregister.cli.console import print_message
from smregister.output.phrases import format_value
from smregister.output.plain_text import format_finding
from smregister.pointers import format_dotted
from smregister.text import escape_hidden

if TYPE_CHECKING:
    from smregister.review.preview import Conflict


_LINES_SHOWN = 10


def print_conflicts(conflicts: Sequence[Conflict], base: str, ref: str) -> None:
    """Print the files that a forge can't merge into a base, and how to merge that, by its ref."""
    if not conflicts:
        return
    print_message(f"This change conflicts with {base}:", tone="warn")
    lines = [line for conflict in conflicts for line in _conflict_lines(conflict)]
    for line in lines[:_LINES_SHOWN]:
        print_message(escape_hidden(f"  {line}"))
    if len(lines) > _LINES_SHOWN:
        print_message(f"  … and {len(lines) - _LINES_SHOWN:,} more")
    print_message(f"Join the two on your branch: `git merge {ref}`, then `smregister submit`.")


def _conflict_lines(conflict: Conflict) -> Iterator[str]:
    if conflict.is_joined:
        yield f"{conflict.path}: both sides changed the same lines, but no field; git joins them in your clone"
    elif conflict.merge:
        yield from describe_merge(conflict.path, conflict.merge)
    else:
        yield f"{conflict.path}: both sides changed this file"


def describe_merge(path: str, result: MergeResult) -> Iterator[str]:
    """Yield a line for each conflict, or other reason, for which the merge of a record failed."""
    yield from (_conflict_line(path, conflict) for conflict in result.conflicts)
    yield from (f"{path}: can't be read: {format_finding(finding)}" for finding in result.findings)
    if result.obstacle:
        yield f"{path}: {result.obstacle}"


def _conflict_line(path: str, conflict: FieldConflict) -> str:
    ours, theirs = _describe_side(conflict.ours), _describe_side(conflict.theirs)
    field = format_dotted(conflict.pointer) or "the record"
    return escape_hidden(f"{path}: {field}: one side {ours}, the other {theirs}")


def _describe_side(value: SideValue) -> str:
    return "removed it" if isinstance(value, Absent) else f"has {format_value(value)}"
