"""Bytes to text: not too much of it, in UTF-8, and nothing in it that can't be seen."""

from __future__ import annotations

import re
from itertools import islice

from smregister.model import START, Position
from smregister.records.reader_rules import HIDDEN_CHARACTER as HIDDEN_CHARACTER_RULE
from smregister.records.reader_rules import NOT_UTF_8, TOO_LARGE
from smregister.records.yaml.collector import FindingCollector, UnreadableError
from smregister.records.yaml.limits import MOST_FINDINGS
from smregister.text import HIDDEN_CHARACTER, character_name, may_have_hidden

# Of both sides and, where git is asked for it, of what was before them (gitattributes(5), conflict-marker-size).
_CONFLICT_MARK = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)


def decode(content: bytes, limit: int, faults: FindingCollector) -> str:
    """Return the text of a file of `limit` bytes at the most.

    Raises UnreadableError if it is no such text.
    """
    if len(content) > limit:
        faults.stop(TOO_LARGE, START, (), f"the file has more than {limit:,} bytes; a record is one page at most")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        place = _place(before, len(before))
        faults.stop(NOT_UTF_8, place, (), "the file is not UTF-8 from here on; save it as UTF-8")
    if text.startswith("\ufeff"):
        faults.stop(NOT_UTF_8, START, (), 'the file begins with a byte order mark; save it as "UTF-8"')
    _refuse_hidden_characters(text, faults)
    return text


def conflict_mark(text: str) -> Position | None:
    """Return the place of the first mark that git leaves where two changes collide; None where there is none."""
    mark = _CONFLICT_MARK.search(text)
    return _place(text, mark.start()) if mark else None


def _place(text: str, at: int) -> Position:
    line_start = text.rfind("\n", 0, at) + 1
    return Position(text.count("\n", 0, at) + 1, at - line_start + 1)


def _refuse_hidden_characters(text: str, faults: FindingCollector) -> None:
    found = HIDDEN_CHARACTER.finditer(text) if may_have_hidden(text) else ()
    for match in islice(found, MOST_FINDINGS):
        cure = "write spaces" if match[0] == "\t" else "delete it"
        message = f"hidden character {character_name(match[0])}; {cure}"
        faults.found(HIDDEN_CHARACTER_RULE, _place(text, match.start()), (), message)
    if faults.findings:
        raise UnreadableError
