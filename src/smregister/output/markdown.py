"""Findings, changes, authorizations and tables as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from smregister.model import Authorization, Change, ChangeType, Code, Table, TextChange, ValidationResult, Value
from smregister.output.phrases import (
    NEEDS,
    NO_APPROVER,
    approver_names,
    format_pair,
    format_renaming,
    format_summary,
    format_words,
    sort_findings,
)
from smregister.output.table_summary import format_table_summary
from smregister.pointers import format_dotted
from smregister.records.moves import find_moves
from smregister.text import code_span, escape_markdown, split_code

# Forges link names and numbers, though a backslash stands before them.
_FORGE_LINK = re.compile(r"[@#!~$%]\w")


def format_findings(result: ValidationResult) -> Iterator[str]:
    """Yield a summary and a table of findings."""
    yield f"**{format_summary(result)}**"
    if result.findings:
        yield from ("", "| position | severity | rule | problem |", "|---|---|---|---|")
    for finding in sort_findings(result.findings):
        position = code_span(f"{finding.path}:{finding.line}:{finding.column}")
        yield f"| {position} | {finding.severity} | {finding.rule} | {code_span(finding.message)} |"


def format_authorization(authorization: Authorization) -> Iterator[str]:
    """Yield the authority of a change, its denials, and who can approve them."""
    yield from (f"- {code_span(authority)}" for authority in authorization.authority)
    if authorization.denials:
        yield from ("", "| position | reason | needs |", "|---|---|---|")
    for denial in authorization.denials:
        location = code_span(f"{denial.path} {format_dotted(denial.pointer)}".strip())
        yield f"| {location} | {code_span(denial.reason)} | {NEEDS[denial.needs]} |"
    if authorization.needs_desk:
        names = ", ".join(map(code_span, approver_names(authorization.approvers))) or NO_APPROVER
        yield from ("", f"Changes that need the desk can be approved by: {names}.")


def format_changes(changes: Iterable[Change]) -> Iterator[str]:
    """Yield a table of changes; nothing if there are none."""
    changes = list(changes)
    moves = find_moves(changes)
    if changes:
        yield from ("| record | change | field | before | after |", "|---|---|---|---|---|")
    for change in changes:
        record = f"{change.record.kind} {code_span(change.record.id)}"
        type_ = str(change.type)
        if change.type is ChangeType.RENAMED and change.before:
            type_ = format_renaming(change, moves, code_span)
        fields = change.fields if change.after else ()
        if not fields:
            yield f"| {record} | {type_} | | | |"
        for field in fields:
            before, after = (code_span(text) for text in format_pair(field.before, field.after))
            yield f"| {record} | {type_} | {code_span(format_dotted(field.pointer))} | {before} | {after} |"


def format_text_changes(changes: Iterable[TextChange]) -> Iterator[str]:
    """Yield a table of changed lines that only people read; nothing if there are none."""
    rows = [(change.path, *row) for change in changes for row in _text_rows(change)]
    if rows:
        yield from ("| file | change | text |", "|---|---|---|")
    for path, type_, line in rows:
        yield f"| {code_span(path)} | {type_} | {code_span(line)} |"


def _text_rows(change: TextChange) -> Iterator[tuple[str, str]]:
    yield from (("removed", line) for line in change.removed)
    yield from (("added", line) for line in change.added)


def format_table(table: Table) -> Iterator[str]:
    """Yield the title, the summary, the notes and the rows of a table."""
    yield f"**{_format_sentence(table.title)}**: {format_table_summary(table)}"
    if table.notes:
        yield from ("", *(f"- {_format_sentence(note)}" for note in table.notes))
    if table.lines:
        yield from ("", f"| {' | '.join(table.headings)} |", "|---" * len(table.headings) + "|")
    for line in table.lines:
        yield f"| {' | '.join(map(_format_cell, line))} |"


def _format_cell(cell: Value) -> str:
    if isinstance(cell, list) and any(isinstance(item, Code) for item in cell):
        return ", ".join(map(_format_cell, cell))
    return code_span(cell) if isinstance(cell, Code) else _format_sentence(format_words(cell))


def _format_sentence(text: str) -> str:
    """Return a sentence with code spans; one span if a forge would link a part of it."""
    if _FORGE_LINK.search(text):
        return code_span(text)
    return "".join(code_span(piece) if is_code else escape_markdown(piece) for piece, is_code in split_code(text))
