"""A review in each format: what its parts say, one after the other, under a headline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smregister.output import github, json_documents, markdown, plain_text
from smregister.output.phrases import counted, summary_line
from smregister.review.review_file import Review
from smregister.text import escape_hidden

COMMENT_MARK = "<!-- smregister:review -->"
"""By which the comment on a proposal is found again, if it is the forge's own bot that wrote it."""

# GitHub takes 65,536 characters.
_LONGEST_COMMENT = 60_000
_MOST_FILES = 50


def _text_lines(review: Review) -> Iterator[str]:
    yield from plain_text.authorization_lines(review.authorization)
    yield from map(plain_text.finding_line, review.validation.findings)
    yield from plain_text.change_lines(review.difference.changes)
    yield from (escape_hidden(f"~ {path}") for path in review.other_files)


def _github_lines(review: Review) -> Iterator[str]:
    yield from map(github.refusal, review.authorization.denials)
    yield from github.annotation_lines(review.validation.findings)


def _json_lines(review: Review) -> Iterator[str]:
    yield json_documents.review_document(review)


def _markdown_lines(review: Review) -> Iterator[str]:
    yield COMMENT_MARK
    yield f"**{_headline(review)}**"
    yield from markdown.authorization_lines(review.authorization)
    if review.validation.findings:
        yield ""
        yield from markdown.findings_lines(review.validation)
    if review.difference.changes:
        yield ""
        yield from markdown.change_lines(review.difference.changes)
    if review.other_files:
        yield ""
        paths = ", ".join(map(markdown.code, review.other_files[:_MOST_FILES]))
        yield f"Files that are no records: {paths}"
    if len(review.other_files) > _MOST_FILES:
        yield f"and {len(review.other_files) - _MOST_FILES:,} more."


def _headline(review: Review) -> str:
    if review.accepted:
        return f"The check has passed. {summary_line(review.validation)}"
    refused = len(review.authorization.denials)
    needs = f" {counted(refused, 'place')} in it may not be changed like this." if refused else ""
    return f"The check has not passed.{needs} {summary_line(review.validation)}"


REVIEW_WRITERS: dict[str, Callable[[Review], Iterable[str]]] = {
    "text": _text_lines,
    "json": _json_lines,
    "github": _github_lines,
    "markdown": _markdown_lines,
}


def comment_lines(review: Review) -> Iterator[str]:
    """Write a review as a comment on the proposal, no longer than a forge takes."""
    length = 0
    for line in _markdown_lines(review):
        length += len(line) + 1
        if length > _LONGEST_COMMENT:
            yield from ("", "There is more than a comment can hold; `smregister review` tells all of it.")
            return
        yield line
