"""Characters that can't be seen, and how to show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from smregister.model import Value

# Control and format characters (Unicode categories Cc and Cf), line and paragraph separators,
# noncharacters, and the Hangul fillers, which are letters that leave no mark. Line feed is none of
# them, carriage return only outside a line end. Written out because asking `unicodedata` about
# every code point takes longer than reading a thousand records.
_HIDDEN = (
    "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
) + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))

HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}]|\r(?!\n)")
_NOT_PRINTABLE = re.compile(f"[{_HIDDEN}\r\n\ud800-\udfff]")


# Hidden, though Python counts them as printable letters.
_PRINTABLE_HIDDEN = re.compile("[\u115f\u1160\u3164\uffa0]")


def may_have_hidden(text: str) -> bool:
    """Say quickly whether a text is worth a search for hidden characters; never no where there is one."""
    shown = text.replace("\n", "").isprintable()
    return not shown or (not text.isascii() and _PRINTABLE_HIDDEN.search(text) is not None)


def character_name(character: str) -> str:
    """Name a character for a person: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    import unicodedata

    names = {"\t": "tab", "\r": "carriage return", "\x00": "null", "\x1b": "escape"}
    name = names.get(character) or unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def escape_hidden(text: str) -> str:
    """Make text safe to print on one line: every hidden character becomes its escape."""
    if text.isascii() and text.isprintable():
        return text
    return _NOT_PRINTABLE.sub(lambda match: _escape(match[0]), text)


def escape_hidden_lines(text: str) -> str:
    """Make text safe to print, keeping its line ends."""
    return "\n".join(escape_hidden(line) for line in text.split("\n"))


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


MIN_SIMILARITY = 60
"""How like two words must be, of 100, before one is offered for the other."""
_HINT = re.compile("; (?:did you mean `|known are )")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names the nearest known word; nothing where none is near."""
    from rapidfuzz import fuzz, process

    # Of two that are as near, the first by its letters is named, in whichever order they come.
    nearest = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    return f"; did you mean `{nearest[0]}`?" if nearest else ""


def without_hint(message: str) -> str:
    """Return a message without what was perhaps meant, which hangs on what else there happens to be."""
    return _HINT.split(message, maxsplit=1)[0]


def localized(words: Value, language: str) -> str:
    """Choose the words in a language; else those in English, else the first there are; empty where there are none."""
    if not isinstance(words, dict):
        return ""
    return str(words.get(language) or words.get("en") or next(iter(words.values()), ""))


T = TypeVar("T")


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut a list into portions of a size; the last one may be smaller."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
