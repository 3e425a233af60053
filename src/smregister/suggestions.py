"""What somebody may have meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give the end of a sentence that names the nearest known word; nothing where none is near."""
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean `{close[0]}`?" if close else ""
