"""Facts of the upkeep of an account, from its own record."""

from __future__ import annotations

from smregister.register.urls import AddressError, is_on, parse_url
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource
from smregister.standards.facts.fact_phrases import count, yes_no
from smregister.text import Message as _
from smregister.text import ngettext

FACTS = FactList(FactSource.RECORD)


@FACTS.add(
    yes_no(
        _("the mailbox on the profile is on a government domain"),
        _("the mailbox on the profile is not on a government domain"),
    )
)
def contact_mailbox_official(context: AccountContext) -> bool | None:
    """Whether the mailbox on the profile is on a domain of the agency or its government."""
    return context.has_official_mailbox("contact_email")


FACTS.add_stated(
    "official_site_stated",
    _("the record names an official page of the account"),
    _("the record names no official page of the account"),
)


@FACTS.add(
    yes_no(
        _("the record names an official page on a government domain"),
        _("the record names no official page on a government domain"),
    )
)
def official_site_on_government_domain(context: AccountContext) -> bool | None:
    """Whether the official page in the record is on a domain of the agency or its government."""
    return _is_official_page(context, "official_site")


FACTS.add_stated(
    "comment_policy_stated",
    _("the record names a page with rules for comments"),
    _("the record names no page with rules for comments"),
    "comment_policy_url",
)


@FACTS.add(
    yes_no(
        _("the record names rules for comments on a government domain"),
        _("the record names no rules for comments on a government domain"),
    )
)
def comment_policy_on_government_domain(context: AccountContext) -> bool | None:
    """Whether the page with rules for comments is on a domain of the agency or its government."""
    return _is_official_page(context, "comment_policy_url")


FACTS.add_stated(
    "moderation_hours_stated",
    _("the record says when comments are moderated"),
    _("the record does not say when comments are moderated"),
)
FACTS.add_stated(
    "privacy_notice_stated",
    _("the record names a page with a privacy notice"),
    _("the record names no page with a privacy notice"),
    "privacy_notice_url",
)


@FACTS.add(count(ngettext("hour promised for an answer", "hours promised for an answer"), promised=True))
def response_target_hours(context: AccountContext) -> int | None:
    """Hours within which the agency has promised an answer."""
    return _number(context, "response_target_hours")


@FACTS.add(count(ngettext("post promised for 30 days", "posts promised for 30 days"), promised=True))
def least_posts_in_30_days(context: AccountContext) -> int | None:
    """Smallest number of posts in 30 days that the agency has promised."""
    return _number(context, "min_posts_per_30d")


@FACTS.add(yes_no(_("the account is in its season"), _("the account is out of season")))
def in_season(context: AccountContext) -> bool:
    """Whether the last 30 days lie in the months in which the account posts (`season`); yes if it lists no months."""
    months = context.account.items("season")
    return not months or all(month in months for month in context.register_facts.recent_months)


@FACTS.add(yes_no(_("the record names a crisis plan"), _("the record names no crisis plan")))
def crisis_plan_recorded(context: AccountContext) -> bool:
    """Whether the record names a crisis plan."""
    return bool(context.account.value("crisis_plan"))


FACTS.add_days_since("days_since_crisis_plan", _("the last version of the crisis plan"), "crisis_plan", "date")


@FACTS.add(
    yes_no(
        _("the record says how posts are archived, and by which schedule"),
        _("the record does not say how posts are archived, or by which schedule"),
    )
)
def records_kept(context: AccountContext) -> bool:
    """Whether the record says how posts are archived, and by which schedule."""
    return all(context.account.text("records", part) for part in ("method", "schedule"))


FACTS.add_days_since("days_since_records_export", _("the last export of posts and messages"), "records", "last_export")
FACTS.add_days_since(
    "days_since_accessibility_check",
    _("the last check of captions, alternative texts and contrast"),
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
