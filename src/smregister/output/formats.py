"""Writers of findings, changes and tables by the name of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from smregister.model import Difference, Rule, Table, ValidationResult
from smregister.output import csv_table, github, gitlab, html, json_documents, markdown, plain_text, sarif, text_table
from smregister.output.phrases import LONGEST_CELL, cut, plain_words

FindingWriter: TypeAlias = Callable[[ValidationResult, Callable[[], Iterable[Rule]]], Iterable[str]]
"""Writes findings; the function loads the rules that describe them."""
ChangeWriter: TypeAlias = Callable[[Difference, str, str], Iterable[str]]
"""Writes the changes between two named trees."""
TableWriter: TypeAlias = Callable[[Table], Iterable[str]]

FINDING_WRITERS: dict[str, FindingWriter] = {
    "text": lambda result, _: map(plain_text.finding_line, result.findings),
    "json": lambda result, _: json_documents.findings_document(result),
    "github": lambda result, _: github.annotation_lines(result.findings),
    "gitlab": lambda result, _: [gitlab.report(result.findings)],
    "sarif": lambda result, rules: [sarif.log(result.findings, rules())],
    "markdown": lambda result, _: markdown.findings_lines(result),
}
CHANGE_WRITERS: dict[str, ChangeWriter] = {
    "text": lambda difference, _, __: plain_text.change_lines(difference.changes),
    "json": lambda difference, before, after: [json_documents.changes_document(difference, before, after)],
    "markdown": lambda difference, _, __: markdown.change_lines(difference.changes),
}


def _text_lines(table: Table) -> Iterable[str]:
    lines = [[cut(plain_words(cell), LONGEST_CELL) for cell in line] for line in table.lines]
    return text_table.lines(table.headings, lines, whole=True)


TABLE_WRITERS: dict[str, TableWriter] = {
    "text": _text_lines,
    "json": json_documents.table_document,
    "csv": csv_table.csv_lines,
    "markdown": markdown.table_lines,
    "html": html.page_lines,
}
