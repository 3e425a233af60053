"""A review of a proposal in each format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smregister.model import Review
from smregister.output import github, json_documents, markdown, plain_text
from smregister.output.phrases import format_count, format_summary
from smregister.output.styled_line import StyledLine
from smregister.text import code_span

COMMENT_MARK = "<!-- smregister:review -->"
"""Marks the comment of the forge's bot, which a later review replaces."""

# GitHub takes 65,536 characters.
_LONGEST_COMMENT = 60_000
_MOST_FILES = 50


def _text_lines(review: Review) -> Iterator[str]:
    yield from plain_text.format_authorization(review.authorization)
    yield from plain_text.format_findings(review.validation.findings)
    yield from plain_text.format_changes(review.difference.changes)
    yield from (StyledLine(f"~ {path}") for path in review.other_files)
    yield from plain_text.format_text_changes(review.texts)


def _markdown_lines(review: Review) -> Iterator[str]:
    yield COMMENT_MARK
    yield f"**{_headline(review)}**"
    yield from markdown.format_authorization(review.authorization)
    if review.validation.findings:
        yield from ("", *markdown.format_findings(review.validation))
    if review.difference.changes:
        yield from ("", *markdown.format_changes(review.difference.changes))
    if review.other_files:
        files = ", ".join(map(code_span, review.other_files[:_MOST_FILES]))
        yield from ("", f"Files that are not records: {files}")
    if len(review.other_files) > _MOST_FILES:
        yield f"and {len(review.other_files) - _MOST_FILES:,} more."
    if review.texts:
        yield from ("", "Comments and texts:", "", *markdown.format_text_changes(review.texts))


def _headline(review: Review) -> str:
    if review.accepted:
        return f"The check has passed. {format_summary(review.validation)}"
    denials = len(review.authorization.denials)
    reason = f" {format_count(denials, 'change')} not allowed." if denials else ""
    return f"The check has not passed.{reason} {format_summary(review.validation)}"


REVIEW_WRITERS: dict[str, Callable[[Review], Iterable[str]]] = {
    "text": _text_lines,
    "json": lambda review: [json_documents.write_review(review)],
    "github": lambda review: [
        *map(github.format_denial, review.authorization.denials),
        *github.format_annotations(review.validation.findings),
        *map(github.format_text_change, review.texts),
    ],
    "markdown": _markdown_lines,
}


def format_comment(review: Review) -> Iterator[str]:
    """Yield a comment on the proposal, up to the maximum of forges."""
    length = 0
    for line in _markdown_lines(review):
        length += len(line) + 1
        if length > _LONGEST_COMMENT:
            yield from ("", "The review is longer than a comment can be; `smregister review` shows all of it.")
            return
        yield line
