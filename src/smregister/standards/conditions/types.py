"""Operand types, since CEL evaluates a mismatch to false without error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from smregister.standards.account_facts import FactType
from smregister.standards.conditions.tokenizer import END, Token, TokenType

_EQUALITIES = frozenset({"==", "!="})
_ORDERS = frozenset({"<", "<=", ">", ">="})
_SUMS = frozenset({"+", "-"})
_LITERALS = {TokenType.TEXT: FactType.TEXT, TokenType.NUMBER: FactType.NUMBER}


def find_type_errors(tokens: Sequence[Token], types: Mapping[str, FactType]) -> Iterator[str]:
    """Yield a message for each operator with operands of unsuitable types."""
    for position, token in enumerate(tokens):
        if token.type is TokenType.SIGN and token.text in _EQUALITIES | _ORDERS | _SUMS:
            operands = _left_type(tokens, position, types), _right_type(tokens, position, types)
            errors = _operator_errors(token.text, *operands)
            yield from (f"column {token.column}: `{token.text}` {error}" for error in errors)
        elif token.is_name("in"):
            yield from _membership_errors(tokens, position, types)
        elif token.is_name("size") and _size_operand(tokens, position, types) is FactType.TEXT:
            yield f"column {token.column}: `size` counts the items of a list, not {FactType.TEXT}"


def _operator_errors(operator: str, left: FactType | None, right: FactType | None) -> Iterator[str]:
    if operator in _SUMS:
        if FactType.TEXTS in (left, right):
            yield "needs numbers or texts, not a list"
        return
    if left and right and left is not right:
        yield f"compares {left} with {right}"
    wrong = next((operand for operand in (left, right) if operand not in (None, FactType.NUMBER)), None)
    if wrong and operator in _ORDERS:
        yield f"compares numbers, not {wrong}"


def _membership_errors(tokens: Sequence[Token], position: int, types: Mapping[str, FactType]) -> Iterator[str]:
    column, item = tokens[position].column, _left_type(tokens, position, types)
    if item is FactType.TEXTS:
        yield f"column {column}: a list can't be in a list; write LIST.exists(item, …)"
    if position + 1 >= len(tokens) or tokens[position + 1].text != "[":
        if item and item is not FactType.TEXT and _right_type(tokens, position, types) is FactType.TEXTS:
            yield f"column {column}: {FactType.TEXTS} can't contain {item}"
        return
    for member in tokens[position + 2 :]:
        if member.text == "]":
            return
        literal = _LITERALS.get(member.type)
        if item and literal and literal is not item:
            yield f"column {member.column}: the list must contain {item}, not {literal}"


def _size_operand(tokens: Sequence[Token], position: int, types: Mapping[str, FactType]) -> FactType | None:
    """Return the type of the operand of `size`: before its point or in brackets."""
    if position and tokens[position - 1].text == ".":
        return _left_type(tokens, position - 1, types)
    return _right_type(tokens, position + 1, types)


def _left_type(tokens: Sequence[Token], position: int, types: Mapping[str, FactType]) -> FactType | None:
    """Return the type of what ends before a position: fact or literal, or None."""
    return _last_type(tokens[:position], types)


def _right_type(tokens: Sequence[Token], position: int, types: Mapping[str, FactType]) -> FactType | None:
    """Return the type of what begins at a position: fact or literal, or None."""
    rest = tokens[position + 1 : position + 5]
    length = 3 if rest and rest[0].text == "facts" else 1
    if len(rest) > length and rest[length].text in (".", "("):
        return None
    return _last_type(rest[:length], types)


def _last_type(tokens: Sequence[Token], types: Mapping[str, FactType]) -> FactType | None:
    last = tokens[-1] if tokens else END
    if last.type is not TokenType.NAME:
        return _LITERALS.get(last.type)
    if last.text in ("true", "false"):
        return FactType.BOOLEAN
    return types.get(last.text) if [token.text for token in tokens[-3:-1]] == ["facts", "."] else None
