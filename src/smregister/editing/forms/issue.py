"""Body of an issue: a third-level heading for each question."""

from __future__ import annotations

import re
from itertools import pairwise

from smregister.editing.forms.entries import Entry, FormSubmission, ParsedText, reject_duplicates
from smregister.editing.lists.plan import Rejection, quote

HEADING = re.compile(r" {0,3}###(?!#)(.*)")
_MOST_HEADINGS = 100
# GitHub writes this for a question without an answer.
_NO_ANSWER = "_No response_"
_HIDDEN_BY_COMMENT = "it contains `<!--`, which hides the text after it; remove it"


def parse_issue(text: str) -> ParsedText:
    """Parse the body of an issue.

    A line like a heading is one, in a code block too. An answer can't imitate another question: a label that
    occurs twice is rejected.
    """
    lines = text.split("\n")
    headings = [number for number, line in enumerate(lines) if HEADING.match(line)]
    if len(headings) > _MOST_HEADINGS:
        reason = f"there are {len(headings):,} headings; the longest form has far fewer than {_MOST_HEADINGS}"
        return ParsedText(rejections=(Rejection(headings[_MOST_HEADINGS] + 1, "", reason),))
    entries = [_read_entry(lines, start, end) for start, end in pairwise([*headings, len(lines)])]
    rejections = [*_reject_preamble(lines, headings), *_reject_comments(entries)]
    distinct, duplicates = reject_duplicates(entries)
    return ParsedText((FormSubmission(1, tuple(distinct)),), (*rejections, *duplicates))


def _read_entry(lines: list[str], start: int, end: int) -> Entry:
    heading = HEADING.match(lines[start])
    answer = "\n".join(lines[start + 1 : end]).strip()
    return Entry(heading[1].strip(" #") if heading else "", "" if answer == _NO_ANSWER else answer, start + 1)


def _reject_preamble(lines: list[str], headings: list[int]) -> list[Rejection]:
    for number, line in enumerate(lines[: headings[0] if headings else len(lines)], 1):
        if line.strip():
            reason = f"{quote(line.strip())} is before the first heading; remove it"
            return [Rejection(number, "", reason)]
    return []


def _reject_comments(entries: list[Entry]) -> list[Rejection]:
    """Reject HTML comments, which the page of an issue does not show."""
    return [
        Rejection(entry.line, entry.label, _HIDDEN_BY_COMMENT)
        for entry in entries
        if "<!--" in entry.text or "<!--" in entry.label
    ]
