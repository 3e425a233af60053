"""Facts from the agency and from other records of the register."""

from __future__ import annotations

from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource
from smregister.standards.facts.fact_phrases import count, days_overdue, value_of, yes_no
from smregister.standards.in_force import nearest
from smregister.standards.waivers import account_of
from smregister.text import Message as _
from smregister.text import ngettext

FACTS = FactList(FactSource.AGENCY)


@FACTS.add(value_of(_("the level of government")))
def level(context: AccountContext) -> str | None:
    """Level of government: national, state, district, subdistrict, village or mission."""
    return context.agency.record.text("level") if context.agency.record else None


@FACTS.add(value_of(_("the type of agency")))
def agency_type(context: AccountContext) -> str | None:
    """Type of agency, a code of its jurisdiction."""
    return context.agency.record.text("type") if context.agency.record else None


@FACTS.add(value_of(_("the jurisdiction")))
def jurisdiction(context: AccountContext) -> str | None:
    """Jurisdiction of the agency: the code of a country or of a part of it."""
    return context.agency.record.text("jurisdiction") if context.agency.record else None


@FACTS.add(yes_no(_("the agency has closed"), _("the agency has not closed")))
def agency_closed(context: AccountContext) -> bool | None:
    """Whether the agency has closed."""
    if context.agency.record is None:
        return None
    ended = context.agency.record.text("closed")
    return ended < context.today if ended else context.agency.record.text("status") == "closed"


@FACTS.add(count(ngettext("account of the agency on this platform", "accounts of the agency on this platform")))
def agency_accounts_on_platform(context: AccountContext) -> int:
    """Number of accounts of the agency on this platform that have not ended, this one included."""
    return len(context.register_facts.live_accounts.get(context.profile, ()))


@FACTS.add(count(ngettext("other record of the same account", "other records of the same account")))
def other_records_of_account(context: AccountContext) -> int:
    """Number of other records of the same account."""
    return context.register_facts.count_duplicates(context.account)


@FACTS.add(
    yes_no(
        _("the agency has an older account for this platform and language, without a recorded reason for another"),
        _("the agency needs no reason for another account"),
    )
)
def similar_account_unexplained(context: AccountContext) -> bool | None:
    """Whether the agency has an older account here in one of its languages, and the record no `reason_for_another`."""
    dates = context.register_facts.opening_dates.get(context.profile)
    if dates is None or context.account.text("reason_for_another"):
        return False
    return dates.has_older(context.account)


@FACTS.add(
    yes_no(_("most accounts of the agency have this handle"), _("most accounts of the agency do not have this handle"))
)
def handle_as_elsewhere(context: AccountContext) -> bool | None:
    """Whether most accounts of the agency and brand have this handle, marks aside; unknown for codes and hosts."""
    # Platforms allow different punctuation, so only letters and digits are compared.
    handle = context.register_facts.plain_handle(context.account)
    counts = context.register_facts.plain_handles.get((context.account.agency, context.account.text("brand")))
    return counts[handle] * 2 > counts.total() if handle and counts else None


@FACTS.add(count(ngettext("unofficial word in the handle", "unofficial words in the handle")))
def unofficial_words_in_handle(context: AccountContext) -> int | None:
    """Number of the jurisdiction's `unofficial_words` in the handle; unknown if it lists none."""
    handle, words = (context.account.text("handle") or "").casefold(), context.agency.nearest_texts("unofficial_words")
    return sum(word.casefold() in handle for word in words) if handle and words else None


@FACTS.add(yes_no(_("the account uses an official language"), _("the account uses no official language")))
def uses_official_language(context: AccountContext) -> bool | None:
    """Whether the account publishes in an official language of its jurisdiction."""
    used, official = context.account.texts("languages"), context.agency.nearest_texts("languages")
    return not {*official}.isdisjoint(used) if used and official else None


@FACTS.add(count(ngettext("expired waiver", "expired waivers")))
def waivers_run_out(context: AccountContext) -> int:
    """Number of expired waivers of the account, or of all accounts of its agency, that were not closed."""
    return sum(
        account_of(waiver) in ("", context.account.id)
        and (waiver.text("until") or "") < context.today
        and waiver.text("ended") is None
        for waiver in context.register_facts.waivers.get(context.account.agency, ())
    )


@FACTS.add(days_overdue(_("the review of the standard")))
def days_overdue_for_standard_review(context: AccountContext) -> int | None:
    """Days since the review of the standard was due; negative before that day."""
    jurisdictions = [record.id for record in context.agency.jurisdictions]
    standard = nearest(context.register_facts.standards, lambda record: record.texts("jurisdictions"), jurisdictions)
    return context.register_facts.days_from(standard.text("review_by")) if standard else None
