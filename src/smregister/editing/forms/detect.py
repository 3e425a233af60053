"""Texts parsed by their origin, and lists of submissions."""

from __future__ import annotations

import csv

from smregister.editing.forms.entries import Entry, FormSubmission, Origin, ParsedText, reject_duplicates
from smregister.editing.forms.issue import HEADING, parse_issue
from smregister.editing.forms.mail import FORM_LINE, is_mail, parse_mail
from smregister.editing.lists.plan import Rejection, quote
from smregister.editing.lists.rows import Row, detect_delimiter, parse_csv
from smregister.errors import FatalError
from smregister.text import character_name, hidden_character

LARGEST_TEXT = 64 * 1024
_MOST_LINES = 4_000


def parse_text(content: bytes, origin: Origin | None) -> tuple[Origin, ParsedText]:
    """Parse a text by its origin; detect the origin if none is given."""
    # This comes first: the caller reads only the beginning of a larger text, which may end within a character.
    if len(content) > LARGEST_TEXT:
        return origin or Origin.MAIL, _reject(1, f"it has more than {LARGEST_TEXT >> 10} KiB; send it in parts")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return origin or Origin.MAIL, _reject(line, "this is not UTF-8; save the text as UTF-8 and send it again")
    origin = origin or detect_origin(text)
    if text.count("\n") > _MOST_LINES:
        return origin, _reject(1, f"it has more than {_MOST_LINES:,} lines; send it in parts")
    if not text.strip():
        return origin, _reject(1, "the text is empty")
    hidden = tuple(_reject_hidden(text))
    return origin, ParsedText(rejections=hidden) if hidden else _PARSERS[origin](text)


def detect_origin(text: str) -> Origin:
    """Return the origin of a text by its content."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if HEADING.match(first):
        return Origin.ISSUE
    if any(FORM_LINE.match(line) for line in lines):
        return Origin.MAIL
    if any(HEADING.match(line) for line in lines):
        return Origin.ISSUE
    return Origin.MAIL if is_mail(lines) else Origin.CSV


def _reject_hidden(text: str) -> list[Rejection]:
    """Reject the first hidden character of each line; tabs may separate fields."""
    rejections = []
    for number, line in enumerate(text.split("\n"), 1):
        if match := hidden_character().search(line.replace("\t", " ")):
            name = character_name(match[0])
            reason = f"character {match.start() + 1} of the line is invisible ({name}); type the line again"
            rejections.append(Rejection(number, "", reason))
    return rejections


def _reject(line: int, reason: str) -> ParsedText:
    return ParsedText(rejections=(Rejection(line, "", reason),))


def _parse_csv(text: str) -> ParsedText:
    """Parse a list, skipping blank lines above its headings."""
    table = text.lstrip("\n")
    skipped = len(text) - len(table)
    headings = table.partition("\n")[0]
    delimiter = detect_delimiter(headings)
    try:
        names = [Entry(name.strip(), "", skipped + 1) for name in next(csv.reader([headings], delimiter=delimiter))]
        duplicates = reject_duplicates(names)[1]
        parsed = () if duplicates else parse_csv("the list", table, None, delimiter)
        rows = [row._replace(line=row.line + skipped) for row in parsed]
    except (FatalError, csv.Error) as error:
        return ParsedText(rejections=(Rejection(skipped + 1, "", str(error)),))
    rejections = [_reject_surplus(row) for row in rows if row.surplus]
    if not rows and not duplicates:
        rejections.append(Rejection(skipped + 1, "", "there is no row below the headings"))
    submissions = (
        FormSubmission(row.line, tuple(Entry(name, str(value).strip(), row.line) for name, value in row.data.items()))
        for row in rows
    )
    return ParsedText(tuple(submissions), (*duplicates, *rejections), headings=tuple(names))


def _reject_surplus(row: Row) -> Rejection:
    reason = f"the row has more cells than there are headings: {quote(', '.join(row.surplus))}"
    return Rejection(row.line, "", f"{reason}; put a text with commas in quotes")


_PARSERS = {Origin.ISSUE: parse_issue, Origin.CSV: _parse_csv, Origin.MAIL: parse_mail}
