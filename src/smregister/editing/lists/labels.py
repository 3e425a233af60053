"""Labels and quotations of foreign text."""

from __future__ import annotations

from smregister.text import escape_hidden

LONGEST_QUOTATION = 60


def quote(text: str) -> str:
    """Quote foreign text in a message, on one line and cut to a fitting length."""
    shown = escape_hidden(text if len(text) <= LONGEST_QUOTATION else f"{text[: LONGEST_QUOTATION - 1]}…")
    return f"`{shown}`"


def normalize_label(label: str) -> str:
    """Return the comparable form of a label, without case and extra spaces."""
    return " ".join(label.split()).casefold()
