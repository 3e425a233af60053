"""Findings and changes as plain lines, one after the other, for terminals, pipes and logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from smregister.changes.log import LogEntry
from smregister.changes.merge.field_merge import Absence, Conflict, Wish
from smregister.editing.forms.intake_result import IntakeResult
from smregister.letters.verify import RegisteredLetter
from smregister.model import Change, ChangeType, Finding
from smregister.output.phrases import NEEDS, NOBODY, approvers, before_and_after, value_text
from smregister.pointers import format_dotted, format_pointer
from smregister.review.authorization import Authorization
from smregister.text import escape_hidden


def finding_line(found: Finding) -> str:
    """Write a finding on a line: `path:line:column: severity rule: message`."""
    place = f"{found.path}:{found.line}:{found.column}"
    return escape_hidden(f"{place}: {found.severity} {found.rule}: {found.message}")


def change_lines(changes: Iterable[Change], *, coloured: bool = False) -> Iterator[str]:
    """Tell changes record by record and field by field; coloured, in a terminal's own colours."""
    for change in changes:
        heading = escape_hidden(f"{_SIGNS[change.type]} {_heading(change)}")
        yield f"\x1b[{_COLOURS[change.type]}m{heading}\x1b[0m" if coloured else heading
        yield from _field_lines(change)


def letter_line(letter: RegisteredLetter) -> str:
    """Return for which appointment a file is the registered letter, and how that stands."""
    start, end = letter.dates
    state = {
        "in-force": f"in force since {start}" + (f", to {end}" if end else ""),
        "not-yet-in-force": f"not yet in force, only from {start}",
        "ended": f"ended on {end}",
        "unreliable": "its record has faults and can't be relied on",
    }[letter.state]
    named = f"letter {letter.number} of {letter.date}"
    return escape_hidden(f"registered: {named}, appointment {letter.appointment}: {state}")


def history_lines(entries: Iterable[LogEntry], zone: tzinfo) -> Iterator[str]:
    """Tell a record's history; what people wrote stands on lines of its own, each with its heading."""
    for entry in entries:
        renamed = entry.change.type is ChangeType.RENAMED and entry.change.before
        what = f"renamed from {renamed.id} to {entry.change.record.id}" if renamed else entry.happening
        request = f" under {entry.request}" if entry.request else ""
        when = entry.commit.at(zone).date()
        yield escape_hidden(f"{_SIGNS[entry.change.type]} {when} {what} in commit {entry.commit.short_id}{request}")
        yield escape_hidden(f"    by: {entry.commit.author}")
        yield escape_hidden(f"    message: {entry.commit.subject}")
        yield from _field_lines(entry.change)


def _field_lines(change: Change) -> Iterator[str]:
    for field in change.fields if change.before and change.after else ():
        yield escape_hidden(f"    {format_pointer(field.pointer)}: {before_and_after(field.before, field.after)}")


def intake_lines(taken: IntakeResult, changes: Iterable[Change]) -> Iterator[str]:
    """Return what an imported text would change, or its rejections, and its notes for the desk."""
    yield from change_lines(changes)
    for rejection in taken.rejections:
        heading = f"{rejection.label}: " if rejection.label else ""
        yield escape_hidden(f"line {rejection.line}: refused: {heading}{rejection.reason}")
    for note in taken.notes:
        yield escape_hidden(f"for the desk: {note.label}: {note.text}")


def authorization_lines(given: Authorization) -> Iterator[str]:
    """Return whether somebody may make a change: by which authority, and what of it is refused."""
    yield "allowed" if given.allowed else "not allowed"
    yield from (escape_hidden(f"    {words}") for words in given.authority)
    for refusal in given.denials:
        place = escape_hidden(f"{refusal.path} {format_pointer(refusal.pointer)}".strip())
        yield f"{place}: {escape_hidden(refusal.reason)} (needs {NEEDS[refusal.needs]})"


def approvers_line(given: Authorization) -> str:
    """Tell who could approve what is refused."""
    return f"what needs the desk, one of these may approve: {', '.join(approvers(given)) or NOBODY}"


def clash_line(path: str, clash: Conflict) -> str:
    """Tell of two edits of a record where they can't both have their way."""
    ours, theirs = _wish(clash.ours), _wish(clash.theirs)
    return escape_hidden(f"{path}: {format_dotted(clash.pointer) or 'the record'}: one side {ours}, the other {theirs}")


def _wish(wish: Wish) -> str:

    return "took it away" if isinstance(wish, Absence) else f"says {value_text(wish)}"


_SIGNS = {ChangeType.ADDED: "+", ChangeType.REMOVED: "-", ChangeType.CHANGED: "~", ChangeType.RENAMED: ">"}


# Green, red, yellow, cyan (ECMA-48, Select Graphic Rendition).
_COLOURS = {ChangeType.ADDED: 32, ChangeType.REMOVED: 31, ChangeType.CHANGED: 33, ChangeType.RENAMED: 36}


def _heading(change: Change) -> str:
    record = change.record
    if change.type is ChangeType.RENAMED and change.before:
        return f"{record.kind} {change.before.id} renamed to {record.id}"
    return f"{record.kind} {record.id} {change.type}"
