"""Whether the two sides of a comparison can be alike: a mistake of type is false for ever, and nobody hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.standards.facts.fact import FactType
from smregister.standards.tokens import Token, TokenType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_EQUALITIES = frozenset({"==", "!="})
_ORDERS = frozenset({"<", "<=", ">", ">="})
_LITERALS = {TokenType.TEXT: FactType.TEXT, TokenType.NUMBER: FactType.NUMBER}


def compared_faults(words: Sequence[Token], types: Mapping[str, FactType]) -> Iterator[str]:
    """Give the comparisons of facts and plain values that can't come out as anybody meant."""
    for place, word in enumerate(words):
        if word.type is TokenType.SIGN and word.text in _EQUALITIES | _ORDERS:
            left, right = _left_of(words, place, types), _right_of(words, place, types)
            if left and right and left is not right:
                yield f"column {word.column}: `{word.text}` compares {left} with {right}"
            wrong = next((side for side in (left, right) if side not in (None, FactType.NUMBER)), None)
            if wrong and word.text in _ORDERS:
                yield f"column {word.column}: `{word.text}` compares numbers, and this is {wrong}"
        elif word == (TokenType.NAME, "in", word.column):
            yield from _membership_faults(words, place, types)


def _membership_faults(words: Sequence[Token], place: int, types: Mapping[str, FactType]) -> Iterator[str]:
    column, item = words[place].column, _left_of(words, place, types)
    if item is FactType.TEXTS:
        yield f"column {column}: a list can't be in a list; use LIST.exists(item, …)"
    following = words[place + 1] if place + 1 < len(words) else None
    if following is None or following.text != "[":
        return
    for member in words[place + 2 :]:
        if member.text == "]":
            return
        kind = _LITERALS.get(member.type)
        if item and kind and kind is not item:
            yield f"column {member.column}: {item} is looked for, and this is {kind}"


def _left_of(words: Sequence[Token], place: int, types: Mapping[str, FactType]) -> FactType | None:
    """Give the type of what ends before a sign, where that is one fact or one plain value."""
    return _type_ending(words[:place], types)


def _right_of(words: Sequence[Token], place: int, types: Mapping[str, FactType]) -> FactType | None:
    """Give the type of what begins after a sign, where that is one fact or one plain value."""
    rest = words[place + 1 : place + 5]
    length = 3 if rest and rest[0].text == "facts" else 1
    if len(rest) > length and rest[length].text in (".", "("):
        return None
    return _type_ending(rest[:length], types)


def _type_ending(words: Sequence[Token], types: Mapping[str, FactType]) -> FactType | None:
    if not words:
        return None
    last = words[-1]
    if last.type is TokenType.NAME and last.text in ("true", "false"):
        return FactType.ANSWER
    if last.type is TokenType.NAME and [word.text for word in words[-3:-1]] == ["facts", "."]:
        return types.get(last.text)
    return _LITERALS.get(last.type)
