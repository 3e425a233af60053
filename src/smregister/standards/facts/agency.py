"""Facts of an account that follow from its agency and from other records of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.standards.facts.fact import Source, fact
from smregister.standards.terms import nearest
from smregister.standards.waivers import account_of

if TYPE_CHECKING:
    from smregister.standards.facts.subject import Subject

agency_fact = fact(Source.AGENCY)


@agency_fact
def level(of: Subject) -> str | None:
    """At which level of government the agency works: national, state, district, subdistrict, village or mission."""
    return of.around.agency.text("level") if of.around.agency else None


@agency_fact
def agency_type(of: Subject) -> str | None:
    """What sort of body the agency is, by the code of its jurisdiction."""
    return of.around.agency.text("type") if of.around.agency else None


@agency_fact
def jurisdiction(of: Subject) -> str | None:
    """Whose body the agency is: the code of a country or of a part of it."""
    return of.around.agency.text("jurisdiction") if of.around.agency else None


@agency_fact
def agency_closed(of: Subject) -> bool | None:
    """Whether the agency is there no more."""
    if of.around.agency is None:
        return None
    ended = of.around.agency.text("closed")
    return ended < of.census.today if ended else of.around.agency.text("status") == "closed"


@agency_fact
def agency_accounts_on_platform(of: Subject) -> int:
    """How many accounts the agency has on this platform that have not ended, this one among them."""
    return len(of.census.live_accounts.get(of.place, ()))


@agency_fact
def similar_account_unexplained(of: Subject) -> bool | None:
    """Whether the agency has an older account here in one of its languages, and the record no `reason_for_another`."""
    openings = of.census.openings.get(of.place)
    if openings is None or of.account.text("reason_for_another"):
        return False
    return openings.has_older(of.account)


@agency_fact
def handle_as_elsewhere(of: Subject) -> bool | None:
    """Whether most of the agency's accounts of this brand have this handle, marks aside; codes and hosts are none."""
    # Platforms differ in the marks that they allow, so that letters and digits alone are compared.
    name = of.census.chosen_name(of.account)
    counts = of.census.chosen_names.get((of.account.agency, of.account.text("brand")))
    return counts[name] * 2 > counts.total() if name and counts else None


@agency_fact
def unofficial_words_in_handle(of: Subject) -> int | None:
    """How many of the `unofficial_words` of its jurisdiction the handle has in it; not known where none are listed."""
    handle, words = (of.account.text("handle") or "").casefold(), of.around.listed("unofficial_words")
    return sum(word.casefold() in handle for word in words) if handle and words else None


@agency_fact
def other_records_of_account(of: Subject) -> int:
    """How many other records name the same account."""
    return of.census.others_of(of.account)


@agency_fact
def uses_official_language(of: Subject) -> bool | None:
    """Whether the account publishes in an official language of its jurisdiction."""
    used, official = of.account.texts("languages"), of.around.listed("languages")
    return not {*official}.isdisjoint(used) if used and official else None


@agency_fact
def waivers_run_out(of: Subject) -> int:
    """How many waivers of the account, or of all its agency's, have run out and were not put away."""
    return sum(
        account_of(each) in ("", of.account.id)
        and (each.text("until") or "") < of.census.today
        and each.text("ended") is None
        for each in of.census.waivers.get(of.account.agency, ())
    )


@agency_fact
def days_overdue_for_standard_review(of: Subject) -> int | None:
    """Days since the day by which the standard on record was to be looked at again; negative while that is to come."""
    places = [place.id for place in of.around.jurisdictions]
    standard = nearest(of.census.standards, lambda each: each.texts("jurisdictions"), places)
    return of.census.days_from(standard.text("review_by")) if standard else None


FACTS = (
    level,
    agency_type,
    jurisdiction,
    agency_closed,
    agency_accounts_on_platform,
    other_records_of_account,
    similar_account_unexplained,
    handle_as_elsewhere,
    unofficial_words_in_handle,
    uses_official_language,
    waivers_run_out,
    days_overdue_for_standard_review,
)
