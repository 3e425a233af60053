"""Facts: name, type, source, description and the function that finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Value
from smregister.standards.account_facts import FactType
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact_phrases import Phrase, count, days_since, value_of, yes_no
from smregister.text import Message

Finder: TypeAlias = Callable[[AccountContext], Value]


class FactSource(StrEnum):
    """Records that a fact comes from."""

    RECORD = "the account's record"
    AGENCY = "the agency's records"
    APPOINTMENT = "letters of appointment"
    OBSERVATION = "an observation"


_TYPES = {"int": FactType.NUMBER, "bool": FactType.BOOLEAN, "str": FactType.TEXT, "list[Value]": FactType.TEXTS}


@dataclass(frozen=True, slots=True)
class Fact:
    """A property of an account on a day; `find` returns None if it is unknown."""

    name: str
    type: FactType
    source: FactSource
    description: str
    find: Finder
    phrase: Phrase


class FactList(list[Fact]):
    """Facts from one source, in the order of their definitions."""

    def __init__(self, source: FactSource) -> None:
        super().__init__()
        self._source = source

    def add(self, phrase: Phrase) -> Callable[[Finder], Finder]:
        """Add the fact of a function's name, docstring and return annotation; a decorator."""

        def add_fact(find: Finder) -> Finder:
            type_ = _TYPES[str(find.__annotations__["return"]).removesuffix(" | None")]
            self._append(find.__name__, type_, cleandoc(find.__doc__ or ""), find, phrase)
            return find

        return add_fact

    def add_text(self, name: str, label: Message, description: str, *route: str) -> None:
        """Add a text of the account's record, by default that of the same name."""
        path = route or (name,)
        self._append(name, FactType.TEXT, description, lambda context: context.account.text(*path), value_of(label))

    def add_days_since(self, name: str, event: Message, *route: str) -> None:
        """Add the days since a date in the account's record."""
        phrase = days_since(event)
        description = f"Days since {event}."
        self._append(name, FactType.NUMBER, description, lambda context: context.days_since(*route), phrase)

    def add_count(self, name: str, noun: Message, field: str) -> None:
        """Add the number of items of a list in the account's record."""
        phrase = count(noun)
        description = f"Number of {noun.of_number(2)}."
        self._append(name, FactType.NUMBER, description, lambda context: len(context.account.items(field)), phrase)

    def add_stated(self, name: str, yes: Message, no: Message, field: str = "") -> None:
        """Add a fact: the record has a text in a field, by default that of the name."""
        key = field or name.removesuffix("_stated")
        phrase = yes_no(yes, no)
        description = f"Whether {yes}."
        self._append(name, FactType.BOOLEAN, description, lambda context: context.account.text(key) is not None, phrase)

    def _append(self, name: str, type_: FactType, description: str, find: Finder, phrase: Phrase) -> None:
        self.append(Fact(name, type_, self._source, description, find, phrase))
