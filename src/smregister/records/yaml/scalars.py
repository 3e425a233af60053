"""Scalars without quotes: their values, and the ambiguous spellings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

WHOLE_NUMBER = re.compile(r"-?[1-9][0-9]*|0", re.ASCII)
MAXIMUM_DIGITS = 18

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

# Spellings that YAML 1.1 and YAML 1.2 programs read differently, and numbers that aren't whole. Sources: the type
# repository of YAML 1.1 (bool, int, float, timestamp, value) and the core schema of YAML 1.2.2, section 10.3.
_AMBIGUOUS = re.compile(
    r"""
      y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF
    | =
    | [-+]?0[0-9_]+                                          # 0123: octal or decimal
    | [-+]?0b[01_]+ | [-+]?0o[0-7_]+ | [-+]?0x[0-9a-fA-F_]+  # 0x1F
    | \+[0-9]+ | -0                                          # +6753000: a telephone number
    | [-+]?[0-9]+_[0-9_]*                                    # 1_000
    | [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?           # 12:30: base sixty
    | [-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?   # 1.10, 1e3
    | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)
    | [0-9]{4}-[0-9]-[0-9]{1,2} | [0-9]{4}-[0-9]{2}-[0-9]    # a date in its short form
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ ]+)[0-9]{1,2}:.*    # a date with a time
    """,
    re.ASCII | re.VERBOSE,
)
_MAY_NOT_BE_TEXT = frozenset("0123456789+-.=~yYnNoOtTfF")
_PLAIN_IN_FLOW = re.compile(r"[\w./@+-]+( [\w./@+-]+)*")
_INDICATORS = tuple("-?:,[]{}#&*!|>'\"%@`")


class NotPlainError(Exception):
    """The text or data isn't in the plain form; the slower path takes it."""


class AmbiguousValueError(ValueError):
    """A scalar without quotes that programs read differently."""


class NumberTooLongError(ValueError):
    """A whole number that programs would round."""


def parse_plain(text: str) -> str | int | bool | None:
    """Parse a scalar without quotes.

    Raises AmbiguousValueError or NumberTooLongError if programs read it differently.
    """
    if text and text[0] not in _MAY_NOT_BE_TEXT:
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
    """Return whether an unquoted text is another value or begins YAML syntax."""
    try:
        return text.startswith(_INDICATORS) or text == "<<" or parse_plain(text) != text
    except ValueError:
        return True


def write_flow(values: Mapping[str, str]) -> str:
    """Return texts by name as a mapping on one line, quoted where YAML would read something else."""
    return "{" + ", ".join(f"{name}: {_quote_in_flow(text)}" for name, text in values.items()) + "}"


def _quote_in_flow(text: str) -> str:
    is_plain = _PLAIN_IN_FLOW.fullmatch(text) and not needs_quotes(text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)
