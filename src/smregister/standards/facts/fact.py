"""What a fact is: a name, a type, where it comes from, what it says, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import cleandoc
from typing import TypeAlias

from smregister.model import Value
from smregister.standards.facts.subject import Subject

Finder: TypeAlias = Callable[[Subject], Value]


class FactType(StrEnum):
    """What a fact may be, in words."""

    NUMBER = "a whole number"
    ANSWER = "yes or no"
    TEXT = "a text"
    TEXTS = "a list of texts"


class Source(StrEnum):
    """Where a fact comes from."""

    RECORD = "the account's record"
    AGENCY = "the agency's records"
    APPOINTMENT = "letters of appointment"
    OBSERVATION = "an observation"


_TYPES = {"int": FactType.NUMBER, "bool": FactType.ANSWER, "str": FactType.TEXT, "list[Value]": FactType.TEXTS}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be known of an account on a day; one that is not known is None, and absent."""

    name: str
    type: FactType
    source: Source
    description: str
    find: Finder


def fact(source: Source) -> Callable[[Finder], Fact]:
    """Make a fact of a function: its name is the fact's, its docstring says what it tells, its annotation the type."""
    return lambda find: Fact(find.__name__, _type_of(find), source, cleandoc(find.__doc__ or ""), find)


record_fact = fact(Source.RECORD)
"""Make a fact of a function that looks at the account's own record."""


def _type_of(find: Finder) -> FactType:
    return _TYPES[str(find.__annotations__["return"]).removesuffix(" | None")]
