"""What reminders say in each language: sentences with placeholders, and days as people write them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from smregister import documents
from smregister.errors import FatalError
from smregister.model import value_at
from smregister.scalars import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smregister.model import Value

LANGUAGES = ("en", "id", "ms")
_FALLBACK = "en"


class Wording(NamedTuple):
    """The sentences of one language."""

    language: str
    data: Mapping[str, Value]

    def sentence(self, *route: str, **facts: str) -> str:
        """Give a sentence with facts in its placeholders."""
        return str(value_at(self.data, route)).format_map(facts)

    def day(self, text: str) -> str:
        """Write a day as people do in the language; one that the calendar does not have stays as it is."""
        day = day_of(text)
        if day is None:
            return text
        month = str(value_at(self.data, ("months", day.month - 1)))
        return self.sentence("date", day=str(day.day), month=month, year=str(day.year))

    def name_of(self, names: Value, otherwise: str) -> str:
        """Choose the name in this language from names by language."""
        found = value_at(names, (self.language,))
        return found if isinstance(found, str) else otherwise


@cache
def wording(language: str) -> Wording:
    """Read the sentences of one of the languages.

    Raises FatalError if the installation has lost them.
    """
    place = files("smregister.reminders").joinpath(f"{language}.yaml")
    data = documents.read(place.name, place.read_bytes())
    if isinstance(data, list):
        message = f"this installation of smregister has a faulty {place.name}; install it anew"
        raise FatalError(message)
    return Wording(language, data)


def language_for(preferred: Iterable[str]) -> str:
    """Choose the first language there are sentences in; English where there is none."""
    return next((each for each in preferred if each in LANGUAGES), _FALLBACK)
