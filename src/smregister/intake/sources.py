"""How a text may be written."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """How a text was written; only an issue is public from its first moment."""

    ISSUE = "issue"
    CSV = "csv"
    MAIL = "mail"
