"""The words of a condition, cut apart by a positive list: what is not on it is refused with its column."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from smregister.characters import visible


class ExpressionError(ValueError):
    """A condition can't be used; the message says why in plain words."""


class TokenType(StrEnum):
    """What sort of word it is."""

    NAME = "name"
    NUMBER = "number"
    TEXT = "text"
    SIGN = "sign"


class Token(NamedTuple):
    """A word of a condition, and the column where it begins."""

    type: TokenType
    text: str
    column: int


END = Token(TokenType.SIGN, "", 0)
"""What stands where there is no word any more."""

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
    "{": "mappings can't be made here",
    "*": "only + and - can be used to reckon",
    "/": "only + and - can be used to reckon",
    "%": "only + and - can be used to reckon",
    "\\": "texts can't have a backslash",
}


def tokens(text: str) -> list[Token]:
    """Cut a condition into its words.

    Raises ExpressionError at the first sign that no condition has.
    """
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _scanner().match(text, place)
        if match is None:
            raise ExpressionError(_refusal(text, place))
        if match.lastgroup:
            found.append(Token(TokenType(match.lastgroup), match[0], place + 1))
        place = match.end()
    return found


@cache
def _scanner() -> re.Pattern[str]:
    return re.compile(_PATTERN, re.VERBOSE)


def _refusal(text: str, place: int) -> str:
    sign = text[place]
    if sign.isascii() and sign.isdigit():
        return f"column {place + 1}: only whole numbers in plain digits can be used"
    if sign in "'\"":
        return f"column {place + 1}: this text has no end, or has a backslash in it"
    advice = _ADVICE.get(sign)
    return f"column {place + 1}: `{visible(sign)}` can't be used here" + (f"; {advice}" if advice else "")
