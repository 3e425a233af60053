"""Facts of an account and its lifecycle, from its own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import value_at
from smregister.standards.facts.fact import count_fact, days_since_fact, record_fact, stated_fact, text_fact

if TYPE_CHECKING:
    from smregister.model import Value
    from smregister.standards.facts.context import AccountContext


@record_fact
def languages(context: AccountContext) -> list[Value] | None:
    """The languages in which the account publishes."""
    found = context.account.items("languages")
    return [*found] if found else None


@record_fact
def handle_length(context: AccountContext) -> int | None:
    """How many characters the handle has."""
    handle = context.account.text("handle")
    return len(handle) if handle else None


@record_fact
def former_handles_undated(context: AccountContext) -> int:
    """How many of them have no last day."""
    return sum(value_at(each, ("to",)) is None for each in context.account.items("former_handles"))


@record_fact
def description_stated(context: AccountContext) -> bool:
    """Whether the record has what the account says of itself."""
    return bool(context.account.value("description"))


@record_fact
def purpose_words(context: AccountContext) -> int:
    """How many words the purpose has."""
    return len((context.account.text("purpose") or "").split())


@record_fact
def approval_recorded(context: AccountContext) -> bool:
    """Whether the record says who approved the account, when, and where that is written."""
    return all(context.account.text("approval", part) for part in ("by", "date", "reference"))


@record_fact
def approved_before_opening(context: AccountContext) -> bool | None:
    """Whether the approval is no later than the day of opening; not known where either is missing."""
    approved, opened = context.account.text("approval", "date"), context.account.text("opened")
    return approved <= opened if approved and opened else None


@record_fact
def days_overdue_for_review(context: AccountContext) -> int | None:
    """Days since the day by which the account was to be looked at again; negative while that is to come."""
    return context.register_facts.days_from(context.account.text("next_review"))


FACTS = (
    text_fact("platform", "The platform, by the name of its file: facebook, x, ….", "platform"),
    text_fact(
        "status",
        "Where the account is in its life: proposed, active, dormant, suspended, compromised, closing, closed, ….",
        "status",
    ),
    text_fact("kind", "Whose voice it is: office, role-holder, campaign, emergency, archive or portal.", "kind"),
    languages,
    handle_length,
    count_fact("former_handles", "How many handles of the past the record names.", "former_handles"),
    former_handles_undated,
    stated_fact("name_stated", "Whether the record has the name that the account shows.", "name"),
    description_stated,
    purpose_words,
    stated_fact("audience_stated", "Whether the record says whom the account wants to reach.", "audience"),
    days_since_fact("days_since_opened", "Days since the account was opened.", "opened"),
    days_since_fact("days_in_status", "Days since the present status began.", "status_since"),
    approval_recorded,
    approved_before_opening,
    stated_fact("closed_reason_stated", "Whether the record says why the account was closed.", "closed_reason"),
    stated_fact("replacement_stated", "Whether the record says where the public should go instead.", "replaced_by"),
    days_since_fact(
        "days_since_last_review",
        "Days since somebody looked whether the record and the account are in order.",
        "last_review",
        "date",
    ),
    days_overdue_for_review,
    count_fact(
        "evidence_items", "How many sources the record names that show that the account is official.", "evidence"
    ),
    count_fact(
        "pages_linking_here",
        "How many pages of the agency's own site the record names that link to the account.",
        "linked_from",
    ),
    count_fact(
        "domain_proofs",
        "How many technical proofs the record names that tie the account to a government domain.",
        "domain_proof",
    ),
    text_fact("badge", "Which badge the platform shows: none, platform, government or paid.", "verification", "badge"),
)
