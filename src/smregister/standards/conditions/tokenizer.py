"""The tokens of a condition, by a positive list."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from smregister.text import escape_hidden


class ConditionError(ValueError):
    """A condition that can't be used; the message says why in plain words."""


class TokenType(StrEnum):
    """Type of a token."""

    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    SIGN = "sign"


class Token(NamedTuple):
    """Token of a condition and the column where it begins, from 1."""

    type: TokenType
    text: str
    column: int

    def is_sign(self, sign: str) -> bool:
        """Check whether the token is a sign."""
        return self.type is TokenType.SIGN and self.text == sign

    def is_name(self, name: str) -> bool:
        """Check whether the token is a name."""
        return self.type is TokenType.NAME and self.text == name


END = Token(TokenType.SIGN, "", 0)
"""The token before the first and after the last."""

# Texts have no escapes, so that they end here where they end for the engine.
_PATTERN = r"""
    (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<number>[0-9]+(?![A-Za-z0-9_.]))
  | (?P<text>'[^'\\\r\n]*'|"[^"\\\r\n]*")
  | (?P<sign>&&|\|\||[=!<>]=|[<>!()\[\],.?:+-])
  | [ \n]+
"""
_ADVICE = {
    "=": "write == for `is`, >= for `at least`",
    "&": "write && for `and`",
    "|": "write || for `or`",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "{": "mappings are not allowed",
    "\\": "a text can't have a backslash",
    **dict.fromkeys("*/%", "only + and - are supported"),
}


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a condition; raise ConditionError at others."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _scanner().match(text, position)
        if match is None:
            raise ConditionError(_error(text, position))
        if match.lastgroup:
            tokens.append(Token(TokenType(match.lastgroup), match[0], position + 1))
        position = match.end()
    return tokens


@cache
def _scanner() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE)


def _error(text: str, position: int) -> str:
    character = text[position]
    if character.isascii() and character.isdigit():
        return f"column {position + 1}: only whole numbers in plain digits are supported"
    if character in "'\"":
        return f"column {position + 1}: this text has no closing quote, or has a backslash"
    advice = f"; {_ADVICE[character]}" if character in _ADVICE else ""
    return f"column {position + 1}: `{escape_hidden(character)}` can't be used here{advice}"
