"""The native JSON Schema validator, which decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs


def native(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema, formats included.

    Raises ValueError if it can't be compiled.
    """
    import jsonschema_rs

    email = jsonschema_rs.EmailOptions(allow_display_text=False)
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True, email_options=email)


@cache
def pattern_test(pattern: str) -> Callable[[str], bool]:
    """Make a test of texts out of a regular expression, in time linear in the text.

    Raises ValueError if the pattern is none.
    """
    return native({"pattern": pattern}).is_valid


@cache
def format_test(name: str) -> Callable[[str], bool]:
    """Make a test of texts out of a format."""
    return native({"format": name}).is_valid
