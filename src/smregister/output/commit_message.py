"""Commit messages without text that a forge or git acts on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from smregister.model import Change, ChangeType
from smregister.output.phrases import format_before_after, format_count, format_renaming
from smregister.pointers import format_dotted
from smregister.records.moves import find_moves
from smregister.text import escape_hidden

LONGEST_SUBJECT = 72
"""Git's documentation and forges cut longer subjects."""
_MAX_LINES = 200

# Mentions and references (@name #1 !1 &1 %1 ~label $1 GH-1 GL-1, addresses of issues), links, images and tags of
# Markdown, commands such as [skip ci] and ***NO_CI***, the trailer of GitHub that skips checks, and commands of GitLab
# at the beginning of a line, because a merge request takes its description from the message.
_ACTIVE = re.compile(
    r"(?<![A-Za-z0-9])@(?=\w)|[#!&%~$](?=\w)|\[(?=[A-Za-z])|\](?=[(\[])|!(?=\[)|<(?=[A-Za-z/!])|\*{3}(?=\w)"
    r"|\bG[HL]-(?=[0-9])|/(?:issues|pull|pulls|merge_requests|work_items|epics)/(?=[0-9])"
    r"|(?:skip|request)-(?=checks)|^[ \t]*/(?=[A-Za-z])",
    re.IGNORECASE,
)
_VERBS = {
    ChangeType.ADDED: "Add",
    ChangeType.REMOVED: "Remove",
    ChangeType.CHANGED: "Change",
    ChangeType.RENAMED: "Rename",
}


def format_commit_message(changes: Sequence[Change], others: Collection[str], subject: str = "") -> str:
    """Return a message with a subject and all changed records and fields.

    The changes have no private values; `others` are other files, such as records of which only the layout changed.
    A `subject` that the user wrote may have several lines.
    """
    moves = find_moves(changes)
    lines = [line for change in changes for line in _record_lines(change, moves)]
    lines += [_deactivate(f"- {path}") for path in sorted(others)]
    if len(lines) > _MAX_LINES:
        lines = [*lines[:_MAX_LINES], f"- … and {len(lines) - _MAX_LINES:,} more lines; `smregister diff` shows all"]
    heading = subject or _subject(changes, others)
    return "\n".join([*map(_deactivate, heading.splitlines()), "", *lines, ""])


def _subject(changes: Sequence[Change], others: Collection[str]) -> str:
    options = [*_subjects(changes, others)]
    subject = next((option for option in options if len(option) <= LONGEST_SUBJECT), options[-1])
    return _deactivate(subject)[:LONGEST_SUBJECT]


def _subjects(changes: Sequence[Change], others: Collection[str]) -> Iterator[str]:
    """Yield subjects, the longest and most exact first."""
    if not changes:
        is_layout = all(path.startswith("registry/") for path in others)
        verb, noun = ("Format", "record") if is_layout else ("Change", "file")
        yield f"{verb} {format_count(len(others), noun)}"
    elif len(changes) == 1:
        yield from _subjects_of_one(changes[0])
    else:
        verbs = {_VERBS[change.type] for change in changes}
        verb = verbs.pop() if len(verbs) == 1 else "Change"
        kinds = {change.record.kind for change in changes}
        count = format_count(len(changes), kinds.pop() if len(kinds) == 1 else "record")
        agencies = sorted({change.record.agency or "" for change in changes} - {""})
        yield f"{verb} {count} of {agencies[0]}" if len(agencies) == 1 else f"{verb} {count}"
        yield f"{verb} {count}"


def _subjects_of_one(change: Change) -> Iterator[str]:
    line = f"{_VERBS[change.type]} {change.record.kind} {change.before.id if change.before else change.record.id}"
    if find_moves([change]):
        yield f"{line.replace('Rename', 'Move', 1)} to agency {change.record.agency}"
    elif change.type is ChangeType.RENAMED:
        yield f"{line} to {change.record.id}"
    elif change.type is ChangeType.CHANGED:
        fields = dict.fromkeys(str(field.pointer[0]) for field in change.fields if field.pointer)
        yield f"{line}: {', '.join(fields)}"
        yield f"{line}: {format_count(len(fields), 'field')}"
    yield line


def _record_lines(change: Change, moves: Collection[tuple[str, str]]) -> Iterator[str]:
    record = change.record
    label = format_renaming(change, moves) if change.type is ChangeType.RENAMED else str(change.type)
    yield _deactivate(f"- {record.kind} {record.id} {label}")
    for field in change.fields if change.before and change.after else ():
        yield _deactivate(f"  - {format_dotted(field.pointer)}: {format_before_after(field.before, field.after)}")


def _deactivate(text: str) -> str:
    """Return a text on one line in which a space breaks up active text."""
    return _ACTIVE.sub(lambda match: f"{match[0]} ", escape_hidden(text))
