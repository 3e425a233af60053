"""Text for people: hidden characters, suggestions, localized words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice

from smregister.model import Value

# Control and format characters (Unicode categories Cc and Cf), line and paragraph separators,
# noncharacters, and the Hangul fillers, which are letters without a glyph. Line feed is not among
# them, carriage return only outside a line end. Written out because a search through `unicodedata`
# takes longer than reading a thousand records.
_HIDDEN = (
    "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
) + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))

HIDDEN_CHARACTER = re.compile(f"[{_HIDDEN}]|\r(?!\n)")
_NOT_PRINTABLE = re.compile(f"[{_HIDDEN}\r\n\ud800-\udfff]")
# Hidden, though `str.isprintable` accepts them.
_PRINTABLE_HIDDEN = re.compile("[\u115f\u1160\u3164\uffa0]")

# Markup of Markdown anywhere, at the beginning of a line, and in a bare address (https://github.github.com/gfm/).
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~$@#!{}]|^[-+=:]|(?<=^[0-9])[.)]|(?<=:)/(?=/)|(?<=www)\.", re.IGNORECASE)
_CODE = re.compile("`([^`]+)`")

_FEW = 3

MIN_SIMILARITY = 60
"""How similar two words must be, out of 100, for one to be suggested for the other."""
_MOST_COMPARED = 1000
"""The names among which a suggestion is looked for, of a register with many."""
_HINT = re.compile("; (?:did you mean `|known are )")


def may_have_hidden(text: str) -> bool:
    """Return whether a text may have hidden characters; fast, never wrongly False."""
    is_printable = text.replace("\n", "").isprintable()
    return not is_printable or (not text.isascii() and _PRINTABLE_HIDDEN.search(text) is not None)


def character_name(character: str) -> str:
    """Return the name of a character for people: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    names = {"\t": "tab", "\r": "carriage return", "\x00": "null", "\x1b": "escape"}
    name = names.get(character) or unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def escape_hidden(text: str) -> str:
    """Return a text for one line, with hidden characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return _NOT_PRINTABLE.sub(lambda match: _escape(match[0]), text)


def escape_hidden_lines(text: str) -> str:
    """Return a text that is safe to print, with its line ends."""
    return "\n".join(map(escape_hidden, text.split("\n")))


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def code_span(text: str) -> str:
    """Return a text as a Markdown code span for a table cell, without markup."""
    shown = escape_hidden(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    padding = " " if fence != "`" else ""
    return f"{fence}{padding}{shown}{padding}{fence}" if shown else ""


def escape_markdown(text: str) -> str:
    """Return a text for one line of Markdown, without hidden characters and markup."""
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", escape_hidden(text))


def split_code(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a sentence; True for those that stood in backticks."""
    return [(piece, number % 2 == 1) for number, piece in enumerate(_CODE.split(text)) if piece]


def join_few(names: Iterable[str]) -> str:
    """Join the first names for a message, which never grows with their number; empty without names."""
    first = [*islice(names, _FEW + 1)]
    return ", ".join([*first[:_FEW], *(["and others"] if len(first) > _FEW else [])])


def names_near(word: str, names: Sequence[str]) -> Sequence[str]:
    """Return the sorted names around a word, so that a suggestion costs the same however many there are."""
    begin = min(bisect_left(names, word) - _MOST_COMPARED // 2, len(names) - _MOST_COMPARED)
    return names[max(begin, 0) : max(begin, 0) + _MOST_COMPARED]


def did_you_mean(word: str, candidates: Iterable[str], part: Callable[[str], str] | None = None) -> str:
    """Return a suggestion of the most similar candidate, whatever its case; empty if none is.

    `part` returns what is compared.
    """
    from rapidfuzz import fuzz, process

    def folded(text: str) -> str:
        return (part(text) if part else text).casefold()

    # Sorted: among equally similar candidates, the order in which they come must not matter.
    names = sorted(candidates)
    match = process.extractOne(word, names, scorer=fuzz.ratio, processor=folded, score_cutoff=MIN_SIMILARITY)
    return f"; did you mean `{match[0]}`?" if match else ""


def without_hint(message: str) -> str:
    """Return a message without its suggestions, which depend on the other records."""
    return _HINT.split(message, maxsplit=1)[0]


def normalize_text(text: str) -> str:
    """Return the comparable form of a text, without case and extra spaces."""
    return " ".join(text.casefold().split())


def localized(words: Value | Mapping[str, str], language: str) -> str:
    """Return the words in a language, English or any other; else empty."""
    if not isinstance(words, Mapping):
        return ""
    return str(words.get(language) or words.get("en") or next(iter(words.values()), ""))


class Percent(int):
    """A score, written like `20%`."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{int(self)}%"


class Message(str):
    """An English text that keeps its source and facts, so that it can be translated.

    Imported as `_`, it marks its source for `pybabel extract`. A fact is a text, a message, a number or a `date`.
    """

    __slots__ = ("facts", "plural", "source")
    source: str
    facts: Mapping[str, object]
    plural: str
    """The source for several things, of which the fact `number` is the number; else empty."""

    def __new__(cls, source: str, plural: str = "", /, **facts: object) -> Message:
        """Create the text from its source and facts."""
        template = plural if plural and facts["number"] != 1 else source
        words = {name: f"{fact:,}" if type(fact) is int else fact for name, fact in facts.items()}
        message = super().__new__(cls, template.format_map(words))
        message.source, message.facts, message.plural = source, facts, plural
        return message

    def of_number(self, number: int) -> Message:
        """Return the message on another number of things."""
        return Message(self.source, self.plural, **{**self.facts, "number": number})

    def __reduce__(self) -> tuple[Callable[[], Message], tuple[()]]:
        return partial(Message, self.source, self.plural, **self.facts), ()


def ngettext(source: str, plural: str, number: int = 1, /, **facts: object) -> Message:
    """Return a message on one thing or several; its placeholder is `{number}`."""
    return Message(source, plural, number=number, **facts)


def join_messages(messages: Iterable[str], separator: str = "; ") -> Message:
    """Return messages and other texts as one message."""
    parts = {f"part{number}": message for number, message in enumerate(messages)}
    return Message(separator.join(f"{{{name}}}" for name in parts), **parts)
