"""What a condition may be, decided from its words alone, before the engine sees it.

The engine has no limit of its own to time and memory, so the gate lets through only what can't need much
of either: bounded length and depth, two macros at most, no way to make a list longer, known names.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from smregister.standards.operands import operand_faults
from smregister.standards.tokens import END, ExpressionError, Token, TokenType, tokens
from smregister.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smregister.standards.facts.fact import FactType

LONGEST = 1000
"""The most characters of a condition."""
DEEPEST = 12
"""The most brackets within each other."""
MOST_MACROS = 2
MOST_CHOICES = 8
"""The most question marks of a condition."""
MOST_DIGITS = 12
LONGEST_PATTERN = 100
# A name that nobody knows is told no further.
_MOST_SHOWN = 60

_MACROS = frozenset({"all", "exists", "exists_one", "filter"})
_METHODS = frozenset({"startsWith", "endsWith", "contains", "matches", "size"})
_FUNCTIONS = frozenset({"size", "has"})
_WORDS = frozenset({"true", "false", "in"})
_BRACKETS = {")": "(", "]": "["}
_HOW_WRITTEN = "; a fact is written facts.NAME, a text in quotes: 'text'"
_ADVICE = {
    "and": "write && for `and`",
    "or": "write || for `or`",
    "not": "write ! for `not`",
    "null": "`has(facts.NAME)` asks whether a fact is known",
    "map": "lists can't be made here",
}


class Names(NamedTuple):
    """The facts that a condition names, and those of them that it asks after with `has`."""

    named: frozenset[str]
    asked_after: frozenset[str]

    @property
    def needed(self) -> frozenset[str]:
        """Give the facts without which there is no answer."""
        return self.named - self.asked_after


def admitted(text: str, types: Mapping[str, FactType]) -> Names:
    """Let a condition through and give the facts it names; `types` are the facts that there are.

    Raises ExpressionError if the engine must not see it.
    """
    if len(text) > LONGEST:
        message = f"this has {len(text):,} characters, and a condition may have {LONGEST:,}; make several clauses of it"
        raise ExpressionError(message)
    words = tokens(text)
    if not words:
        message = "there is nothing here; write a condition such as facts.officers_in_force >= 2"
        raise ExpressionError(message)
    walk = _Walk(words, types)
    for fault in (*walk.faults(), *_size_faults(words), *operand_faults(words, types)):
        raise ExpressionError(fault)
    if not walk.named:
        message = "this names no fact, so it says nothing of an account; write facts.NAME"
        raise ExpressionError(message)
    return Names(frozenset(walk.named), frozenset(walk.asked_after))


def _size_faults(words: Sequence[Token]) -> Iterator[str]:
    macros = _count(words, _MACROS)
    if macros > MOST_MACROS:
        yield f"this has {macros} of {', '.join(sorted(_MACROS))}, and a condition may have {MOST_MACROS}"
    if macros and any(word.text == "+" and word.type is TokenType.SIGN for word in words):
        yield f"nothing can be added where one of {', '.join(sorted(_MACROS))} is used"
    # The engine reads a pattern anew each time it tries it.
    if macros > 1 and _count(words, frozenset({"matches"})):
        yield f"`matches` can't be used with more than one of {', '.join(sorted(_MACROS))}"
    if sum(word.text == "?" and word.type is TokenType.SIGN for word in words) > MOST_CHOICES:
        yield f"this has more than {MOST_CHOICES} question marks; make several clauses of it"
    for word in words:
        if word.type is TokenType.NUMBER and len(word.text) > MOST_DIGITS:
            yield f"column {word.column}: a number may have {MOST_DIGITS} digits"


def _count(words: Sequence[Token], names: frozenset[str]) -> int:
    return sum(
        word.text in names and word.type is TokenType.NAME and before.text == "." for before, word in pairwise(words)
    )


class _Walk:
    """One walk through the words of a condition, without recursion."""

    def __init__(self, words: Sequence[Token], types: Mapping[str, FactType]) -> None:
        self.named: set[str] = set()
        self.asked_after: set[str] = set()
        self._words, self._types = words, types
        self._open: list[Token] = []
        # The names that macros give to the items of a list, each with the depth at which it ends.
        self._items: dict[str, int] = {}

    def faults(self) -> Iterator[str]:
        """Give what is wrong, first things first."""
        for place, word in enumerate(self._words):
            if word.type is TokenType.SIGN:
                yield from self._sign_faults(place, word)
            elif word.type is TokenType.NAME:
                yield from (f"column {word.column}: {fault}" for fault in self._name_faults(place, word))
            elif word.type is TokenType.TEXT:
                yield from (f"column {word.column}: {fault}" for fault in self._text_faults(self._at(place - 1)))
        if self._open:
            yield f"column {self._open[-1].column}: `{self._open[-1].text}` is never closed"

    def _at(self, place: int) -> Token:
        return self._words[place] if 0 <= place < len(self._words) else END

    def _sign_faults(self, place: int, word: Token) -> Iterator[str]:
        if word.text in "([":
            self._open.append(word)
            if len(self._open) > DEEPEST:
                yield f"column {word.column}: brackets lie more than {DEEPEST} deep"
            yield from self._list_faults(place) if word.text == "[" else ()
        elif word.text == "." and self._at(place + 1).type is not TokenType.NAME:
            yield f"column {word.column}: after `.` comes a name"
        elif word.text in _BRACKETS:
            if not self._open or self._open.pop().text != _BRACKETS[word.text]:
                yield f"column {word.column}: `{word.text}` closes nothing"
            self._items = {name: depth for name, depth in self._items.items() if depth <= len(self._open)}

    def _text_faults(self, before: Token) -> Iterator[str]:
        if before.type is TokenType.TEXT:
            yield "two texts stand beside each other"
        elif before.type is TokenType.NAME and before.text != "in":
            yield f"`{before.text[:_MOST_SHOWN]}` can't stand before a text"

    def _list_faults(self, place: int) -> Iterator[str]:
        """Let lists hold nothing but texts and numbers, and let nothing be taken out of one by its number."""
        column = self._words[place].column
        if self._at(place - 1).text != "in" or self._at(place - 1).type is not TokenType.NAME:
            yield f"column {column}: a list can only stand after `in`"
        for word in self._words[place + 1 :]:
            if word.text == "]" and word.type is TokenType.SIGN:
                return
            if word.type not in (TokenType.TEXT, TokenType.NUMBER) and word.text not in (",", "-"):
                yield f"column {word.column}: a list can only hold texts and numbers"

    def _name_faults(self, place: int, word: Token) -> Iterator[str]:
        before, after = self._at(place - 1), self._at(place + 1)
        if before.text == "." and before.type is TokenType.SIGN:
            is_fact = self._at(place - 2) == (TokenType.NAME, "facts", self._at(place - 2).column)
            yield from self._fact_faults(place, word) if is_fact else self._method_faults(place, word)
        elif word.text == "facts":
            if after.text != ".":
                yield "name a fact: facts.NAME"
        elif word.text in _FUNCTIONS and after.text == "(":
            yield from self._has_faults(place) if word.text == "has" else ()
        elif word.text in self._items and after.text == "(":
            yield f"`{word.text}` is an item of a list, and nothing is handed to it"
        elif word.text not in _WORDS and word.text not in self._items:
            yield self._unknown(word.text, (*_FUNCTIONS, *_WORDS, *self._items), _HOW_WRITTEN)

    def _fact_faults(self, place: int, word: Token) -> Iterator[str]:
        if word.text not in self._types:
            yield f"there is no fact `{word.text[:_MOST_SHOWN]}`{did_you_mean(word.text, self._types)}"
        elif self._at(place + 1).text == "(":
            yield f"`{word.text}` is a fact, and nothing is handed to it"
        self.named.add(word.text)

    def _has_faults(self, place: int) -> Iterator[str]:
        inside = [self._at(place + step) for step in (2, 3, 5)]
        name = self._at(place + 4)
        if [word.text for word in inside] != ["facts", ".", ")"] or name.type is not TokenType.NAME:
            yield "`has` is written has(facts.NAME)"
        self.asked_after.add(name.text)

    def _method_faults(self, place: int, word: Token) -> Iterator[str]:
        if word.text not in _METHODS | _MACROS:
            yield self._unknown(word.text, _METHODS | _MACROS)
        elif self._at(place + 1).text != "(":
            yield f"`{word.text}` needs brackets: {word.text}(…)"
        elif word.text in _MACROS:
            yield from self._macro_faults(place)
        elif word.text == "matches":
            yield from self._pattern_faults(place)

    def _macro_faults(self, place: int) -> Iterator[str]:
        item, comma = self._at(place + 2), self._at(place + 3)
        taken = {"facts", *_WORDS, *_FUNCTIONS, *self._items}
        if item.type is not TokenType.NAME or comma.text != "," or item.text in taken:
            yield f"`{self._words[place].text}` is written LIST.{self._words[place].text}(item, condition of the item)"
        self._items[item.text] = len(self._open) + 1

    def _pattern_faults(self, place: int) -> Iterator[str]:
        pattern, closing = self._at(place + 2), self._at(place + 3)
        if pattern.type is not TokenType.TEXT or closing.text != ")":
            yield "`matches` is written TEXT.matches('pattern')"
        elif len(pattern.text) > LONGEST_PATTERN or "{" in pattern.text:
            yield f"a pattern may have {LONGEST_PATTERN} characters, and no `{{`"

    def _unknown(self, name: str, known: Sequence[str] | frozenset[str], otherwise: str = "") -> str:
        if name.lower() in _ADVICE:
            return f"`{name}` can't be used here; {_ADVICE[name.lower()]}"
        if name in self._types:
            return f"`{name}` is a fact; write facts.{name}"
        return f"`{name[:_MOST_SHOWN]}` is not known{did_you_mean(name, known) or otherwise}"
