"""Facts of an account and its lifecycle, from its own record."""

from __future__ import annotations

from smregister.model import Value, resolve_pointer
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource
from smregister.standards.facts.fact_phrases import count, days_overdue, value_of, yes_no
from smregister.text import Message as _
from smregister.text import ngettext

FACTS = FactList(FactSource.RECORD)
FACTS.add_text("platform", _("the platform"), "Platform, by the name of its file: facebook, x, ….")
FACTS.add_text(
    "status",
    _("the status"),
    "Status: proposed, active, dormant, suspended, compromised, closing, closed or transferred.",
)
FACTS.add_text(
    "kind", _("the kind of account"), "Kind of account: office, role-holder, campaign, emergency, archive or portal."
)


@FACTS.add(value_of(_("the language")))
def languages(context: AccountContext) -> list[Value] | None:
    """Languages in which the account publishes."""
    return [*context.account.items("languages")] or None


@FACTS.add(count(ngettext("character in the handle", "characters in the handle")))
def handle_length(context: AccountContext) -> int | None:
    """Number of characters in the handle."""
    handle = context.account.text("handle")
    return len(handle) if handle else None


FACTS.add_count("former_handles", ngettext("former handle", "former handles"), "former_handles")


@FACTS.add(count(ngettext("former handle without a last day", "former handles without a last day")))
def former_handles_undated(context: AccountContext) -> int:
    """Number of former handles without a last day."""
    return sum(resolve_pointer(handle, ("to",)) is None for handle in context.account.items("former_handles"))


FACTS.add_stated(
    "name_stated", _("the record has the name on the profile"), _("the record lacks the name on the profile")
)


@FACTS.add(
    yes_no(_("the record has the description on the profile"), _("the record lacks the description on the profile"))
)
def description_stated(context: AccountContext) -> bool:
    """Whether the record has the description on the profile."""
    return bool(context.account.value("description"))


@FACTS.add(count(ngettext("word in the purpose", "words in the purpose")))
def purpose_words(context: AccountContext) -> int:
    """Number of words in the purpose."""
    return len((context.account.text("purpose") or "").split())


FACTS.add_stated("audience_stated", _("the record states an audience"), _("the record states no audience"))
FACTS.add_days_since("days_since_opened", _("the opening of the account"), "opened")
FACTS.add_days_since("days_in_status", _("the first day of the present status"), "status_since")


@FACTS.add(
    yes_no(
        _("the record says who approved the account, when and in which document"),
        _("the record does not say who approved the account, when or in which document"),
    )
)
def approval_recorded(context: AccountContext) -> bool:
    """Whether the record says who approved the account, when and in which document."""
    return all(context.account.text("approval", part) for part in ("by", "date", "reference"))


@FACTS.add(
    yes_no(_("the account was approved before it was opened"), _("the account was approved after it was opened"))
)
def approved_before_opening(context: AccountContext) -> bool | None:
    """Whether the account was approved no later than on the day of its opening; unknown if either day is missing."""
    approved, opened = context.account.text("approval", "date"), context.account.text("opened")
    return approved <= opened if approved and opened else None


FACTS.add_stated(
    "closed_reason_stated",
    _("the record states why the account was closed"),
    _("the record does not state why the account was closed"),
)
FACTS.add_stated(
    "replacement_stated",
    _("the record names a replacement for the public"),
    _("the record names no replacement for the public"),
    "replaced_by",
)
FACTS.add_days_since("days_since_last_review", _("the last review of account and record"), "last_review", "date")


@FACTS.add(days_overdue(_("the review of the account")))
def days_overdue_for_review(context: AccountContext) -> int | None:
    """Days since the review of the account was due; negative before that day."""
    return context.register_facts.days_from(context.account.text("next_review"))


FACTS.add_count(
    "evidence_items",
    ngettext("source that shows the account to be official", "sources that show the account to be official"),
    "evidence",
)
FACTS.add_count(
    "pages_linking_here",
    ngettext(
        "page of the agency's website that links to the account",
        "pages of the agency's website that link to the account",
    ),
    "linked_from",
)
FACTS.add_count(
    "domain_proofs",
    ngettext("technical proof on a government domain", "technical proofs on a government domain"),
    "domain_proof",
)
FACTS.add_text(
    "badge", _("the badge"), "Badge on the platform: none, platform, government or paid.", "verification", "badge"
)
