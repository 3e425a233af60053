"""Facts of access to an account, from its own record."""

from __future__ import annotations

from smregister.model import Value, resolve_pointer
from smregister.standards.facts.account_context import AccountContext
from smregister.standards.facts.fact import FactList, FactSource

FACTS = FactList(FactSource.RECORD)


@FACTS.add
def mfa_enabled(context: AccountContext) -> bool | None:
    """Whether a second factor is required of everybody who logs in."""
    enabled = context.account.value("mfa", "enabled")
    return enabled if isinstance(enabled, bool) else None


FACTS.add_text("mfa_kind", "The weakest second factor in use: key, app or sms.", "mfa", "kind")
FACTS.add_days_since(
    "days_since_mfa_check", "Days since it was last checked how log-ins are protected.", "mfa", "checked"
)
FACTS.add_text("credential_custody", "How the log-in is kept: vault, platform-roles or sealed-envelope.")
FACTS.add_text(
    "recovery_phone_owner",
    "Whose the telephone is that the platform would send a code to: agency, person or none.",
    "recovery_phone_owned_by",
)


@FACTS.add
def recovery_mailbox_official(context: AccountContext) -> bool | None:
    """Whether the mailbox for recovery is on a domain of the agency or its government."""
    return context.has_official_mailbox("recovery_email")


FACTS.add_text("desk_access", "Which access the desk keeps: none, co-admin or emergency-only.")


@FACTS.add
def vendors(context: AccountContext) -> int | None:
    """How many companies can act in the account today; not known where the record does not speak of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else sum(not isinstance(end, str) or end >= context.today for end in ends)


@FACTS.add
def vendors_without_end(context: AccountContext) -> int | None:
    """How many companies' access has no last day; not known where the record does not speak of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else ends.count(None)


@FACTS.add
def vendors_past_end(context: AccountContext) -> int | None:
    """How many companies are listed whose last day is over; not known where the record does not speak of companies."""
    ends = _vendor_ends(context)
    return None if ends is None else sum(isinstance(end, str) and end < context.today for end in ends)


@FACTS.add
def tools_not_approved(context: AccountContext) -> int | None:
    """How many tools the record names that its jurisdiction's `approved_tools` does not; not known without either."""
    used, approved = context.account.value("tools"), {*map(_normalize, context.agency.nearest_texts("approved_tools"))}
    if not isinstance(used, list) or (used and not approved):
        return None
    return sum(_normalize(str(tool)) not in approved for tool in used)


def _vendor_ends(context: AccountContext) -> list[Value] | None:
    """Return the last day of each company's access; None if the record has no list of companies."""
    listed = context.account.value("vendor_access")
    return [resolve_pointer(company, ("until",)) for company in listed] if isinstance(listed, list) else None


def _normalize(text: str) -> str:
    return " ".join(text.casefold().split())
