"""Facts of the upkeep of an account, from its own record."""

from __future__ import annotations

from smregister.register.urls import AddressError, is_on, parse_url
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource

FACTS = FactList(FactSource.RECORD)


@FACTS.add
def contact_mailbox_official(context: AccountContext) -> bool | None:
    """Whether the address shown on the profile is on a domain of the agency or its government."""
    return context.has_official_mailbox("contact_email")


FACTS.add_stated(
    "official_site_stated", "Whether the record names the page on a government domain that the account belongs to."
)


@FACTS.add
def official_site_on_government_domain(context: AccountContext) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(context, "official_site")


FACTS.add_stated(
    "comment_policy_stated",
    "Whether the record says where the public reads which comments are removed.",
    "comment_policy_url",
)


@FACTS.add
def comment_policy_on_government_domain(context: AccountContext) -> bool | None:
    """Whether there is such a page, on a domain of the agency or its government."""
    return _is_official_page(context, "comment_policy_url")


FACTS.add_stated("moderation_hours_stated", "Whether the record says when comments are read and moderated.")
FACTS.add_stated(
    "privacy_notice_stated",
    "Whether the record says where the public reads what happens to its data.",
    "privacy_notice_url",
)


@FACTS.add
def response_target_hours(context: AccountContext) -> int | None:
    """Within how many hours the agency has promised to answer."""
    return _number(context, "response_target_hours")


@FACTS.add
def least_posts_in_30_days(context: AccountContext) -> int | None:
    """How many posts in 30 days the agency has said are the least."""
    return _number(context, "min_posts_per_30d")


@FACTS.add
def in_season(context: AccountContext) -> bool:
    """Whether the last 30 days lie in the months in which the account posts (`season`); yes where it names none."""
    months = context.account.items("season")
    return not months or all(month in months for month in context.register_facts.recent_months)


@FACTS.add
def crisis_plan_recorded(context: AccountContext) -> bool:
    """Whether the record says where the plan for a crisis is."""
    return bool(context.account.value("crisis_plan"))


FACTS.add_days_since(
    "days_since_crisis_plan", "Days since the plan for a crisis was last written.", "crisis_plan", "date"
)


@FACTS.add
def records_kept(context: AccountContext) -> bool:
    """Whether the record says how posts are kept, and by which schedule."""
    return all(context.account.text("records", part) for part in ("method", "schedule"))


FACTS.add_days_since(
    "days_since_records_export", "Days since posts and messages were last captured.", "records", "last_export"
)
FACTS.add_days_since(
    "days_since_accessibility_check",
    "Days since captions, alternative texts and contrast were last checked.",
    "accessibility_checked",
)


def _number(context: AccountContext, field: str) -> int | None:
    number = context.account.value(field)
    return number if type(number) is int else None


def _is_official_page(context: AccountContext, field: str) -> bool | None:
    address = context.account.text(field)
    if not address or not context.agency.domains:
        return None if address else False
    try:
        return is_on(parse_url(address).host, context.agency.domains)
    except AddressError:
        return False
