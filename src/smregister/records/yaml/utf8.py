"""Plain text in UTF-8, without hidden characters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from smregister.model import START, Finding, Position, create_finding
from smregister.records import reader_rules as rules
from smregister.text import character_name, hidden_character, may_have_hidden

# YAML allows no control characters (YAML 1.2, section 5.1). In a foreign list, they are parsed as these private ones.
_CONTROLS = [code for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r\x85"]
_STAND_INS = {code: chr(0x10FF00 + number) for number, code in enumerate(_CONTROLS)}
_RESTORED = {ord(stand_in): chr(code) for code, stand_in in _STAND_INS.items()}


def decode_text(path: str, content: bytes, limit: int, *, lenient: bool = False) -> str | list[Finding]:
    """Decode a text of at most `limit` bytes, or return its findings.

    If lenient, hidden characters stay, and `restore_controls` restores control characters in the values.
    """
    if len(content) > limit:
        message = f"the file has more than {limit:,} bytes; keep what a person can review"
        return [create_finding(rules.TOO_LARGE, path, START, (), message)]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        message = "the file is not UTF-8 from here on; save it as UTF-8"
        return [create_finding(rules.NOT_UTF_8, path, position_at(before, len(before)), (), message)]
    if text.startswith("\ufeff"):
        message = 'the file begins with a byte order mark; save it as "UTF-8"'
        return [create_finding(rules.NOT_UTF_8, path, START, (), message)]
    if lenient:
        return text if text.isprintable() else text.translate(_STAND_INS)
    return [*islice(_find_hidden(path, text), rules.MOST_FINDINGS)] or text


def restore_controls(text: str) -> str:
    """Return a value of a foreign list with its control characters."""
    return text if text.isascii() else text.translate(_RESTORED)


def position_at(text: str, index: int) -> Position:
    """Return the line and column of a character."""
    line_start = text.rfind("\n", 0, index) + 1
    return Position(text.count("\n", 0, index) + 1, index - line_start + 1)


def _find_hidden(path: str, text: str) -> Iterator[Finding]:
    for match in hidden_character().finditer(text) if may_have_hidden(text) else ():
        fix = "write spaces" if match[0] == "\t" else "delete it"
        message = f"hidden character {character_name(match[0])}; {fix}"
        yield create_finding(rules.HIDDEN_CHARACTER, path, position_at(text, match.start()), (), message)
