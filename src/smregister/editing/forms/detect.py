"""Detection of a text's origin, and its parser."""

from __future__ import annotations

from smregister.editing.forms.csv_forms import parse_csv_forms
from smregister.editing.forms.entries import Origin, ParsedText
from smregister.editing.forms.issue import HEADING, parse_issue
from smregister.editing.forms.mail import FORM_LINE, is_mail, parse_mail
from smregister.editing.lists.plan import Rejection
from smregister.text import HIDDEN_CHARACTER, character_name

LARGEST_TEXT = 64 * 1024
_MOST_LINES = 4_000
_PARSERS = {Origin.ISSUE: parse_issue, Origin.CSV: parse_csv_forms, Origin.MAIL: parse_mail}


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
        return origin, _reject(1, "there is nothing in it")
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
        match = HIDDEN_CHARACTER.search(line.replace("\t", " "))
        if match:
            name = character_name(match[0])
            reason = f"character {match.start() + 1} of the line can't be seen ({name}); write the line again"
            rejections.append(Rejection(number, "", reason))
    return rejections


def _reject(line: int, reason: str) -> ParsedText:
    return ParsedText(rejections=(Rejection(line, "", reason),))
