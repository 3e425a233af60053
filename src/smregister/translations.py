"""Words that records give by language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smregister.model import Value


def in_language(words: Value, language: str) -> str:
    """Choose the words in a language; else those in English, else the first there are; empty where there are none."""
    if not isinstance(words, dict):
        return ""
    return str(words.get(language) or words.get("en") or next(iter(words.values()), ""))
