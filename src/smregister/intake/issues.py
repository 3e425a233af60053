"""The body of an issue that a form made: a heading of three signs for each question, below it the answer."""

from __future__ import annotations

import re
from itertools import pairwise

from smregister.intake.entries import Entry, Reading, Refusal, Sheet, quoted, without_repetitions

HEADING = re.compile(r" {0,3}###(?!#)(.*)")
MOST_HEADINGS = 100
# What the forge writes where nothing was answered.
NO_ANSWER = "_No response_"


def read_issue(text: str) -> Reading:
    """Take the body of an issue apart.

    Every line that begins like a heading is one, in a block of code as anywhere: an answer can't pass for
    another question's, since what stands under a label a second time is refused.
    """
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if HEADING.match(line)]
    if len(places) > MOST_HEADINGS:
        reason = f"there are {len(places):,} headings; the longest form has far fewer than {MOST_HEADINGS}"
        return Reading(refusals=(Refusal(places[MOST_HEADINGS] + 1, "", reason),))
    entries = [_entry(lines, start, end) for start, end in pairwise([*places, len(lines)])]
    refusals = [*_before(lines, places), *_hidden_by_markup(entries)]
    kept, twice = without_repetitions(entries)
    return Reading((Sheet(1, tuple(kept)),), (*refusals, *twice))


def _entry(lines: list[str], start: int, end: int) -> Entry:
    heading = HEADING.match(lines[start])
    answer = "\n".join(lines[start + 1 : end]).strip()
    return Entry(heading[1].strip(" #") if heading else "", "" if answer == NO_ANSWER else answer, start + 1)


def _before(lines: list[str], places: list[int]) -> list[Refusal]:
    for number, line in enumerate(lines[: places[0] if places else len(lines)], 1):
        if line.strip():
            reason = f"{quoted(line.strip())} stands before the first heading, so it answers no question"
            return [Refusal(number, "", reason)]
    return []


def _hidden_by_markup(entries: list[Entry]) -> list[Refusal]:
    """Refuse what the page of an issue does not show to those who read it there."""
    return [
        Refusal(
            entry.line, entry.label, "it holds `<!--`, and what follows that is not shown on the page; leave it out"
        )
        for entry in entries
        if "<!--" in entry.text or "<!--" in entry.label
    ]
