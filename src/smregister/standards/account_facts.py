"""Facts of an account by name, and the types of all facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from smregister.model import Value

MAX_ITEMS = 50
"""A longer list counts as unknown, so that a condition never takes long to evaluate."""


class FactType(StrEnum):
    """Type of a fact, in words."""

    NUMBER = "a whole number"
    BOOLEAN = "yes or no"
    TEXT = "a text"
    TEXTS = "a list of texts"


class FactTypes(dict[str, FactType]):
    """Types of facts by name, constant so that conditions can be cached."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


@dataclass(frozen=True, eq=False)
class AccountFacts:
    """Known facts of an account by name, and the ages in days of observed ones.

    `jurisdictions` are the agency's and all above it; none if one is missing. `find_public` finds the facts
    that the published records support.
    """

    values: Mapping[str, Value]
    ages: Mapping[str, int] = field(default_factory=dict)
    jurisdictions: frozenset[str] = frozenset()
    find_public: Callable[[], AccountFacts] | None = None

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Return the names of facts that the published records do not support."""
        if self.find_public is None:
            return frozenset()
        own, public = self.values, self.find_public().values
        return frozenset(name for name in own.keys() | public.keys() if own.get(name) != public.get(name))
