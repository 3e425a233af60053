"""Which writer writes what: by the name of a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.output import github, gitlab, jsons, markdown, sarif, tables, text, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smregister.changes.diff import Difference
    from smregister.editing.forms.propose import IntakeResult
    from smregister.model import Change, Judgement, Table


def _text_findings(judgement: Judgement) -> Iterator[str]:
    yield from map(text.finding_line, judgement.findings)


def _github_findings(judgement: Judgement) -> Iterator[str]:
    yield from github.annotation_lines(judgement.findings)


def _gitlab_findings(judgement: Judgement) -> Iterator[str]:
    yield gitlab.report(judgement.findings)


def _sarif_findings(judgement: Judgement) -> Iterator[str]:
    from smregister.reading_rules import READING_RULES
    from smregister.rules import RULES

    yield sarif.log(judgement.findings, (*READING_RULES, *RULES))


def _json_findings(judgement: Judgement) -> Iterator[str]:
    return jsons.findings_document(judgement)


FINDING_WRITERS: dict[str, Callable[[Judgement], Iterable[str]]] = {
    "text": _text_findings,
    "json": _json_findings,
    "github": _github_findings,
    "gitlab": _gitlab_findings,
    "sarif": _sarif_findings,
    "markdown": markdown.findings_lines,
}


def _text_changes(difference: Difference, _: str, __: str) -> Iterable[str]:
    return text.change_lines(difference.changes)


def _json_changes(difference: Difference, before: str, after: str) -> Iterable[str]:
    return [jsons.changes_document(difference, before, after)]


def _markdown_changes(difference: Difference, _: str, __: str) -> Iterable[str]:
    return markdown.change_lines(difference.changes)


CHANGE_WRITERS: dict[str, Callable[[Difference, str, str], Iterable[str]]] = {
    "text": _text_changes,
    "json": _json_changes,
    "markdown": _markdown_changes,
}


def _json_intake(taken: IntakeResult, changes: Iterable[Change]) -> Iterable[str]:
    return [jsons.intake_document(taken, changes)]


INTAKE_WRITERS: dict[str, Callable[[IntakeResult, Iterable[Change]], Iterable[str]]] = {
    "text": text.intake_lines,
    "json": _json_intake,
    "markdown": markdown.intake_lines,
}


def _text_table(table: Table) -> Iterable[str]:
    lines = [[words.cut(words.plain_words(cell), words.LONGEST_CELL) for cell in line] for line in table.lines]
    return tables.lines(table.headings, lines, whole=True)


def _json_table(table: Table) -> Iterable[str]:
    return jsons.table_document(table)


def _csv_table(table: Table) -> Iterable[str]:
    from smregister.output import csvs

    return csvs.csv_lines(table)


def _html_table(table: Table) -> Iterable[str]:
    from smregister.output import hypertext

    return hypertext.page_lines(table)


TABLE_WRITERS: dict[str, Callable[[Table], Iterable[str]]] = {
    "text": _text_table,
    "json": _json_table,
    "csv": _csv_table,
    "markdown": markdown.table_lines,
    "html": _html_table,
}
