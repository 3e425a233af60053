"""Writers of findings, changes and tables by the name of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from smregister.model import Difference, Rule, Table, ValidationResult
from smregister.output import (
    csv_table,
    github,
    gitlab,
    json_documents,
    markdown,
    plain_text,
    report_page,
    sarif,
    text_table,
)
from smregister.output.phrases import LONGEST_CELL, cut, format_words

FindingWriter: TypeAlias = Callable[[ValidationResult, Callable[[], Iterable[Rule]]], Iterable[str]]
"""Writes findings; the function loads the rules that describe them."""
ChangeWriter: TypeAlias = Callable[[Difference, str, str], Iterable[str]]
"""Writes the changes between two named trees."""
TableWriter: TypeAlias = Callable[[Table], Iterable[str]]

FINDING_WRITERS: dict[str, FindingWriter] = {
    "text": lambda result, _: plain_text.format_findings(result.findings),
    "json": lambda result, _: json_documents.write_findings(result),
    "github": lambda result, _: github.format_annotations(result.findings),
    "gitlab": lambda result, _: [gitlab.format_report(result.findings)],
    "sarif": lambda result, rules: [sarif.format_log(result.findings, rules())],
    "markdown": lambda result, _: markdown.format_findings(result),
}
CHANGE_WRITERS: dict[str, ChangeWriter] = {
    "text": lambda difference, _, __: plain_text.format_changes(difference.changes),
    "json": lambda difference, before, after: [json_documents.write_changes(difference, before, after)],
    "markdown": lambda difference, _, __: markdown.format_changes(difference.changes),
}


def _text_lines(table: Table) -> text_table.TextTable:
    lines = [[cut(format_words(cell), LONGEST_CELL) for cell in line] for line in table.lines]
    return text_table.TextTable(table.headings, lines, whole=True)


TABLE_WRITERS: dict[str, TableWriter] = {
    "text": _text_lines,
    "json": json_documents.write_table,
    "csv": csv_table.format_csv,
    "markdown": markdown.format_table,
    "html": report_page.format_page,
}
