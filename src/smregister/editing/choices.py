"""Choices of a typed answer: exact, by title or by unique beginning."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.errors import FatalError
from smregister.text import normalize_text

_CANDIDATES_SHOWN = 6


def expand_choice(text: str, choices: Mapping[str, str]) -> str:
    """Return the value that a text names; the text itself if none does.

    A value or its title is found in upper or lower case, with any spaces, whole, by its unique beginning, or by
    that of a word in it.
    Raises FatalError if the text is the beginning of several.

    Args:
        choices: value -> title.
    """
    if not text or text in choices:
        return text
    word = normalize_text(text)
    names = {value: (normalize_text(value), normalize_text(title)) for value, title in choices.items()}
    exact = [value for value in names if word in names[value]]
    matches = exact or [value for value in names if any(name.startswith(word) for name in names[value])]
    matches = matches or [value for value in names if any(f" {word}" in name for name in names[value])]
    if len(matches) <= 1:
        return matches[0] if matches else text
    more = " …" if len(matches) > _CANDIDATES_SHOWN else ""
    raise FatalError(f"`{text}` can be {', '.join(matches[:_CANDIDATES_SHOWN])}{more}; type more of it")


def expand_choices(text: str, choices: Mapping[str, str]) -> str:
    """Return a list with commas, each item expanded; YAML stays as it is."""
    if text.startswith(("[", "{")):
        return text
    return ", ".join(expand_choice(item, choices) for item in map(str.strip, text.split(",")) if item)
