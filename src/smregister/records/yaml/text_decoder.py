"""Bytes to text in UTF-8 without hidden characters."""

from __future__ import annotations

import re
from itertools import islice

from smregister.model import START, Position
from smregister.records import reader_rules as rules
from smregister.records.yaml.collector import MOST_FINDINGS, FindingCollector, UnreadableError
from smregister.text import HIDDEN_CHARACTER, character_name, may_have_hidden

# gitattributes(5), conflict-marker-size. The mark of the merge base occurs with `merge.conflictStyle=diff3`.
_CONFLICT_MARK = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)


def decode(content: bytes, limit: int, collector: FindingCollector) -> str:
    """Return the text of a file of at most `limit` bytes.

    Raises UnreadableError if the file is larger, isn't UTF-8 or has hidden characters.
    """
    if len(content) > limit:
        message = f"the file has more than {limit:,} bytes; a record is one page at most"
        collector.stop(rules.TOO_LARGE, START, (), message)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        position = _position(before, len(before))
        collector.stop(rules.NOT_UTF_8, position, (), "the file is not UTF-8 from here on; save it as UTF-8")
    if text.startswith("\ufeff"):
        collector.stop(rules.NOT_UTF_8, START, (), 'the file begins with a byte order mark; save it as "UTF-8"')
    _reject_hidden_characters(text, collector)
    return text


def find_conflict_mark(text: str) -> Position | None:
    """Return the position of the first conflict mark of git, or None."""
    mark = _CONFLICT_MARK.search(text)
    return _position(text, mark.start()) if mark else None


def _position(text: str, index: int) -> Position:
    line_start = text.rfind("\n", 0, index) + 1
    return Position(text.count("\n", 0, index) + 1, index - line_start + 1)


def _reject_hidden_characters(text: str, collector: FindingCollector) -> None:
    matches = HIDDEN_CHARACTER.finditer(text) if may_have_hidden(text) else ()
    for match in islice(matches, MOST_FINDINGS):
        fix = "write spaces" if match[0] == "\t" else "delete it"
        message = f"hidden character {character_name(match[0])}; {fix}"
        collector.add(rules.HIDDEN_CHARACTER, _position(text, match.start()), (), message)
    if collector.findings:
        raise UnreadableError
