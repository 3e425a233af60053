"""Parts of a condition that must all hold, with their requirements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from smregister.model import Value
from smregister.standards.conditions.tokenizer import Token, TokenType, tokenize

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_ALTERNATIVES = frozenset({"||", "?"})


class Requirement(NamedTuple):
    """Comparison of a fact with an operand, or with another fact."""

    fact: str
    operator: str
    operand: Value = None
    other: str = ""


class Conjunct(NamedTuple):
    """Part of a condition; `requirement` is None if it isn't a plain comparison."""

    text: str
    requirement: Requirement | None


@lru_cache(maxsize=2048)
def split_condition(text: str) -> tuple[Conjunct, ...]:
    """Return the parts of a valid condition that `&&` joins, without their brackets."""
    return tuple(Conjunct(_source(text, part), _read_requirement(part)) for part in _split(tokenize(text)))


def _split(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    tokens = _without_brackets(tokens)
    signs = [(position, token.text) for position, token in _outer_signs(tokens)]
    if any(sign in _ALTERNATIVES for _, sign in signs):
        yield tokens
        return
    breaks = [-1, *(position for position, sign in signs if sign == "&&"), len(tokens)]
    if len(breaks) == 2:
        yield tokens
        return
    for start, end in pairwise(breaks):
        yield from _split(tokens[start + 1 : end])


def _outer_signs(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the signs outside of brackets with their positions."""
    depth = 0
    for position, token in enumerate(tokens):
        if token.type is TokenType.SIGN:
            depth -= token.text in ")]"
            if depth == 0:
                yield position, token
            depth += token.text in "(["


def _without_brackets(tokens: Sequence[Token]) -> Sequence[Token]:
    """Remove the brackets around a whole part."""
    outer = [position for position, _ in _outer_signs(tokens)]
    is_enclosed = bool(tokens) and tokens[0].is_sign("(") and outer == [0, len(tokens) - 1]
    return _without_brackets(tokens[1:-1]) if is_enclosed else tokens


def _source(text: str, tokens: Sequence[Token]) -> str:
    last = tokens[-1]
    return text[tokens[0].column - 1 : last.column - 1 + len(last.text)]


def _read_requirement(tokens: Sequence[Token]) -> Requirement | None:
    match [token.text for token in tokens]:
        case ["!", "has", "(", "facts", ".", tested, ")", "||", *_]:
            rest = _read_requirement(_without_brackets(tokens[8:]))
            return rest if rest and rest.fact == tested and not rest.other else None
        case ["facts", ".", fact] | ["!", "facts", ".", fact]:
            return Requirement(fact, "==", not tokens[0].is_sign("!"))
        case ["facts", ".", fact, operator, "facts", ".", other] if operator in _COMPARISONS:
            return Requirement(fact, operator, other=other)
        case ["facts", ".", fact, operator, *_] if operator in _COMPARISONS:
            literals = [*_read_literals(tokens[4:])]
            return Requirement(fact, operator, literals[0]) if len(literals) == 1 else None
        case ["facts", ".", fact, "in", "[", *_, "]"]:
            return Requirement(fact, "in", [*_read_literals(tokens[5:-1])])
    return None


def _read_literals(tokens: Sequence[Token]) -> Iterator[Value]:
    """Yield the literals of a list; two values for what is not a literal."""
    sign = 1
    for token in tokens:
        if token.type is TokenType.TEXT:
            yield token.text[1:-1]
        elif token.type is TokenType.NUMBER:
            yield sign * int(token.text)
        elif token.text in ("true", "false"):
            yield token.text == "true"
        elif token.text not in ("-", ","):
            yield from (None, None)
        sign = -1 if token.is_sign("-") else 1
