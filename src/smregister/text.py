"""Text for people: hidden characters, suggestions, localized words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import islice

from smregister.model import Value

# Control and format characters (Unicode categories Cc and Cf), line and paragraph separators, noncharacters, private
# use, and characters that the standard says not to show (Default_Ignorable_Code_Point). Also the blank of Braille, the
# object replacement character and a notehead without ink. Line feed is not among them, carriage return only outside a
# line end. Written out because a search through `unicodedata` takes longer than reading a thousand records.
_NEVER = (
    "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ue000-\uf8ff\ufdd0-\ufdef"
    "\ufe03-\ufe0d\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
) + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))

# Canonical combining class 9 (Virama). The letter before it must not be of a script without one.
_VIRAMA = (
    "(?<=[^\x00-\u08ff][\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84"
    "\u1039\u103a\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed"
    "\U00011046\U00011070\U0001107f\U000110b9\U00011133\U00011134\U000111c0\U00011235\U000112ea\U0001134d\U00011442"
    "\U000114c2\U000115bf\U0001163f\U000116b6\U0001172b\U00011839])"
)
# Joining types L and D, R and D, and T of the scripts in use today (DerivedJoiningType.txt of Unicode 16).
_JOINS_NEXT = (
    "[\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687\u069a-\u06bf"
    "\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff\u0712-\u0714\u071a-\u071d\u071f-\u0727\u0729\u072b\u072d"
    "\u072e\u074e-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777\u077a-\u077f\u07ca-\u07ea\u0841-\u0845\u0848"
    "\u084a-\u0853\u0855\u0860\u0862-\u0865\u0868\u0886\u0889-\u088d\u088f\u08a0-\u08a9\u08af\u08b0\u08b3-\u08b8"
    "\u08ba-\u08c8\u1807\u1820-\u1878\u1887-\u18a8\u18aa\U00010d00-\U00010d21\U00010d23\U0001e900-\U0001e943]"
)
_JOINS_PREVIOUS = (
    "[\u0620\u0622-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0710\u0712-\u072f\u074d-\u077f\u07ca-\u07ea\u0840-\u0858\u0860\u0862-\u0865\u0867-\u0882\u0886\u0889-\u088f"
    "\u08a0-\u08ac\u08ae-\u08c8\u1807\u1820-\u1878\u1887-\u18a8\u18aa\U00010d01-\U00010d23\U0001e900-\U0001e943]"
)
_MARK = (
    "[\u0300-\u034e\u0350-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0711\u0730-\u074a\u07eb-\u07f3\u0859-\u085b\u08ca-\u08e1\u08e3-\u08ff\U00010d24-\U00010d27\U0001e944-\U0001e94a]"
)
_AFTER_JOINING = "|".join(f"(?<={_JOINS_NEXT}{_MARK * number})" for number in range(4))

# Emoji of emoji-data.txt, without digits, regional indicators and skin tones.
_EMOJI = (
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626"
    "\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f"
    "\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce"
    "\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714"
    "\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1"
    "\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf"
    "\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202\U0001f21a\U0001f22f"
    "\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6fc"
    "\U0001f7e0-\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff]"
)
_AFTER_EMOJI = f"(?<={_EMOJI})|(?<={_EMOJI}\ufe0f)|(?<={_EMOJI}[\U0001f3fb-\U0001f3ff])"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_MONGOLIAN = "[\u1820-\u1878\u1880-\u18aa]"
# England, Scotland and Wales: the only flags of emoji-sequences.txt that are written with tags.
_FLAGS = [
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(sign)) for sign in f"gb{name}\x7f") for name in ("eng", "sct", "wls")
]
_IN_FLAG = "|".join(f"(?<={flag[:end]}){flag[end:]}" for flag in _FLAGS for end in range(1, len(flag)))

# A joiner is part of the spelling after a virama, or between letters that would join (RFC 5892, appendix A.1 and A.2,
# which UTS 46 calls CONTEXTJ), and before the virama of a few letters (The Unicode Standard, chapters 12 and 13). Other
# sources: UTS 51 for emoji, UTS 37 and StandardizedVariants.txt for variants.
_BY_CONTEXT = {
    "\u200c": f"{_VIRAMA}\u200c|(?:{_AFTER_JOINING})\u200c{_MARK}{{0,3}}{_JOINS_PREVIOUS}",
    "\u200d": f"{_VIRAMA}\u200d|(?:{_AFTER_EMOJI})\u200d{_EMOJI}"
    "|(?<=\u09b0)\u200d\u09cd|(?<=\u0cb0)\u200d\u0ccd|(?<=[\u0d9a-\u0dc6])\u200d\u0dca",
    "[\ufe0e\ufe0f]": f"(?<={_EMOJI})|(?<=[0-9#*]).\u20e3",
    "[\ufe00-\ufe02]": f"(?<={_HAN})|(?<=[\u1000-\u109f\uaa60-\uaa7f])\ufe00",
    "[\U000e0100-\U000e01ef]": f"(?<={_HAN})",
    "[\u180b-\u180d\u180f]": f"(?<={_MONGOLIAN})",
    "\u180e": f"(?<={_MONGOLIAN})\u180e[\u1820\u1821]",
    "[\U000e0020-\U000e007f]": _IN_FLAG,
}

_HIDDEN = f"[{_NEVER}]|\r(?!\n)|" + "|".join(
    f"(?={character})(?!{context})." for character, context in _BY_CONTEXT.items()
)


@cache
def hidden_character(more: str = "") -> re.Pattern[str]:
    """Return the pattern of hidden characters, and of more: compiled on first use, which takes 6 ms."""
    return re.compile(f"{_HIDDEN}|{more}" if more else _HIDDEN)


_JOINER = re.compile("[\u200c\u200d\u180e\U000e0020-\U000e007f]")
# Perhaps hidden, though `str.isprintable` accepts them.
_PRINTABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc\U0001d159\U000e0100-\U000e01ef]"
)

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
    line = text.replace("\n", "")
    if line.isprintable() and (text.isascii() or not _PRINTABLE.search(text)):
        return False
    return hidden_character().search(text) is not None or not _JOINER.sub("", line).isprintable()


def character_name(character: str) -> str:
    """Return the name of a character for people: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    names = {"\t": "tab", "\r": "carriage return", "\x00": "null", "\x1b": "escape"}
    name = names.get(character) or unicodedata.name(character, "control character")
    return f"U+{ord(character):04X} {name}"


def escape_hidden(text: str) -> str:
    """Return a text for one line, with hidden characters as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return hidden_character("[\r\n\ud800-\udfff]").sub(lambda match: _escape(match[0]), text)


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
