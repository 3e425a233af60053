"""What can be seen of an account, and how an observation of it becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from smregister.model import value_at
from smregister.standards.facts.fact import FactType

if TYPE_CHECKING:
    from smregister.model import Record, Value
    from smregister.standards.facts.subject import Census


class Seen(StrEnum):
    """What may be written down of something that was seen."""

    DAY = "a day"
    NUMBER = "a whole number"
    ANSWER = "true or false"


@dataclass(frozen=True, slots=True)
class Observable:
    """Something that can be seen of an account; of a day the fact is how long ago it was."""

    name: str
    seen: Seen
    description: str

    @property
    def fact_name(self) -> str:
        """Name the fact that conditions name."""
        return f"days_since_{self.name}" if self.seen is Seen.DAY else self.name

    @property
    def fact_type(self) -> FactType:
        """Give the type of the fact."""
        return FactType.ANSWER if self.seen is Seen.ANSWER else FactType.NUMBER

    def fault(self, observed: Value) -> str | None:
        """Say why nothing can be known by an observation, if that is a mistake."""
        value, result = value_at(observed, ("value",)), value_at(observed, ("result",))
        if value is None or result == "could-not-tell":
            return self._fault_of_result(result) if value is None else None
        if not _is(self.seen, value):
            return f"`{self.name}` is {self.seen}, and this is `{value}`{_WRITTEN[self.seen]}"
        if self.seen is not Seen.ANSWER:
            return self._fault_of_size(value, value_at(observed, ("when",)))
        if value is not (result == "pass"):
            return f"the value is {str(value).lower()} and the result is {result}, which can't both be"
        return None

    def _fault_of_result(self, result: Value) -> str | None:
        if self.seen is Seen.ANSWER or result not in ("pass", "fail"):
            return None
        return f"`{self.name}` is {self.seen}, and none is told: give its `value`, or the result could-not-tell"

    def _fault_of_size(self, value: Value, when: Value) -> str | None:
        if isinstance(value, int) and value < 0:
            return f"`{self.name}` is a count, and {value} is less than none"
        if isinstance(value, str) and isinstance(when, str) and value > when:
            return f"`{self.name}` is {value}, and it was looked at before that, on {when}"
        return None

    def fact(self, census: Census, observed: Value) -> Value:
        """Give the fact that follows from an observation; None where nothing does."""
        value, result = value_at(observed, ("value",)), value_at(observed, ("result",))
        if result == "could-not-tell" or self.fault(observed):
            return None
        if value is None:
            return result == "pass" if self.seen is Seen.ANSWER else None
        return census.days_since(str(value)) if self.seen is Seen.DAY else value


def observed_facts(census: Census, observation: Record | None) -> tuple[dict[str, Value], dict[str, int]]:
    """Give the facts that an observation tells, by name, and how many days ago each was looked at."""
    values: dict[str, Value] = {}
    ages: dict[str, int] = {}
    seen = observation.value("facts") if observation and observation.sound else None
    for name, observed in seen.items() if isinstance(seen, dict) else ():
        observable, when = BY_NAME.get(name), value_at(observed, ("when",))
        age = census.days_since(when) if isinstance(when, str) else None
        value = observable.fact(census, observed) if observable and age is not None else None
        if observable and age is not None and value is not None:
            values[observable.fact_name], ages[observable.fact_name] = value, age
    return values, ages


def _is(seen: Seen, value: Value) -> bool:
    if seen is not Seen.DAY:
        return type(value) is (bool if seen is Seen.ANSWER else int)
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_WRITTEN = {
    Seen.DAY: "; write year-month-day, like 2026-03-01",
    Seen.NUMBER: "; write digits and nothing else",
    Seen.ANSWER: "; write true or false",
}

OBSERVABLES = (
    Observable("last_post", Seen.DAY, "the newest post"),
    Observable("access_review", Seen.DAY, "the last look through the list of those who can log in"),
    Observable("crisis_drill", Seen.DAY, "the last practice of the plan for a crisis"),
    Observable("posts_in_30_days", Seen.NUMBER, "how many posts there were in the 30 days before"),
    Observable("followers", Seen.NUMBER, "how many follow the account"),
    Observable("median_response_hours", Seen.NUMBER, "after how many hours half of the questions had an answer"),
    Observable("log_in_not_passed_on", Seen.ANSWER, "whether nobody was given the log-in by chat, by mail or on paper"),
    Observable("account_reachable", Seen.ANSWER, "whether the account's address leads to it"),
    Observable("linked_from_official_site", Seen.ANSWER, "whether a page of the agency's own site links to it"),
    Observable("links_to_official_site", Seen.ANSWER, "whether the profile links to the agency's own site"),
    Observable("profile_says_official", Seen.ANSWER, "whether the profile says in words that it is official"),
    Observable("official_logo_shown", Seen.ANSWER, "whether the picture is the agency's approved logo"),
    Observable("domain_proof_found", Seen.ANSWER, "whether a file or tag on the agency's domain names the account"),
    Observable("comment_policy_reachable", Seen.ANSWER, "whether the rules for comments can be read where they lie"),
    Observable("privacy_notice_linked", Seen.ANSWER, "whether the profile links to the privacy notice"),
    Observable("content_on_official_site", Seen.ANSWER, "whether what was sampled is on the official site too"),
    Observable("alternative_texts", Seen.ANSWER, "whether the pictures that were sampled have alternative texts"),
    Observable("captions", Seen.ANSWER, "whether the videos that were sampled have captions"),
    Observable("removals_logged", Seen.ANSWER, "whether removed comments are logged with a listed reason"),
    Observable("engagement_genuine", Seen.ANSWER, "whether nothing points to bought followers or made-up reactions"),
    Observable("private_business_absent", Seen.ANSWER, "whether the account is free of anybody's private business"),
)
"""All that can be observed."""

BY_NAME = {each.name: each for each in OBSERVABLES}
