"""Findings and changes as Markdown, for a comment or a job's summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smregister.editing.forms.intake_result import IntakeResult
from smregister.model import Change, ChangeType, Table, ValidationResult
from smregister.output.phrases import (
    LONGEST_CELL,
    NEEDS,
    NOBODY,
    approvers,
    both_texts,
    cut,
    plain_words,
    summary_line,
    summary_words,
    value_text,
)
from smregister.pointers import format_dotted, format_pointer
from smregister.review.authorization import Authorization
from smregister.text import escape_hidden

# A comment takes no more than 65,536 characters.
MOST_ROWS = 30


def findings_lines(judgement: ValidationResult) -> Iterator[str]:
    """Write findings as a table, with a summary."""
    yield f"**{summary_line(judgement)}**"
    if judgement.findings:
        yield from ("", "| place | severity | rule | what is wrong |", "|---|---|---|---|")
    for found in judgement.findings:
        place = code(f"{found.path}:{found.line}:{found.column}")
        yield f"| {place} | {found.severity} | {found.rule} | {code(found.message)} |"


def authorization_lines(given: Authorization) -> Iterator[str]:
    """Write by which authority a change is made, and as a table what it may not do."""
    yield from (f"- {code(words)}" for words in given.authority)
    if given.denials:
        yield from ("", "| place | why not | needs |", "|---|---|---|")
    for refusal in given.denials:
        place = code(f"{refusal.path} {format_pointer(refusal.pointer)}".strip())
        yield f"| {place} | {code(refusal.reason)} | {NEEDS[refusal.needs]} |"
    if given.needs_desk:
        who = ", ".join(map(code, approvers(given))) or NOBODY
        yield from ("", f"What needs the desk, one of these may approve: {who}.")


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Write changes as a table; nothing where nothing changed."""
    changes = list(changes)
    if changes:
        yield from ("| record | change | field | before | after |", "|---|---|---|---|---|")
    for change in changes:
        record = f"{change.record.kind} {code(change.record.id)}"
        what = str(change.type)
        if change.type is ChangeType.RENAMED and change.before:
            what = f"renamed from {code(change.before.id)}"
        fields = change.fields if change.after else ()
        if not fields:
            yield f"| {record} | {what} | | | |"
        for field in fields:
            before, after = (code(text) for text in both_texts(field.before, field.after))
            yield f"| {record} | {what} | {code(format_pointer(field.pointer))} | {before} | {after} |"


def intake_lines(taken: IntakeResult, changes: Iterable[Change]) -> Iterator[str]:
    """Write, as an answer to whoever sent a text in, what it would change or why it is refused."""
    if taken.rejections:
        yield "**Thank you. This can't be taken in yet.** Please put right what is listed here, in the text above."
        yield from ("", "| line | heading | what is wrong |", "|---|---|---|")
        for rejection in taken.rejections[:MOST_ROWS]:
            yield f"| {rejection.line} | {_cell(rejection.label)} | {_cell(rejection.reason)} |"
        yield from _left_out(len(taken.rejections) - MOST_ROWS)
        return
    yield "**Thank you. This is what would be written.** The desk looks at it before it counts."
    rows = [row for change in changes for row in _record_rows(change)]
    yield from ("", "| record | field | before | after |", "|---|---|---|---|", *rows[:MOST_ROWS])
    yield from _left_out(len(rows) - MOST_ROWS)
    if taken.notes:
        yield from ("", "| for the desk | |", "|---|---|")
    for note in taken.notes[:MOST_ROWS]:
        yield f"| {_cell(note.label)} | {_cell(note.text)} |"


def _record_rows(change: Change) -> Iterator[str]:
    """Write a change field by field, of new records too."""
    record = f"{change.record.kind} {code(change.record.id)}"
    for field in change.fields:
        before, after = (code(value_text(value)) if value is not None else "" for value in (field.before, field.after))
        yield f"| {record} | {code(format_dotted(field.pointer))} | {before} | {after} |"


def _cell(text: str) -> str:
    return code(cut(text, LONGEST_CELL))


def _left_out(number: int) -> Iterator[str]:
    if number > 0:
        yield from ("", f"{number:,} more are left out here.")


def table_lines(table: Table) -> Iterator[str]:
    """Write a report as a table below its title and what it comes to."""
    yield f"**{code(table.title)}**: {summary_words(table.summary)}"
    if table.notes:
        yield from ("", *(f"- {code(note)}" for note in table.notes))
    if table.lines:
        yield from ("", f"| {' | '.join(table.headings)} |", "|---" * len(table.headings) + "|")
    for line in table.lines:
        yield f"| {' | '.join(code(plain_words(cell)) for cell in line)} |"


def code(text: str) -> str:
    """Put any text into a code span in a table's cell, so that nothing in it is markup or a mention."""
    shown = escape_hidden(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    padding = " " if fence != "`" else ""
    return f"{fence}{padding}{shown}{padding}{fence}" if shown else ""
