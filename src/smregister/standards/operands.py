"""Whether what stands beside a sign can stand there: a mistake of type is false for ever, and nobody hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.standards.facts.fact import FactType
from smregister.standards.tokens import Token, TokenType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_EQUALITIES = frozenset({"==", "!="})
_ORDERS = frozenset({"<", "<=", ">", ">="})
_SUMS = frozenset({"+", "-"})
_LITERALS = {TokenType.TEXT: FactType.TEXT, TokenType.NUMBER: FactType.NUMBER}


def operand_faults(words: Sequence[Token], types: Mapping[str, FactType]) -> Iterator[str]:
    """Give the signs and words by which facts and plain values can't come out as anybody meant."""
    for place, word in enumerate(words):
        if word.type is TokenType.SIGN and word.text in _EQUALITIES | _ORDERS | _SUMS:
            sides = _left_of(words, place, types), _right_of(words, place, types)
            yield from (f"column {word.column}: `{word.text}` {fault}" for fault in _sign_faults(word.text, *sides))
        elif word == (TokenType.NAME, "in", word.column):
            yield from _membership_faults(words, place, types)
        elif word == (TokenType.NAME, "size", word.column) and FactType.TEXT in _sized(words, place, types):
            yield f"column {word.column}: `size` counts the items of a list, and this is {FactType.TEXT}"


def _sign_faults(sign: str, left: FactType | None, right: FactType | None) -> Iterator[str]:
    if sign in _SUMS:
        if FactType.TEXTS in (left, right):
            yield "adds up numbers or texts, and this is a list"
        return
    if left and right and left is not right:
        yield f"compares {left} with {right}"
    wrong = next((side for side in (left, right) if side not in (None, FactType.NUMBER)), None)
    if wrong and sign in _ORDERS:
        yield f"compares numbers, and this is {wrong}"


def _membership_faults(words: Sequence[Token], place: int, types: Mapping[str, FactType]) -> Iterator[str]:
    column, item = words[place].column, _left_of(words, place, types)
    if item is FactType.TEXTS:
        yield f"column {column}: a list can't be in a list; use LIST.exists(item, …)"
    following = words[place + 1] if place + 1 < len(words) else None
    if following is None or following.text != "[":
        if item and item is not FactType.TEXT and _right_of(words, place, types) is FactType.TEXTS:
            yield f"column {column}: {item} is looked for in {FactType.TEXTS}"
        return
    for member in words[place + 2 :]:
        if member.text == "]":
            return
        kind = _LITERALS.get(member.type)
        if item and kind and kind is not item:
            yield f"column {member.column}: {item} is looked for, and this is {kind}"


def _sized(words: Sequence[Token], place: int, types: Mapping[str, FactType]) -> set[FactType | None]:
    """Give the type of what `size` is asked of: of what stands before its point, or within its brackets."""
    if place and words[place - 1].text == ".":
        return {_left_of(words, place - 1, types)}
    return {_right_of(words, place + 1, types)}


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
