"""Sentences, months and codes of letters and mails in each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from smregister.dates import parse_day
from smregister.errors import FatalError
from smregister.model import Record, Value, resolve_pointer
from smregister.records.views import Agency
from smregister.records.yaml import parse_data

LANGUAGES = ("id", "ms", "en")
"""The codes of the languages of letters and mails."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of letters or of mails in one language."""

    language: str
    data: Mapping[str, Value]

    def word(self, *route: str) -> str:
        """Return the text at a route; the last step, if there is none."""
        text = resolve_pointer(self.data, route)
        return text if isinstance(text, str) else route[-1]

    def sentence(self, *route: str, **facts: str) -> str:
        """Return a sentence with facts in its placeholders."""
        return self.word(*route).format_map(facts)

    def day(self, text: str) -> str:
        """Return a day like `28 Maret 2018`; an invalid one unchanged."""
        day = parse_day(text)
        if day is None:
            return text
        month = str(resolve_pointer(self.data, ("months", day.month - 1)))
        return self.sentence("date", day=str(day.day), month=month, year=str(day.year))

    def of(self, texts: Value) -> str:
        """Return the text in this language; an empty one, if there is none."""
        text = resolve_pointer(texts, (self.language,))
        return text if isinstance(text, str) else ""


@cache
def load_wording(subject: Literal["letters", "reminders"], language: str) -> Wording:
    """Load the wording in a language; raise FatalError if there is none."""
    if language not in LANGUAGES:
        raise FatalError(f"there are no letters in `{language}`; there are {', '.join(LANGUAGES)}")
    path = Path(__file__).with_name("wording") / f"{subject}.{language}.yaml"
    data = parse_data(path.name, path.read_bytes())
    if isinstance(data, list):
        raise FatalError(f"this installation of smregister has an invalid wording {path.name}; install it anew")
    return Wording(language, data)


def choose_language(*preferences: Iterable[Value]) -> str:
    """Return the first preferred language with a wording; else English."""
    supported = (language for languages in preferences for language in languages if language in LANGUAGES)
    return str(next(supported, "en"))


def write_salutation(words: Wording, agency: Agency, name: str) -> str:
    """Return a salutation to the head of an agency, or to the agency."""
    post = agency.head_post
    return words.sentence("salutation", post=post, agency=name) if post else words.sentence("to-agency", agency=name)


def write_signature(words: Wording, desk: Record | None) -> Iterator[str]:
    """Yield the custodian, the name and the contact of the register."""
    if desk:
        yield desk.text("custodian") or ""
        yield words.of(desk.value("names")) or desk.text("name") or ""
        yield desk.text("contact") or ""
