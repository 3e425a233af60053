"""What letters and mails say in each language: sentences with placeholders, names of months, words for codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from smregister import documents
from smregister.dates import parse_day
from smregister.errors import FatalError
from smregister.model import value_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smregister.model import Value

LANGUAGES = ("id", "ms", "en")
"""The languages that letters and mails are written in, by their codes."""
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str
    data: Mapping[str, Value]

    def word(self, *route: str) -> str:
        """Give a word or sentence as it is; a code that has none stays as it is."""
        found = value_at(self.data, route)
        return found if isinstance(found, str) else route[-1]

    def sentence(self, *route: str, **facts: str) -> str:
        """Give a sentence with facts in its placeholders."""
        return self.word(*route).format_map(facts)

    def day(self, text: str) -> str:
        """Write a day as people do in the language, `28 Maret 2018`; one that no calendar has stays as it is."""
        day = parse_day(text)
        if day is None:
            return text
        month = str(value_at(self.data, ("months", day.month - 1)))
        return self.sentence("date", day=str(day.day), month=month, year=str(day.year))

    def of(self, texts: Value) -> str:
        """Choose the text in this language from texts by language; empty where there is none."""
        found = value_at(texts, (self.language,))
        return found if isinstance(found, str) else ""


@cache
def wording(room: Literal["letters", "reminders"], language: str) -> Wording:
    """Read what one room says in a language.

    Raises FatalError if there are no words in it.
    """
    if language not in LANGUAGES:
        message = f"there are no letters in `{language}`; there are {', '.join(LANGUAGES)}"
        raise FatalError(message)
    place = files("smregister").joinpath(room, "wording", f"{language}.yaml")
    data = documents.read(place.name, place.read_bytes())
    if isinstance(data, list):
        message = f"this installation of smregister has a faulty wording {place.name}; install it anew"
        raise FatalError(message)
    return Wording(language, data)


def language_for(*preferences: Iterable[Value]) -> str:
    """Choose the first language that there are words in from lists of preferred ones; English if there is none."""
    known = (each for languages in preferences for each in languages if each in LANGUAGES)
    return str(next(known, FALLBACK))
