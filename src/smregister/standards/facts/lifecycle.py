"""Facts of an account and its lifecycle, from its own record."""

from __future__ import annotations

from smregister.model import Value, resolve_pointer
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource

FACTS = FactList(FactSource.RECORD)
FACTS.add_text("platform", "The platform, by the name of its file: facebook, x, ….")
FACTS.add_text(
    "status", "Where the account is in its life: proposed, active, dormant, suspended, compromised, closing, closed, …."
)
FACTS.add_text("kind", "Whose voice it is: office, role-holder, campaign, emergency, archive or portal.")


@FACTS.add
def languages(context: AccountContext) -> list[Value] | None:
    """The languages in which the account publishes."""
    return [*context.account.items("languages")] or None


@FACTS.add
def handle_length(context: AccountContext) -> int | None:
    """How many characters the handle has."""
    handle = context.account.text("handle")
    return len(handle) if handle else None


FACTS.add_count("former_handles", "How many handles of the past the record names.", "former_handles")


@FACTS.add
def former_handles_undated(context: AccountContext) -> int:
    """How many of them have no last day."""
    return sum(resolve_pointer(handle, ("to",)) is None for handle in context.account.items("former_handles"))


FACTS.add_stated("name_stated", "Whether the record has the name that the account shows.")


@FACTS.add
def description_stated(context: AccountContext) -> bool:
    """Whether the record has what the account says of itself."""
    return bool(context.account.value("description"))


@FACTS.add
def purpose_words(context: AccountContext) -> int:
    """How many words the purpose has."""
    return len((context.account.text("purpose") or "").split())


FACTS.add_stated("audience_stated", "Whether the record says whom the account wants to reach.")
FACTS.add_days_since("days_since_opened", "Days since the account was opened.", "opened")
FACTS.add_days_since("days_in_status", "Days since the present status began.", "status_since")


@FACTS.add
def approval_recorded(context: AccountContext) -> bool:
    """Whether the record says who approved the account, when, and where that is written."""
    return all(context.account.text("approval", part) for part in ("by", "date", "reference"))


@FACTS.add
def approved_before_opening(context: AccountContext) -> bool | None:
    """Whether the approval is no later than the day of opening; not known where either is missing."""
    approved, opened = context.account.text("approval", "date"), context.account.text("opened")
    return approved <= opened if approved and opened else None


FACTS.add_stated("closed_reason_stated", "Whether the record says why the account was closed.")
FACTS.add_stated("replacement_stated", "Whether the record says where the public should go instead.", "replaced_by")
FACTS.add_days_since(
    "days_since_last_review",
    "Days since the last check that the record and the account are in order.",
    "last_review",
    "date",
)


@FACTS.add
def days_overdue_for_review(context: AccountContext) -> int | None:
    """Days since the day by which the account was to be looked at again; negative while that is to come."""
    return context.register_facts.days_from(context.account.text("next_review"))


FACTS.add_count(
    "evidence_items", "How many sources the record names that show that the account is official.", "evidence"
)
FACTS.add_count(
    "pages_linking_here",
    "How many pages of the agency's own site the record names that link to the account.",
    "linked_from",
)
FACTS.add_count(
    "domain_proofs",
    "How many technical proofs the record names that tie the account to a government domain.",
    "domain_proof",
)
FACTS.add_text("badge", "Which badge the platform shows: none, platform, government or paid.", "verification", "badge")
