"""Which writer writes what: by the name of a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smregister.changes.diff import Difference
from smregister.editing.forms.intake_result import IntakeResult
from smregister.model import Change, Table, ValidationResult
from smregister.output import (
    csv_table,
    github,
    gitlab,
    html,
    json_documents,
    markdown,
    phrases,
    plain_text,
    sarif,
    text_table,
)
from smregister.records.reading_rules import READING_RULES
from smregister.validation.rules import RULES


def _text_findings(judgement: ValidationResult) -> Iterator[str]:
    yield from map(plain_text.finding_line, judgement.findings)


def _github_findings(judgement: ValidationResult) -> Iterator[str]:
    yield from github.annotation_lines(judgement.findings)


def _gitlab_findings(judgement: ValidationResult) -> Iterator[str]:
    yield gitlab.report(judgement.findings)


def _sarif_findings(judgement: ValidationResult) -> Iterator[str]:

    yield sarif.log(judgement.findings, (*READING_RULES, *RULES))


def _json_findings(judgement: ValidationResult) -> Iterator[str]:
    return json_documents.findings_document(judgement)


FINDING_WRITERS: dict[str, Callable[[ValidationResult], Iterable[str]]] = {
    "text": _text_findings,
    "json": _json_findings,
    "github": _github_findings,
    "gitlab": _gitlab_findings,
    "sarif": _sarif_findings,
    "markdown": markdown.findings_lines,
}


def _text_changes(difference: Difference, _: str, __: str) -> Iterable[str]:
    return plain_text.change_lines(difference.changes)


def _json_changes(difference: Difference, before: str, after: str) -> Iterable[str]:
    return [json_documents.changes_document(difference, before, after)]


def _markdown_changes(difference: Difference, _: str, __: str) -> Iterable[str]:
    return markdown.change_lines(difference.changes)


CHANGE_WRITERS: dict[str, Callable[[Difference, str, str], Iterable[str]]] = {
    "text": _text_changes,
    "json": _json_changes,
    "markdown": _markdown_changes,
}


def _json_intake(taken: IntakeResult, changes: Iterable[Change]) -> Iterable[str]:
    return [json_documents.intake_document(taken, changes)]


INTAKE_WRITERS: dict[str, Callable[[IntakeResult, Iterable[Change]], Iterable[str]]] = {
    "text": plain_text.intake_lines,
    "json": _json_intake,
    "markdown": markdown.intake_lines,
}


def _text_table(table: Table) -> Iterable[str]:
    lines = [[phrases.cut(phrases.plain_words(cell), phrases.LONGEST_CELL) for cell in line] for line in table.lines]
    return text_table.lines(table.headings, lines, whole=True)


def _json_table(table: Table) -> Iterable[str]:
    return json_documents.table_document(table)


def _csv_table(table: Table) -> Iterable[str]:

    return csv_table.csv_lines(table)


def _html_table(table: Table) -> Iterable[str]:

    return html.page_lines(table)


TABLE_WRITERS: dict[str, Callable[[Table], Iterable[str]]] = {
    "text": _text_table,
    "json": _json_table,
    "csv": _csv_table,
    "markdown": markdown.table_lines,
    "html": _html_table,
}
