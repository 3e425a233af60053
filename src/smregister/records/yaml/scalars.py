"""What a value written without quotes means, and which spellings mean two things."""

from __future__ import annotations

import re

WHOLE_NUMBER = re.compile(r"-?[1-9][0-9]*|0", re.ASCII)
MAXIMUM_DIGITS = 18

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}

# What YAML 1.1 and YAML 1.2 programs read differently, and numbers that are not whole.
# Sources: the type repository of YAML 1.1 (bool, int, float, timestamp, value) and the core
# schema of YAML 1.2.2, section 10.3.
_AMBIGUOUS = re.compile(
    r"""
      y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF
    | =
    | [-+]?0[0-9_]+                                          # 0123: octal or decimal
    | [-+]?0b[01_]+ | [-+]?0o[0-7_]+ | [-+]?0x[0-9a-fA-F_]+  # 0x1F
    | \+[0-9]+ | -0                                          # +6753000: a telephone number
    | [-+]?[0-9][0-9_]*_[0-9_]*                              # 1_000
    | [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?           # 12:30: base sixty
    | [-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?   # 1.10, 1e3
    | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)
    | [0-9]{4}-[0-9]-[0-9]{1,2} | [0-9]{4}-[0-9]{2}-[0-9]    # a date in its short form
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ ]+)[0-9]{1,2}:.*    # a moment
    """,
    re.ASCII | re.VERBOSE,
)
MAY_BE_OTHER_THAN_TEXT = frozenset("0123456789+-.=~yYnNoOtTfF")


_INDICATORS = tuple("-?:,[]{}#&*!|>'\"%@`")


class AmbiguousValueError(ValueError):
    """A plain value that programs read differently."""


class NumberTooLongError(ValueError):
    """A whole number that programs would round."""


def plain_value(text: str) -> str | int | bool | None:
    """Read a value written without quotes.

    Raises AmbiguousValueError or NumberTooLongError where programs would disagree.
    """
    if text and text[0] not in MAY_BE_OTHER_THAN_TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if WHOLE_NUMBER.fullmatch(text):
        if len(text.lstrip("-")) > MAXIMUM_DIGITS:
            raise NumberTooLongError(text)
        return int(text)
    if _AMBIGUOUS.fullmatch(text):
        raise AmbiguousValueError(text)
    return text


def needs_quotes(text: str) -> bool:
    """Return whether a text would be read as something else without quotes, or would look as if it were YAML."""
    try:
        return text.startswith(_INDICATORS) or plain_value(text) != text
    except ValueError:
        return True
