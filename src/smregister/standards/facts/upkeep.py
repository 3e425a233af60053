"""Facts of the upkeep of an account, from its own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.addresses import AddressError, split_address
from smregister.official_domains import is_on
from smregister.standards.facts.fact import days_since_fact, record_fact, stated_fact

if TYPE_CHECKING:
    from smregister.standards.facts.context import AccountContext


@record_fact
def contact_mailbox_official(context: AccountContext) -> bool | None:
    """Whether the address shown on the profile is on a domain of the agency or its government."""
    return context.has_official_mailbox("contact_email")


@record_fact
def official_site_on_government_domain(context: AccountContext) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(context, "official_site")


@record_fact
def comment_policy_on_government_domain(context: AccountContext) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(context, "comment_policy_url")


@record_fact
def response_target_hours(context: AccountContext) -> int | None:
    """Within how many hours the agency has promised to answer."""
    return _number(context, "response_target_hours")


@record_fact
def least_posts_in_30_days(context: AccountContext) -> int | None:
    """How many posts in 30 days the agency has said are the least."""
    return _number(context, "min_posts_per_30d")


@record_fact
def in_season(context: AccountContext) -> bool:
    """Whether the last 30 days lie in the months in which the account posts (`season`); yes where it names none."""
    months = context.account.items("season")
    return not months or all(month in months for month in context.register_facts.recent_months)


@record_fact
def crisis_plan_recorded(context: AccountContext) -> bool:
    """Whether the record says where the plan for a crisis is."""
    return bool(context.account.value("crisis_plan"))


@record_fact
def records_kept(context: AccountContext) -> bool:
    """Whether the record says how posts are kept, and by which schedule."""
    return all(context.account.text("records", part) for part in ("method", "schedule"))


def _number(context: AccountContext, field: str) -> int | None:
    found = context.account.value(field)
    return found if type(found) is int else None


def _is_official_page(context: AccountContext, field: str) -> bool | None:
    address = context.account.text(field)
    if not address or not context.agency.domains:
        return None if address else False
    try:
        return is_on(split_address(address).host, context.agency.domains)
    except AddressError:
        return False


FACTS = (
    contact_mailbox_official,
    stated_fact(
        "official_site_stated",
        "Whether the record names the page on a government domain that the account belongs to.",
        "official_site",
    ),
    official_site_on_government_domain,
    stated_fact(
        "comment_policy_stated",
        "Whether the record says where the public reads which comments are removed.",
        "comment_policy_url",
    ),
    comment_policy_on_government_domain,
    stated_fact(
        "moderation_hours_stated",
        "Whether the record says when somebody reads and moderates comments.",
        "moderation_hours",
    ),
    stated_fact(
        "privacy_notice_stated",
        "Whether the record says where the public reads what happens to its data.",
        "privacy_notice_url",
    ),
    response_target_hours,
    least_posts_in_30_days,
    in_season,
    crisis_plan_recorded,
    days_since_fact(
        "days_since_crisis_plan", "Days since the plan for a crisis was last written.", "crisis_plan", "date"
    ),
    records_kept,
    days_since_fact(
        "days_since_records_export", "Days since posts and messages were last captured.", "records", "last_export"
    ),
    days_since_fact(
        "days_since_accessibility_check",
        "Days since captions, alternative texts and contrast were last checked.",
        "accessibility_checked",
    ),
)
