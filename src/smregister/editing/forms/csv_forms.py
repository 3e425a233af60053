"""CSV lists with headings and a submission in each row."""

from __future__ import annotations

import csv

from smregister.editing.forms.entries import Entry, FormSubmission, ParsedText, reject_duplicates
from smregister.editing.lists.plan import Rejection, quote
from smregister.editing.lists.rows import Row, detect_delimiter, parse_csv
from smregister.errors import FatalError


def parse_csv_forms(text: str) -> ParsedText:
    """Parse a list, skipping blank lines above its headings."""
    table = text.lstrip("\n")
    skipped = len(text) - len(table)
    headings = table.partition("\n")[0]
    delimiter = detect_delimiter(headings)
    try:
        names = [Entry(name.strip(), "", skipped + 1) for name in next(csv.reader([headings], delimiter=delimiter))]
        duplicates = reject_duplicates(names)[1]
        rows = [] if duplicates else [*parse_csv("the list", table, None, delimiter)]
    except (FatalError, csv.Error) as error:
        return ParsedText(rejections=(Rejection(skipped + 1, "", str(error)),))
    rejections = [_reject_surplus(row, skipped) for row in rows if row.surplus]
    if not rows and not duplicates:
        rejections.append(Rejection(skipped + 1, "", "there is no row below the headings"))
    submissions = tuple(_submission(row, skipped) for row in rows)
    return ParsedText(submissions, (*duplicates, *rejections), headings=tuple(names))


def _submission(row: Row, skipped: int) -> FormSubmission:
    line = row.line + skipped
    return FormSubmission(line, tuple(Entry(name, str(value).strip(), line) for name, value in row.data.items()))


def _reject_surplus(row: Row, skipped: int) -> Rejection:
    reason = f"the row has more fields than there are headings: {quote(', '.join(row.surplus))}"
    return Rejection(row.line + skipped, "", f"{reason}; is a text with commas in it not in quotes?")
