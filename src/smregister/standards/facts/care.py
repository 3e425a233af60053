"""Facts of how an account is looked after, from its own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError, split_address
from smregister.official_domains import is_on
from smregister.standards.facts.fact import record_fact

if TYPE_CHECKING:
    from smregister.standards.facts.subject import Subject


@record_fact
def contact_mailbox_official(of: Subject) -> bool | None:
    """Whether the address shown on the profile is on a domain of the agency or its government."""
    return of.has_official_mailbox("contact_email")


@record_fact
def official_site_stated(of: Subject) -> bool:
    """Whether the record names the page on a government domain that the account belongs to."""
    return of.account.text("official_site") is not None


@record_fact
def official_site_on_government_domain(of: Subject) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(of, "official_site")


@record_fact
def comment_policy_stated(of: Subject) -> bool:
    """Whether the record says where the public reads which comments are removed."""
    return of.account.text("comment_policy_url") is not None


@record_fact
def comment_policy_on_government_domain(of: Subject) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(of, "comment_policy_url")


@record_fact
def moderation_hours_stated(of: Subject) -> bool:
    """Whether the record says when somebody reads and moderates comments."""
    return of.account.text("moderation_hours") is not None


@record_fact
def privacy_notice_stated(of: Subject) -> bool:
    """Whether the record says where the public reads what happens to its data."""
    return of.account.text("privacy_notice_url") is not None


@record_fact
def response_target_hours(of: Subject) -> int | None:
    """Within how many hours the agency has promised to answer."""
    return _number(of, "response_target_hours")


@record_fact
def least_posts_in_30_days(of: Subject) -> int | None:
    """How many posts in 30 days the agency has said are the least."""
    return _number(of, "min_posts_per_30d")


@record_fact
def in_season(of: Subject) -> bool:
    """Whether the last 30 days lie in the months in which the account posts (`season`); yes where it names none."""
    months = of.account.items("season")
    return not months or all(month in months for month in of.census.recent_months)


@record_fact
def crisis_plan_recorded(of: Subject) -> bool:
    """Whether the record says where the plan for a crisis is."""
    return bool(of.account.value("crisis_plan"))


@record_fact
def days_since_crisis_plan(of: Subject) -> int | None:
    """Days since the plan for a crisis was last written."""
    return of.days_since("crisis_plan", "date")


@record_fact
def records_kept(of: Subject) -> bool:
    """Whether the record says how posts are kept, and by which schedule."""
    return all(of.account.text("records", part) for part in ("method", "schedule"))


@record_fact
def days_since_records_export(of: Subject) -> int | None:
    """Days since posts and messages were last captured."""
    return of.days_since("records", "last_export")


@record_fact
def days_since_accessibility_check(of: Subject) -> int | None:
    """Days since captions, alternative texts and contrast were last checked."""
    return of.days_since("accessibility_checked")


def _number(of: Subject, field: str) -> int | None:
    found = of.account.value(field)
    return found if type(found) is int else None


def _is_official_page(of: Subject, field: str) -> bool | None:
    address = of.account.text(field)
    if not address or not of.around.domains:
        return None if address else False
    try:
        return is_on(split_address(address).host, of.around.domains)
    except AddressError:
        return False


FACTS = (
    contact_mailbox_official,
    official_site_stated,
    official_site_on_government_domain,
    comment_policy_stated,
    comment_policy_on_government_domain,
    moderation_hours_stated,
    privacy_notice_stated,
    response_target_hours,
    least_posts_in_30_days,
    in_season,
    crisis_plan_recorded,
    days_since_crisis_plan,
    records_kept,
    days_since_records_export,
    days_since_accessibility_check,
)
