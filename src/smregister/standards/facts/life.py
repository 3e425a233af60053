"""Facts of what an account is and where it is in its life, from its own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import value_at
from smregister.standards.facts.fact import record_fact

if TYPE_CHECKING:
    from smregister.model import Value
    from smregister.standards.facts.subject import Subject


@record_fact
def platform(of: Subject) -> str | None:
    """The platform, by the name of its file: facebook, x, …."""
    return of.account.text("platform")


@record_fact
def status(of: Subject) -> str | None:
    """Where the account is in its life: proposed, active, dormant, suspended, compromised, closing, closed, …."""
    return of.account.text("status")


@record_fact
def kind(of: Subject) -> str | None:
    """Whose voice it is: office, role-holder, campaign, emergency, archive or portal."""
    return of.account.text("kind")


@record_fact
def languages(of: Subject) -> list[Value] | None:
    """The languages in which the account publishes."""
    found = of.account.items("languages")
    return [*found] if found else None


@record_fact
def handle_length(of: Subject) -> int | None:
    """How many characters the handle has."""
    handle = of.account.text("handle")
    return len(handle) if handle else None


@record_fact
def former_handles(of: Subject) -> int:
    """How many handles of the past the record names."""
    return len(of.account.items("former_handles"))


@record_fact
def former_handles_undated(of: Subject) -> int:
    """How many of them have no last day."""
    return sum(value_at(each, ("to",)) is None for each in of.account.items("former_handles"))


@record_fact
def name_stated(of: Subject) -> bool:
    """Whether the record has the name that the account shows."""
    return of.account.text("name") is not None


@record_fact
def description_stated(of: Subject) -> bool:
    """Whether the record has what the account says of itself."""
    return bool(of.account.value("description"))


@record_fact
def purpose_words(of: Subject) -> int:
    """How many words the purpose has."""
    return len((of.account.text("purpose") or "").split())


@record_fact
def audience_stated(of: Subject) -> bool:
    """Whether the record says whom the account wants to reach."""
    return of.account.text("audience") is not None


@record_fact
def days_since_opened(of: Subject) -> int | None:
    """Days since the account was opened."""
    return of.days_since("opened")


@record_fact
def days_in_status(of: Subject) -> int | None:
    """Days since the present status began."""
    return of.days_since("status_since")


@record_fact
def approval_recorded(of: Subject) -> bool:
    """Whether the record says who approved the account, when, and where that is written."""
    return all(of.account.text("approval", part) for part in ("by", "date", "reference"))


@record_fact
def approved_before_opening(of: Subject) -> bool | None:
    """Whether the approval is no later than the day of opening; not known where either is missing."""
    approved, opened = of.account.text("approval", "date"), of.account.text("opened")
    return approved <= opened if approved and opened else None


@record_fact
def closed_reason_stated(of: Subject) -> bool:
    """Whether the record says why the account was closed."""
    return of.account.text("closed_reason") is not None


@record_fact
def replacement_stated(of: Subject) -> bool:
    """Whether the record says where the public should go instead."""
    return of.account.text("replaced_by") is not None


@record_fact
def days_since_last_review(of: Subject) -> int | None:
    """Days since somebody looked whether the record and the account are in order."""
    return of.days_since("last_review", "date")


@record_fact
def days_overdue_for_review(of: Subject) -> int | None:
    """Days since the day by which the account was to be looked at again; negative while that is to come."""
    return of.census.days_from(of.account.text("next_review"))


@record_fact
def evidence_items(of: Subject) -> int:
    """How many sources the record names that show that the account is official."""
    return len(of.account.items("evidence"))


@record_fact
def pages_linking_here(of: Subject) -> int:
    """How many pages of the agency's own site the record names that link to the account."""
    return len(of.account.items("linked_from"))


@record_fact
def domain_proofs(of: Subject) -> int:
    """How many technical proofs the record names that tie the account to a government domain."""
    return len(of.account.items("domain_proof"))


@record_fact
def badge(of: Subject) -> str | None:
    """Which badge the platform shows: none, platform, government or paid."""
    return of.account.text("verification", "badge")


FACTS = (
    platform,
    status,
    kind,
    languages,
    handle_length,
    former_handles,
    former_handles_undated,
    name_stated,
    description_stated,
    purpose_words,
    audience_stated,
    days_since_opened,
    days_in_status,
    approval_recorded,
    approved_before_opening,
    closed_reason_stated,
    replacement_stated,
    days_since_last_review,
    days_overdue_for_review,
    evidence_items,
    pages_linking_here,
    domain_proofs,
    badge,
)
