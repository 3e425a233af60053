"""Compiled JSON Schemas of `jsonschema_rs`, loaded when the first is compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs

# A proposal may bring its own patterns. The largest of our own compiles to 165 kB.
_PATTERN_BYTES = 256 * 1024
_PATTERN_CACHE_BYTES = 1024 * 1024
# Only patterns with lookarounds backtrack. A text for which one needs more steps does not match.
_BACKTRACK_STEPS = 1000


def compile_schema(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema that checks formats, and patterns in bounded time.

    Raises ValueError if it can't be compiled, or a pattern in it is too large.
    """
    import jsonschema_rs

    email = jsonschema_rs.EmailOptions(allow_display_text=False)
    patterns = jsonschema_rs.FancyRegexOptions(_BACKTRACK_STEPS, _PATTERN_BYTES, _PATTERN_CACHE_BYTES)
    return jsonschema_rs.Draft202012Validator(
        dict(schema), validate_formats=True, email_options=email, pattern_options=patterns
    )


@cache
def pattern_test(pattern: str) -> Callable[[str], bool]:
    """Return a test whether a text matches a pattern, in bounded time.

    Raises ValueError if the pattern is not a regular expression.
    """
    return compile_schema({"pattern": pattern}).is_valid


@cache
def format_test(name: str) -> Callable[[str], bool]:
    """Return a test whether a text has a format."""
    return compile_schema({"format": name}).is_valid
