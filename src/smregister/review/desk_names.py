"""Names of the desk, recognized in other letters and other words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias
from unicodedata import category, name, normalize

from smregister.model import Value
from smregister.records.views import RegisterDetails

_Words: TypeAlias = tuple[str, ...]

# Letters of other scripts, and of Latin, that look like these (https://www.unicode.org/reports/tr39/#Confusable_Detection).
_LOOK_ALIKES = {
    "a": "\u0430\u03b1\u0251\ua4ee\u13aa", "b": "\u0432\u044c\ua4d0\u13cf\u13f4", "c": "\u0441\u03f2\ua4da\u13df",
    "d": "\u0501\ua4d3\u13a0\u13e7", "e": "3\u0435\u0454\u03b5\ua4f0\u13ac", "f": "\ua4dd",
    "g": "\u0261\u0581\ua4d6\u13c0", "h": "\u04bb\u043d\u0570\ua4e7\u13bb\u13c2", "j": "\u0458\u03f3\ua4d9\u13ab",
    "k": "\u043a\u03ba\ua4d7\u13e6", "l": "i1|\u0456\u03b9\u0131\u04cf\u0269\ua4f2\ua4e1\u13a5\u13de",
    "n": "\u03b7\u0578\u043f\ua4e0", "o": "0\u043e\u03bf\u0585\u03c3\ua4f3", "p": "\u0440\u03c1\ua4d1\u13e2",
    "q": "\u051b", "r": "\u0433\ua4e3\u13a1\u13d2", "s": "5\u0455\u057f\ua4e2\u13da\u13d5",
    "t": "\u0442\u03c4\ua4d4\u13a2", "u": "\u03c5\u057d\ua4f4", "v": "\u0475\u03bd\ua4e6\u13d9",
    "w": "\u051d\u03c9\ua4ea\u13b3\u13d4", "x": "\u0445\u03c7\ua4eb", "y": "\u0443\u03b3\ua4ec\u13a9\u13bd",
    "z": "\ua4dc\u13c3", "rn": "m\u043c\ua4df\u13b7",
}  # fmt: skip
_SKELETON = str.maketrans({sign: letter for letter, signs in _LOOK_ALIKES.items() for sign in signs})
_LETTER = re.compile(r"\b(?:LATIN|SYMBOL)\b.*\bLETTER (?:SMALL CAPITAL )?([A-Z])(?: |$)")
_WORD = re.compile(r"[^\W_]+")
_INNER_BREAK = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-z])(?=[A-Z])")
_ALPHABETS = frozenset(("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "COPTIC", "GEORGIAN", "CHEROKEE", "LISU"))
"""The scripts whose letters are easily taken for one another; no honest word mixes them."""

_DESK = "desk"
_FILLERS = frozenset(("a", "an", "and", "of", "the"))
_REGISTER = frozenset(("register", "registry"))
_OTHER_DESKS = ("front", "help", "media", "news", "press", "service")


@dataclass(frozen=True, slots=True)
class DeskNames:
    """Names that stand for the desk: as a whole, or wherever they are in a text.

    Names are compared without the spaces, and begin and end where words do. `other_desks` are the words before
    `desk` that make it another one; none of them is in the desk's own names.
    """

    whole: frozenset[str]
    parts: frozenset[str]
    other_desks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, posts: Iterable[str], others: Iterable[str] = ()) -> DeskNames:
        """Return the names from the posts and names of members, and from other names that count as a whole only."""
        names = [*posts]
        parts = {text for text in names if len(split_words(text)) > 1}
        own = {word for text in (*names, *others) for word in split_words(text)}
        other_desks = {word for text in _OTHER_DESKS for word in split_words(text)} - own
        whole = _joined((*names, *others, _DESK, "custodian"))
        return cls(whole, _joined((*parts, _DESK)), frozenset(other_desks))

    @classmethod
    def of_register(cls, register: RegisterDetails) -> DeskNames:
        """Return the names of the desk and its members, past ones too, of the custodian and of the register."""
        people = [text for member in register.desk for text in (member.post, member.name) if text]
        logins = [login for member in register.desk if isinstance(login := (member.forge or {}).get("login"), str)]
        titles = (register.name, register.custodian, *(register.names or {}).values())
        return cls.of(people, [*logins, *(text for text in titles if isinstance(text, str))])

    def are_in(self, value: Value) -> bool:
        """Return whether a text, or a text within a value, names the desk, or mixes letters so that it seems to."""
        if isinstance(value, (list, dict)):
            return any(map(self.are_in, value.values() if isinstance(value, dict) else value))
        words = _find_words(str(value))
        return any(map(_mixes_alphabets, words)) or any(map(self._are_in_pieces, _pieces(words)))

    def _are_in_pieces(self, pieces: _Words) -> bool:
        text = _look("".join(pieces))
        core = _look("".join(pieces).rstrip("0123456789"))
        of_register = _look("".join(piece for piece in pieces if piece not in _REGISTER))
        if not self.whole.isdisjoint((text, core, core.removesuffix("s"), of_register)):
            return True
        spans = _find_spans(pieces)
        return any(self._is_in_spans(part, text, *spans) for part in self.parts)

    def _is_in_spans(self, part: str, text: str, starts: Sequence[int], ends: Set[int]) -> bool:
        found = [start for start in starts if text.startswith(part, start) and start + len(part) in ends]
        return any(part != _look(_DESK) or text[:start].removeprefix("the") not in self.other_desks for start in found)


@lru_cache(maxsize=4096)
def split_words(text: str) -> _Words:
    """Return the words of a text in a form that is equal for those that look alike."""
    return tuple(_look(word) for word in map(str.casefold, _find_words(text)) if word not in _FILLERS)


def _joined(names: Iterable[str]) -> frozenset[str]:
    """Return names without their spaces, both with the articles and without them."""
    return frozenset(_look("".join(pieces)) for text in names for pieces in _pieces(_find_words(text))) - {""}


def _pieces(words: Sequence[str]) -> tuple[_Words, _Words]:
    """Return the parts of words between capitals and digits, with all the articles and without them."""
    pieces = tuple(piece.casefold() for word in words for piece in _INNER_BREAK.split(word))
    return pieces, tuple(piece for piece in pieces if piece not in _FILLERS)


def _find_spans(pieces: _Words) -> tuple[list[int], set[int]]:
    """Return where a name may begin in the joined pieces, and where it may end: also before a plural's s."""
    looks = [*map(_look, pieces)]
    ends = [*accumulate(map(len, looks))]
    plurals = {end - 1 for look, end in zip(looks, ends, strict=True) if look.endswith("s")}
    return [0, *ends[:-1]], {*ends, *plurals}


@lru_cache(maxsize=4096)
def _find_words(text: str) -> _Words:
    """Return the words of a text without marks, with the Latin letters of which others are variants."""
    plain = (sign for sign in normalize("NFKD", text) if category(sign)[0] != "M" and category(sign) != "Cf")
    return tuple(_WORD.findall("".join(map(_latin, plain))))


def _look(word: str) -> str:
    """Return a folded word in a form that is equal for words that look alike."""
    return word.translate(_SKELETON)


def _latin(sign: str) -> str:
    """Return the Latin letter that a sign is a variant of, such as a small capital; else the sign."""
    match = None if sign.isascii() else _LETTER.search(name(sign, ""))
    return match[1] if match else sign


def _mixes_alphabets(word: str) -> bool:
    return not word.isascii() and len(_ALPHABETS & {name(sign, "").partition(" ")[0] for sign in word}) > 1
