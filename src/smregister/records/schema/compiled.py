"""Compiled JSON Schemas of `jsonschema_rs`, loaded when the first is compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs


def compile_schema(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema that checks formats.

    Raises ValueError if it can't be compiled.
    """
    import jsonschema_rs

    email = jsonschema_rs.EmailOptions(allow_display_text=False)
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True, email_options=email)


@cache
def pattern_test(pattern: str) -> Callable[[str], bool]:
    """Return a test whether a text matches a pattern, in time linear in the text.

    Raises ValueError if the pattern is not a regular expression.
    """
    return compile_schema({"pattern": pattern}).is_valid


@cache
def format_test(name: str) -> Callable[[str], bool]:
    """Return a test whether a text has a format."""
    return compile_schema({"format": name}).is_valid
