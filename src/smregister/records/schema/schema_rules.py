"""What a schema can find wrong with a record, or be wrong itself."""

from __future__ import annotations

from smregister.model import Rule
from smregister.records.yaml.yaml_rules import reading_rule

SCHEMA_FAULT = reading_rule(
    "schema-fault",
    """
    A schema in `schemas/` is not one this register can work by.

    It is no valid JSON Schema, or an `x-` keyword in it is unknown, incomplete or names a kind or
    field that does not exist. What a kind demands would silently not be checked, so nothing of that
    kind is accepted until the schema is mended.
    """,
)
MISSING_FIELD = reading_rule(
    "missing-field",
    """
    A record lacks a field that its kind demands.

    Without it the record can't serve its purpose. Add it; `smregister explain KIND` lists what a
    kind demands.
    """,
)
UNKNOWN_FIELD = reading_rule(
    "unknown-field",
    """
    A record has a field that its kind does not know.

    A misspelt field would silently be ignored. Correct its name, or move what it says to `notes`.
    """,
)
WRONG_TYPE = reading_rule(
    "wrong-type",
    """
    A value is of another type than its field holds: a number for a text, a text for a list.

    Write it as the message says. A list has one `- value` line for each of its values.
    """,
)
VALUE_NOT_ALLOWED = reading_rule(
    "value-not-allowed",
    """
    A value is not one of those its field can have.

    Reports count by these values, so each has one spelling. Choose one from the message.
    """,
)
INVALID_FORMAT = reading_rule(
    "invalid-format",
    """
    A value does not have the form its field demands: a date, an e-mail address, a web address, a code.

    The message says what form. Dates are written `2018-03-28`, web addresses begin with `https://`.
    """,
)
OUT_OF_BOUNDS = reading_rule(
    "out-of-bounds",
    """
    A value is too long, too short, too large or too small, or a list has too many or too few values.

    The message says the bound.
    """,
)
DUPLICATE_ITEM = reading_rule(
    "duplicate-item",
    """
    A list holds the same value twice.

    Nothing is gained by it and counts go wrong. Remove one.
    """,
)
NO_MATCHING_SCHEMA = reading_rule(
    "no-matching-schema",
    """
    A record fits none of the alternatives that its kind allows.

    The message says what would make it fit.
    """,
)

SCHEMA_RULES: tuple[Rule, ...] = (
    SCHEMA_FAULT,
    MISSING_FIELD,
    UNKNOWN_FIELD,
    WRONG_TYPE,
    VALUE_NOT_ALLOWED,
    INVALID_FORMAT,
    OUT_OF_BOUNDS,
    DUPLICATE_ITEM,
    NO_MATCHING_SCHEMA,
)
