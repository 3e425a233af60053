"""Parsed but uninterpreted text: labels, answers and their lines."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from smregister.editing.lists.plan import Rejection, quote
from smregister.text import normalize_text


class Origin(StrEnum):
    """How a text was sent; only an issue is public at once."""

    ISSUE = "issue"
    CSV = "csv"
    MAIL = "mail"


class Entry(NamedTuple):
    """A label, the text below it, and the label's line."""

    label: str
    text: str
    line: int


class FormSubmission(NamedTuple):
    """The entries for one record, and their first line."""

    line: int
    entries: tuple[Entry, ...]


class ParsedText(NamedTuple):
    """A parsed text: submissions, rejections, and remarks on skipped lines."""

    submissions: tuple[FormSubmission, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    remarks: tuple[str, ...] = ()
    form: str | None = None
    """The form that the text itself names."""
    headings: tuple[Entry, ...] = ()
    """The labels that all submissions share, if they do."""

    @property
    def labels(self) -> tuple[Entry, ...]:
        """Return the labels of the text with their lines."""
        return self.headings or (self.submissions[0].entries if self.submissions else ())


def reject_duplicates(entries: list[Entry]) -> tuple[list[Entry], list[Rejection]]:
    """Return the first entry of each label, and a rejection for each other one."""
    by_label: dict[str, Entry] = {}
    rejections = []
    for entry in entries:
        first = by_label.setdefault(normalize_text(entry.label), entry)
        if first is not entry:
            reason = f"{quote(entry.label)} occurs twice, first in line {first.line}; keep one"
            rejections.append(Rejection(entry.line, entry.label, reason))
    return list(by_label.values()), rejections
