"""What letters and mails say in each language: sentences with placeholders, names of months, words for codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from smregister.dates import parse_day
from smregister.errors import FatalError
from smregister.model import Value, resolve_pointer
from smregister.records.yaml import parse_data

LANGUAGES = ("id", "ms", "en")
"""The languages that letters and mails are written in, by their codes."""
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str
    data: Mapping[str, Value]

    def word(self, *route: str) -> str:
        """Return a word or sentence as it is; a code that has none stays as it is."""
        found = resolve_pointer(self.data, route)
        return found if isinstance(found, str) else route[-1]

    def sentence(self, *route: str, **facts: str) -> str:
        """Return a sentence with facts in its placeholders."""
        return self.word(*route).format_map(facts)

    def day(self, text: str) -> str:
        """Write a day as people do in the language, `28 Maret 2018`; one that no calendar has stays as it is."""
        day = parse_day(text)
        if day is None:
            return text
        month = str(resolve_pointer(self.data, ("months", day.month - 1)))
        return self.sentence("date", day=str(day.day), month=month, year=str(day.year))

    def of(self, texts: Value) -> str:
        """Choose the text in this language from texts by language; empty where there is none."""
        found = resolve_pointer(texts, (self.language,))
        return found if isinstance(found, str) else ""


@cache
def wording(room: Literal["letters", "reminders"], language: str) -> Wording:
    """Read what one room says in a language.

    Raises FatalError if there are no words in it.
    """
    if language not in LANGUAGES:
        raise FatalError(f"there are no letters in `{language}`; there are {', '.join(LANGUAGES)}")
    place = files("smregister").joinpath("letters", "wording", f"{room}.{language}.yaml")
    data = parse_data(place.name, place.read_bytes())
    if isinstance(data, list):
        raise FatalError(f"this installation of smregister has a faulty wording {place.name}; install it anew")
    return Wording(language, data)


def language_for(*preferences: Iterable[Value]) -> str:
    """Choose the first language that there are words in from lists of preferred ones; English if there is none."""
    known = (each for languages in preferences for each in languages if each in LANGUAGES)
    return str(next(known, FALLBACK))
