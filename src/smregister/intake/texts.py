"""Bytes to a text that was taken apart: by the headings of an issue, as a list, or as a mail."""

from __future__ import annotations

import re

from smregister.characters import HIDDEN_CHARACTER, character_name
from smregister.intake.entries import Reading, Refusal
from smregister.intake.issues import HEADING, read_issue
from smregister.intake.mails import FORM_LINE, is_mail, read_mail
from smregister.intake.sources import Source
from smregister.intake.tables import read_table

LARGEST_TEXT = 64 * 1024
MOST_LINES = 4_000
_READERS = {Source.ISSUE: read_issue, Source.CSV: read_table, Source.MAIL: read_mail}


def read_text(content: bytes, source: Source | None) -> tuple[Source, Reading]:
    """Take a text apart as what it is said to be or, where nothing is said, looks like."""
    # First of all: what is read of a larger one may end within a character.
    if len(content) > LARGEST_TEXT:
        return source or Source.MAIL, _refused(1, f"it has more than {LARGEST_TEXT >> 10} KiB; send it in parts")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return source or Source.MAIL, _refused(line, "this is not UTF-8; save the text as UTF-8 and send it again")
    source = source or source_of(text)
    if text.count("\n") > MOST_LINES:
        return source, _refused(1, f"it has more than {MOST_LINES:,} lines; send it in parts")
    if not text.strip():
        return source, _refused(1, "there is nothing in it")
    hidden = tuple(_hidden(text))
    return source, Reading(refusals=hidden) if hidden else _READERS[source](text)


def source_of(text: str) -> Source:
    """Tell by its content how a text was written."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if HEADING.match(first):
        return Source.ISSUE
    if any(FORM_LINE.match(line) for line in lines):
        return Source.MAIL
    if any(HEADING.match(line) for line in lines):
        return Source.ISSUE
    return Source.MAIL if is_mail(lines) else Source.CSV


def _hidden(text: str) -> list[Refusal]:
    """Name the first hidden character of each line; a tab is none where it only sets fields apart."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = re.search(HIDDEN_CHARACTER, line.replace("\t", " "))
        if match:
            name = character_name(match[0])
            reason = f"character {match.start() + 1} of the line can't be seen ({name}); write the line afresh"
            found.append(Refusal(number, "", reason))
    return found


def _refused(line: int, reason: str) -> Reading:
    return Reading(refusals=(Refusal(line, "", reason),))
