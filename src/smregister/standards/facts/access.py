"""Facts of access to an account, from its own record."""

from __future__ import annotations

from smregister.model import Value, resolve_pointer
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource
from smregister.standards.facts.fact_phrases import count, yes_no
from smregister.text import Message as _
from smregister.text import ngettext, normalize_text

FACTS = FactList(FactSource.RECORD)


@FACTS.add(yes_no(_("every log-in needs a second factor"), _("not every log-in needs a second factor")))
def mfa_enabled(context: AccountContext) -> bool | None:
    """Whether every log-in needs a second factor."""
    enabled = context.account.value("mfa", "enabled")
    return enabled if isinstance(enabled, bool) else None


FACTS.add_text(
    "mfa_kind", _("the weakest second factor"), "Weakest second factor in use: key, app or sms.", "mfa", "kind"
)
FACTS.add_days_since("days_since_mfa_check", _("the last check of the second factor"), "mfa", "checked")
FACTS.add_text(
    "credential_custody",
    _("the custody of the log-in"),
    "Custody of the log-in: vault, platform-roles or sealed-envelope.",
)
FACTS.add_text(
    "recovery_phone_owner",
    _("the owner of the recovery telephone"),
    "Owner of the telephone that receives recovery codes: agency, person or none.",
    "recovery_phone_owned_by",
)


@FACTS.add(
    yes_no(_("the recovery mailbox is on a government domain"), _("the recovery mailbox is not on a government domain"))
)
def recovery_mailbox_official(context: AccountContext) -> bool | None:
    """Whether the recovery mailbox is on a domain of the agency or its government."""
    return context.has_official_mailbox("recovery_email")


FACTS.add_text("desk_access", _("the access of the desk"), "Access of the desk: none, co-admin or emergency-only.")


@FACTS.add(count(ngettext("company with access", "companies with access")))
def vendors(context: AccountContext) -> int | None:
    """Number of companies with access today; unknown if the record has no list of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else sum(not isinstance(end, str) or end >= context.today for end in ends)


@FACTS.add(count(ngettext("company whose access has no last day", "companies whose access has no last day")))
def vendors_without_end(context: AccountContext) -> int | None:
    """Number of companies whose access has no last day; unknown if the record has no list of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else ends.count(None)


@FACTS.add(count(ngettext("company still listed after its last day", "companies still listed after their last day")))
def vendors_past_end(context: AccountContext) -> int | None:
    """Number of companies still listed after their last day; unknown if the record has no list of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else sum(isinstance(end, str) and end < context.today for end in ends)


@FACTS.add(count(ngettext("tool that is not approved", "tools that are not approved")))
def tools_not_approved(context: AccountContext) -> int | None:
    """Number of tools in the record outside the jurisdiction's `approved_tools`; unknown without either list."""
    used, approved = (
        context.account.value("tools"),
        {*map(normalize_text, context.agency.nearest_texts("approved_tools"))},
    )
    if not isinstance(used, list) or (used and not approved):
        return None
    return sum(normalize_text(str(tool)) not in approved for tool in used)


def _vendor_ends(context: AccountContext) -> list[Value] | None:
    """Return the last day of each company's access; None without a list."""
    listed = context.account.value("vendor_access")
    return [resolve_pointer(company, ("until",)) for company in listed] if isinstance(listed, list) else None
