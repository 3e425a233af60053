"""Facts of an account that follow from its agency and from other records of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.standards.facts.fact import Source, fact

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
    return of.census.live_accounts.get((of.account.agency, of.account.text("platform")), 0)


@agency_fact
def other_records_of_account(of: Subject) -> int:
    """How many other records name the same account."""
    return of.census.others_of(of.account)


@agency_fact
def uses_official_language(of: Subject) -> bool | None:
    """Whether the account publishes in an official language of its jurisdiction."""
    used = of.account.texts("languages")
    places = of.around.jurisdictions
    official = next((spoken for place in places if (spoken := place.texts("languages"))), [])
    return not {*official}.isdisjoint(used) if used and official else None


@agency_fact
def waivers_run_out(of: Subject) -> int:
    """How many waivers of the account, or of all its agency's, have run out and were not put away."""
    return sum(
        each.text("account") in (None, of.account.name, of.account.id)
        and (each.text("until") or "") < of.census.today
        and each.text("ended") is None
        for each in of.census.waivers.get(of.account.agency, ())
    )


FACTS = (
    level,
    agency_type,
    jurisdiction,
    agency_closed,
    agency_accounts_on_platform,
    other_records_of_account,
    uses_official_language,
    waivers_run_out,
)
