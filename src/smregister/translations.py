"""Texts in English, Malay and Indonesian from gettext catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from smregister.dates import parse_day
from smregister.errors import FatalError
from smregister.model import Value, resolve_pointer
from smregister.text import Message

if TYPE_CHECKING:
    from babel import Locale

LOCALES = {"en": "en-GB", "ms": "ms-MY", "id": "id-ID"}
"""The languages of letters, mails, web pages and `check`, with their locales."""
_CATALOGS = Path(__file__).with_name("locales")


@dataclass(frozen=True, slots=True)
class Translations:
    """A language and its catalog; facts replace placeholders like `{agency}`."""

    language: str
    catalog: NullTranslations

    @property
    def locale(self) -> str:
        """The language and the country whose usage is followed, like `ms-MY`."""
        return LOCALES[self.language]

    def gettext(self, source: str, /, **facts: object) -> str:
        """Return a text in this language."""
        return self.catalog.gettext(source).format_map(self._in_words(facts))

    def pgettext(self, context: str, source: str, /, **facts: object) -> str:
        """Return a text with several meanings, of which the context names one."""
        return self.catalog.pgettext(context, source).format_map(self._in_words(facts))

    def translate(self, text: str) -> str:
        """Return a message in this language, and any other text unchanged."""
        if not isinstance(text, Message) or not text:
            return text
        if text.plural:
            number = text.facts["number"]
            template = self.catalog.ngettext(text.source, text.plural, number if isinstance(number, int) else 0)
            return template.format_map(self._in_words(text.facts))
        return self.gettext(text.source, **text.facts)

    def _in_words(self, facts: Mapping[str, object]) -> dict[str, str]:
        return {name: self._write(fact) for name, fact in facts.items()}

    def _write(self, fact: object) -> str:
        if isinstance(fact, date):
            return self.day(fact)
        if type(fact) is int:
            return self.number(fact)
        return self.translate(fact if isinstance(fact, str) else str(fact))

    def number(self, number: int) -> str:
        """Return a number like `1.234`."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=_locale(self.language))

    def day(self, day: date | str) -> str:
        """Return a day like `28 Maret 2018`; another text unchanged."""
        from babel.dates import format_date

        parsed = parse_day(day) if isinstance(day, str) else day
        return format_date(parsed, "d MMMM y", _locale(self.language)) if parsed else str(day)

    def join(self, texts: Iterable[str]) -> str:
        """Return a list like `A, B dan C`."""
        from babel.lists import format_list

        return format_list([*texts], locale=_locale(self.language))

    def of(self, texts: Value) -> str:
        """Return a record's text in this language; an empty one, if there is none."""
        text = resolve_pointer(texts, (self.language,))
        return text if isinstance(text, str) else ""


def _locale(language: str) -> str:
    return LOCALES[language].replace("-", "_")


@cache
def load_translations(language: str) -> Translations:
    """Load a catalog, or none for English; raise FatalError for another language."""
    if language not in LOCALES:
        raise FatalError(f"`{language}` is not a language of letters and pages; use {', '.join(LOCALES)}")
    return Translations(language, NullTranslations() if language == "en" else _compile_catalog(language))


def _compile_catalog(language: str) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path, binary = _CATALOGS / language / "LC_MESSAGES" / "smregister.po", BytesIO()
    with path.open("rb") as file:
        write_mo(binary, read_po(file, _locale(language)))
    binary.seek(0)
    return GNUTranslations(binary)


def choose_language(*preferences: Iterable[Value]) -> str:
    """Return the first preferred language that has a catalog; else English."""
    supported = (language for languages in preferences for language in languages if language in LOCALES)
    return str(next(supported, "en"))


@cache
def month_numbers() -> Mapping[str, int]:
    """Return the numbers of months by their names and abbreviations in all languages (Unicode CLDR)."""
    names = {"sept": 9}
    for language in LOCALES:
        months = _load_locale(language).months["format"]
        for number in months["wide"]:
            names |= {months[width][number].casefold(): number for width in ("wide", "abbreviated")}
    return names


@cache
def language_names() -> Mapping[str, str]:
    """Return the English name of each language by its code (Unicode CLDR)."""
    return {code.replace("_", "-"): name for code, name in _load_locale("en").languages.items()}


def _load_locale(language: str) -> Locale:
    """Return the words of a language (Unicode CLDR)."""
    from babel import Locale

    return Locale.parse(_locale(language))
