"""Facts: name, type, source, description and the function that finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Value
from smregister.standards.facts.context import AccountContext

Finder: TypeAlias = Callable[[AccountContext], Value]


class FactType(StrEnum):
    """Type of a fact, in words."""

    NUMBER = "a whole number"
    BOOLEAN = "yes or no"
    TEXT = "a text"
    TEXTS = "a list of texts"


class Source(StrEnum):
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
    source: Source
    description: str
    find: Finder


def fact(source: Source) -> Callable[[Finder], Fact]:
    """Return a decorator that makes a fact of a function's name, docstring and return annotation."""
    return lambda find: Fact(find.__name__, _type_of(find), source, cleandoc(find.__doc__ or ""), find)


record_fact = fact(Source.RECORD)
"""Decorator for facts from the account's own record."""


def text_fact(name: str, description: str, *route: str) -> Fact:
    """Return a fact that is a text of the account's record."""

    def find(context: AccountContext) -> str | None:
        return context.account.text(*route)

    return Fact(name, FactType.TEXT, Source.RECORD, description, find)


def days_since_fact(name: str, description: str, *route: str) -> Fact:
    """Return a fact that counts the days since a date in the account's record."""

    def find(context: AccountContext) -> int | None:
        return context.days_since(*route)

    return Fact(name, FactType.NUMBER, Source.RECORD, description, find)


def count_fact(name: str, description: str, field: str) -> Fact:
    """Return a fact that counts the items of a list in the account's record."""

    def find(context: AccountContext) -> int:
        return len(context.account.items(field))

    return Fact(name, FactType.NUMBER, Source.RECORD, description, find)


def stated_fact(name: str, description: str, field: str) -> Fact:
    """Return a fact that is whether the account's record has a text in a field."""

    def find(context: AccountContext) -> bool:
        return context.account.text(field) is not None

    return Fact(name, FactType.BOOLEAN, Source.RECORD, description, find)


def _type_of(find: Finder) -> FactType:
    return _TYPES[str(find.__annotations__["return"]).removesuffix(" | None")]
