"""Names of the desk, recognized in other letters and other words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from unicodedata import category, name, normalize

from smregister.model import Value
from smregister.records.views import RegisterDetails

_Words: TypeAlias = tuple[str, ...]

# Letters of other scripts, and of Latin, that look like these (https://www.unicode.org/reports/tr39/#Confusable_Detection).
_LOOK_ALIKES = {
    "a": "\u0430\u03b1\u0251", "b": "\u0432\u044c", "c": "\u0441\u03f2", "d": "\u0501", "e": "\u0435\u0454\u03b5",
    "g": "\u0261\u0581", "h": "\u04bb\u043d\u0570", "j": "\u0458\u03f3", "k": "\u043a\u03ba", "n": "\u03b7\u0578\u043f",
    "l": "i1|\u0456\u03b9\u0131\u04cf\u0269", "o": "0\u043e\u03bf\u0585\u03c3", "p": "\u0440\u03c1", "q": "\u051b",
    "r": "\u0433", "s": "\u0455", "t": "\u0442\u03c4", "u": "\u03c5\u057d", "v": "\u0475\u03bd", "w": "\u051d\u03c9",
    "x": "\u0445\u03c7", "y": "\u0443\u03b3", "rn": "m\u043c",
}  # fmt: skip
_SKELETON = str.maketrans({sign: letter for letter, signs in _LOOK_ALIKES.items() for sign in signs})
_LETTER = re.compile(r"\bLETTER (?:SMALL CAPITAL )?([A-Z])(?: |$)")
_WORD = re.compile(r"[^\W_]+")
_DESK = "desk"
_FILLERS = frozenset(("a", "an", "and", "of", "the"))


@dataclass(frozen=True, slots=True)
class DeskNames:
    """Names that stand for the desk: as a whole, or wherever they are in a text."""

    whole: frozenset[str]
    parts: frozenset[_Words]

    @classmethod
    def of(cls, posts: Iterable[str], others: Iterable[str] = ()) -> DeskNames:
        """Return the names from the posts and names of members, and from other names that count as a whole only."""
        words = {split_words(text) for text in posts}
        whole = words | {split_words(text) for text in (*others, _DESK, "custodian")}
        parts = {part for part in words if len(part) > 1} | {split_words(_DESK)}
        return cls(frozenset(map("".join, whole)) - {""}, frozenset(parts))

    @classmethod
    def of_register(cls, register: RegisterDetails) -> DeskNames:
        """Return the names of the desk and its members, past ones too, of the custodian and of the register."""
        people = [text for member in register.desk for text in (member.post, member.name) if text]
        logins = [login for member in register.desk if isinstance(login := (member.forge or {}).get("login"), str)]
        titles = (register.name, register.custodian, *(register.names or {}).values())
        return cls.of(people, [*logins, *(text for text in titles if isinstance(text, str))])

    def are_in(self, value: Value) -> bool:
        """Return whether a text, or a text within a value, names the desk."""
        if isinstance(value, (list, dict)):
            return any(map(self.are_in, value.values() if isinstance(value, dict) else value))
        words = split_words(str(value))
        return "".join(words) in self.whole or any(_contains(words, part) for part in self.parts)


@lru_cache(maxsize=4096)
def split_words(text: str) -> _Words:
    """Return the words of a text in a form that is equal for those that look alike."""
    plain = (sign for sign in normalize("NFKD", text) if category(sign)[0] != "M" and category(sign) != "Cf")
    words = _WORD.findall("".join(map(_latin, plain)).casefold())
    return tuple(word.translate(_SKELETON) for word in words if word not in _FILLERS)


def _latin(sign: str) -> str:
    """Return the Latin letter that a sign is a variant of, such as a small capital; else the sign."""
    match = None if sign.isascii() else _LETTER.search(name(sign, ""))
    return match[1] if match else sign


def _contains(words: _Words, part: _Words) -> bool:
    return any(words[start : start + len(part)] == part for start in range(len(words)))
