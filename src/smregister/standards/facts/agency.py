"""Facts from the agency and from other records of the register."""

from __future__ import annotations

from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource
from smregister.standards.in_force import nearest
from smregister.standards.waivers import account_of

FACTS = FactList(FactSource.AGENCY)


@FACTS.add
def level(context: AccountContext) -> str | None:
    """At which level of government the agency works: national, state, district, subdistrict, village or mission."""
    return context.agency.record.text("level") if context.agency.record else None


@FACTS.add
def agency_type(context: AccountContext) -> str | None:
    """What sort of body the agency is, by the code of its jurisdiction."""
    return context.agency.record.text("type") if context.agency.record else None


@FACTS.add
def jurisdiction(context: AccountContext) -> str | None:
    """Whose body the agency is: the code of a country or of a part of it."""
    return context.agency.record.text("jurisdiction") if context.agency.record else None


@FACTS.add
def agency_closed(context: AccountContext) -> bool | None:
    """Whether the agency is there no more."""
    if context.agency.record is None:
        return None
    ended = context.agency.record.text("closed")
    return ended < context.today if ended else context.agency.record.text("status") == "closed"


@FACTS.add
def agency_accounts_on_platform(context: AccountContext) -> int:
    """How many accounts the agency has on this platform that have not ended, this one among them."""
    return len(context.register_facts.live_accounts.get(context.profile, ()))


@FACTS.add
def other_records_of_account(context: AccountContext) -> int:
    """How many other records name the same account."""
    return context.register_facts.count_duplicates(context.account)


@FACTS.add
def similar_account_unexplained(context: AccountContext) -> bool | None:
    """Whether the agency has an older account here in one of its languages, and the record no `reason_for_another`."""
    dates = context.register_facts.opening_dates.get(context.profile)
    if dates is None or context.account.text("reason_for_another"):
        return False
    return dates.has_older(context.account)


@FACTS.add
def handle_as_elsewhere(context: AccountContext) -> bool | None:
    """Whether most of the agency's accounts of this brand have this handle, marks aside; codes and hosts are none."""
    # Platforms allow different punctuation, so only letters and digits are compared.
    handle = context.register_facts.plain_handle(context.account)
    counts = context.register_facts.plain_handles.get((context.account.agency, context.account.text("brand")))
    return counts[handle] * 2 > counts.total() if handle and counts else None


@FACTS.add
def unofficial_words_in_handle(context: AccountContext) -> int | None:
    """How many of the `unofficial_words` of its jurisdiction the handle has in it; not known where none are listed."""
    handle, words = (context.account.text("handle") or "").casefold(), context.agency.nearest_texts("unofficial_words")
    return sum(word.casefold() in handle for word in words) if handle and words else None


@FACTS.add
def uses_official_language(context: AccountContext) -> bool | None:
    """Whether the account publishes in an official language of its jurisdiction."""
    used, official = context.account.texts("languages"), context.agency.nearest_texts("languages")
    return not {*official}.isdisjoint(used) if used and official else None


@FACTS.add
def waivers_run_out(context: AccountContext) -> int:
    """How many waivers of the account, or of all its agency's, have run out and were not put away."""
    return sum(
        account_of(waiver) in ("", context.account.id)
        and (waiver.text("until") or "") < context.today
        and waiver.text("ended") is None
        for waiver in context.register_facts.waivers.get(context.account.agency, ())
    )


@FACTS.add
def days_overdue_for_standard_review(context: AccountContext) -> int | None:
    """Days since the day by which the registered standard was to be looked at again; negative while that is to come."""
    jurisdictions = [record.id for record in context.agency.jurisdictions]
    standard = nearest(context.register_facts.standards, lambda record: record.texts("jurisdictions"), jurisdictions)
    return context.register_facts.days_from(standard.text("review_by")) if standard else None
