"""Observable properties of accounts, and the facts that follow from observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from smregister.model import Record, Value, resolve_pointer
from smregister.standards.account_facts import FactType

DaysSince: TypeAlias = Callable[[str], int | None]


class ObservableType(StrEnum):
    """Type of an observed value, in words."""

    DAY = "a day"
    NUMBER = "a whole number"
    BOOLEAN = "true or false"


@dataclass(frozen=True, slots=True)
class Observable:
    """An observable property of an account; the fact of a day is the number of days since then."""

    name: str
    type: ObservableType
    description: str

    @property
    def fact_name(self) -> str:
        """Return the name of the fact in conditions."""
        return f"days_since_{self.name}" if self.type is ObservableType.DAY else self.name

    @property
    def fact_type(self) -> FactType:
        """Return the type of the fact."""
        return FactType.BOOLEAN if self.type is ObservableType.BOOLEAN else FactType.NUMBER

    def find_error(self, observed: Value) -> str | None:
        """Return what is wrong with an observation, if anything."""
        value, result = resolve_pointer(observed, ("value",)), resolve_pointer(observed, ("result",))
        if value is None or result == "could-not-tell":
            return self._result_error(result) if value is None else None
        if not _has_type(value, self.type):
            return f"`{self.name}` is {self.type}, and this is `{value}`{_HINTS[self.type]}"
        if self.type is not ObservableType.BOOLEAN:
            return self._size_error(value, resolve_pointer(observed, ("when",)))
        if value is not (result == "pass"):
            return f"the value is {str(value).lower()} and the result is {result}, which can't both be"
        return None

    def _result_error(self, result: Value) -> str | None:
        if self.type is ObservableType.BOOLEAN or result not in ("pass", "fail"):
            return None
        return f"`{self.name}` is {self.type}, and has no value: write its `value`, or the result could-not-tell"

    def _size_error(self, value: Value, when: Value) -> str | None:
        if isinstance(value, int) and value < 0:
            return f"`{self.name}` is a count, and {value} is less than none"
        if isinstance(value, str) and isinstance(when, str) and value > when:
            return f"`{self.name}` is {value}, and it was looked at before that, on {when}"
        return None

    def to_fact(self, observed: Value, days_since: DaysSince) -> Value:
        """Return the fact that follows from an observation, if one does."""
        value, result = resolve_pointer(observed, ("value",)), resolve_pointer(observed, ("result",))
        if result == "could-not-tell" or self.find_error(observed):
            return None
        if value is None:
            return result == "pass" if self.type is ObservableType.BOOLEAN else None
        return days_since(str(value)) if self.type is ObservableType.DAY else value


def observed_facts(observation: Record | None, days_since: DaysSince) -> tuple[dict[str, Value], dict[str, int]]:
    """Return the facts that an observation supports, by name, and their ages in days."""
    values: dict[str, Value] = {}
    ages: dict[str, int] = {}
    observations = observation.value("facts") if observation and observation.valid else None
    for name, observed in observations.items() if isinstance(observations, dict) else ():
        observable, when = OBSERVABLES_BY_NAME.get(name), resolve_pointer(observed, ("when",))
        age = days_since(when) if isinstance(when, str) else None
        value = observable.to_fact(observed, days_since) if observable and age is not None else None
        if observable and age is not None and value is not None:
            values[observable.fact_name], ages[observable.fact_name] = value, age
    return values, ages


def _has_type(value: Value, type_: ObservableType) -> bool:
    if type_ is not ObservableType.DAY:
        return type(value) is (bool if type_ is ObservableType.BOOLEAN else int)
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_HINTS = {
    ObservableType.DAY: "; write year-month-day, like 2026-03-01",
    ObservableType.NUMBER: "; write digits and nothing else",
    ObservableType.BOOLEAN: "; write true or false",
}

_DAY, _NUMBER, _BOOLEAN = ObservableType
OBSERVABLES = (
    Observable("last_post", _DAY, "the newest post"),
    Observable("access_review", _DAY, "the last look through the list of those who can log in"),
    Observable("crisis_drill", _DAY, "the last practice of the plan for a crisis"),
    Observable("posts_in_30_days", _NUMBER, "how many posts there were in the 30 days before"),
    Observable("followers", _NUMBER, "how many follow the account"),
    Observable("median_response_hours", _NUMBER, "after how many hours half of the questions had an answer"),
    Observable("log_in_not_passed_on", _BOOLEAN, "whether nobody was given the log-in by chat, by mail or on paper"),
    Observable("account_reachable", _BOOLEAN, "whether the account's address leads to it"),
    Observable("linked_from_official_site", _BOOLEAN, "whether a page of the agency's own site links to it"),
    Observable("links_to_official_site", _BOOLEAN, "whether the profile links to the agency's own site"),
    Observable("profile_says_official", _BOOLEAN, "whether the profile says in words that it is official"),
    Observable("official_logo_shown", _BOOLEAN, "whether the picture is the agency's approved logo"),
    Observable("domain_proof_found", _BOOLEAN, "whether a file or tag on the agency's domain names the account"),
    Observable("comment_policy_reachable", _BOOLEAN, "whether the rules for comments can be read where they lie"),
    Observable("privacy_notice_linked", _BOOLEAN, "whether the profile links to the privacy notice"),
    Observable("content_on_official_site", _BOOLEAN, "whether what was sampled is on the official site too"),
    Observable("alternative_texts", _BOOLEAN, "whether the pictures that were sampled have alternative texts"),
    Observable("captions", _BOOLEAN, "whether the videos that were sampled have captions"),
    Observable("removals_logged", _BOOLEAN, "whether removed comments are logged with a listed reason"),
    Observable("engagement_genuine", _BOOLEAN, "whether nothing points to bought followers or made-up reactions"),
    Observable("private_business_absent", _BOOLEAN, "whether the account is free of anybody's private business"),
)

OBSERVABLES_BY_NAME = {observable.name: observable for observable in OBSERVABLES}
