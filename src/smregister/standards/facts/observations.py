"""Observable properties of accounts, and the facts that follow from observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from smregister.model import Record, Value, resolve_pointer
from smregister.standards.account_facts import FactType
from smregister.standards.facts.fact_phrases import Phrase, count, days_since, yes_no
from smregister.text import Message, ngettext
from smregister.text import Message as _

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
    phrase: Phrase

    @property
    def description(self) -> str:
        """Return what is observed, such as `the newest post`."""
        return self.phrase.label

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
            return f"`{self.name}` must be {self.type}, not `{value}`{_HINTS[self.type]}"
        if self.type is not ObservableType.BOOLEAN:
            return self._size_error(value, resolve_pointer(observed, ("when",)))
        if value is not (result == "pass"):
            return f"the value {str(value).lower()} contradicts the result {result}"
        return None

    def _result_error(self, result: Value) -> str | None:
        if self.type is ObservableType.BOOLEAN or result not in ("pass", "fail"):
            return None
        return f"`{self.name}` is {self.type} and needs a `value`, or the result could-not-tell"

    def _size_error(self, value: Value, when: Value) -> str | None:
        if isinstance(value, int) and value < 0:
            return f"`{self.name}` is {value}, but a count is never negative"
        if isinstance(value, str) and isinstance(when, str) and value > when:
            return f"`{self.name}` is {value}, which is later than the day of the observation, {when}"
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
    ObservableType.DAY: "; write year-month-day, such as 2026-03-01",
    ObservableType.NUMBER: "; write digits only",
    ObservableType.BOOLEAN: "",
}


def _yes_no(name: str, yes: Message, no: Message) -> Observable:
    return Observable(name, ObservableType.BOOLEAN, yes_no(yes, no))


_DAY, _NUMBER = ObservableType.DAY, ObservableType.NUMBER
OBSERVABLES = (
    Observable("last_post", _DAY, days_since(_("the newest post"))),
    Observable("access_review", _DAY, days_since(_("the last review of who can log in"))),
    Observable("crisis_drill", _DAY, days_since(_("the last exercise of the crisis plan"))),
    Observable("posts_in_30_days", _NUMBER, count(ngettext("post in 30 days", "posts in 30 days"))),
    Observable("followers", _NUMBER, count(ngettext("follower", "followers"))),
    Observable(
        "median_response_hours",
        _NUMBER,
        count(
            ngettext(
                "hour until half of the questions were answered", "hours until half of the questions were answered"
            )
        ),
    ),
    _yes_no(
        "log_in_not_passed_on",
        _("the log-in is kept private (never sent by chat, mail or on paper)"),
        _("the log-in was passed on by chat, by mail or on paper"),
    ),
    _yes_no("account_reachable", _("the address leads to the account"), _("the address does not lead to the account")),
    _yes_no(
        "linked_from_official_site",
        _("the agency's website links to the account"),
        _("the agency's website does not link to the account"),
    ),
    _yes_no(
        "links_to_official_site",
        _("the profile links to the agency's website"),
        _("the profile does not link to the agency's website"),
    ),
    _yes_no(
        "profile_says_official",
        _("the profile says that it is official"),
        _("the profile does not say that it is official"),
    ),
    _yes_no(
        "official_logo_shown",
        _("the profile shows the approved logo"),
        _("the profile does not show the approved logo"),
    ),
    _yes_no(
        "domain_proof_found",
        _("a file or tag on the agency's domain names the account"),
        _("no file or tag on the agency's domain names the account"),
    ),
    _yes_no(
        "comment_policy_reachable",
        _("the page with rules for comments opens"),
        _("the page with rules for comments does not open"),
    ),
    _yes_no(
        "privacy_notice_linked",
        _("the profile links to the privacy notice"),
        _("the profile does not link to the privacy notice"),
    ),
    _yes_no(
        "content_on_official_site",
        _("the sampled posts are on the official website, too"),
        _("the sampled posts are not on the official website"),
    ),
    _yes_no(
        "alternative_texts",
        _("the sampled pictures have alternative texts"),
        _("the sampled pictures lack alternative texts"),
    ),
    _yes_no("captions", _("the sampled videos have captions"), _("the sampled videos lack captions")),
    _yes_no(
        "removals_logged",
        _("removed comments are logged with a listed reason"),
        _("removed comments are not logged with a listed reason"),
    ),
    _yes_no(
        "engagement_genuine",
        _("followers and reactions are genuine"),
        _("followers or reactions appear to be bought"),
    ),
    _yes_no(
        "private_business_absent",
        _("the account is free of private business"),
        _("the account is used for private business"),
    ),
)

OBSERVABLES_BY_NAME = {observable.name: observable for observable in OBSERVABLES}
