"""Facts of who can get into an account, and by what, from its own record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.model import value_at
from smregister.standards.facts.fact import record_fact

if TYPE_CHECKING:
    from smregister.model import Value
    from smregister.standards.facts.subject import Subject


@record_fact
def mfa_enabled(of: Subject) -> bool | None:
    """Whether a second factor is demanded of everybody who logs in."""
    enabled = of.account.value("mfa", "enabled")
    return enabled if isinstance(enabled, bool) else None


@record_fact
def mfa_kind(of: Subject) -> str | None:
    """The weakest second factor in use: key, app or sms."""
    return of.account.text("mfa", "kind")


@record_fact
def days_since_mfa_check(of: Subject) -> int | None:
    """Days since it was last checked how log-ins are protected."""
    return of.days_since("mfa", "checked")


@record_fact
def credential_custody(of: Subject) -> str | None:
    """How the log-in is kept: vault, platform-roles or sealed-envelope."""
    return of.account.text("credential_custody")


@record_fact
def recovery_phone_owner(of: Subject) -> str | None:
    """Whose the telephone is that the platform would send a code to: agency, person or none."""
    return of.account.text("recovery_phone_owned_by")


@record_fact
def recovery_mailbox_official(of: Subject) -> bool | None:
    """Whether the mailbox for recovery is on a domain of the agency or its government."""
    return of.has_official_mailbox("recovery_email")


@record_fact
def desk_access(of: Subject) -> str | None:
    """Which access the desk keeps: none, co-admin or emergency-only."""
    return of.account.text("desk_access")


@record_fact
def vendors(of: Subject) -> int | None:
    """How many companies can act in the account today; not known where the record does not speak of companies."""
    ends = _vendors_ends(of)
    return None if ends is None else sum(not isinstance(end, str) or end >= of.census.today for end in ends)


@record_fact
def vendors_without_end(of: Subject) -> int | None:
    """How many companies' access has no last day; not known where the record does not speak of companies."""
    ends = _vendors_ends(of)
    return None if ends is None else ends.count(None)


@record_fact
def vendors_past_end(of: Subject) -> int | None:
    """How many companies are listed whose last day is over; not known where the record does not speak of companies."""
    ends = _vendors_ends(of)
    return None if ends is None else sum(isinstance(end, str) and end < of.census.today for end in ends)


@record_fact
def tools_not_approved(of: Subject) -> int | None:
    """How many tools the record names that its jurisdiction's `approved_tools` does not; not known without either."""
    used, approved = of.account.value("tools"), {*map(_folded, of.around.listed("approved_tools"))}
    if not isinstance(used, list) or (used and not approved):
        return None
    return sum(_folded(str(each)) not in approved for each in used)


def _vendors_ends(of: Subject) -> list[Value] | None:
    """Give the last day of each company's access; None where the record does not speak of companies."""
    listed = of.account.value("vendor_access")
    return [value_at(each, ("until",)) for each in listed] if isinstance(listed, list) else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


FACTS = (
    mfa_enabled,
    mfa_kind,
    days_since_mfa_check,
    credential_custody,
    recovery_phone_owner,
    recovery_mailbox_official,
    desk_access,
    vendors,
    vendors_without_end,
    vendors_past_end,
    tools_not_approved,
)
