"""Handles that an account takes from others, or says to have had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smregister.model import Change, Denial, Pointer, Record
from smregister.records.views import Account
from smregister.register.platforms import AccountKey, Platforms
from smregister.review.official_denials import former_account, read_keys
from smregister.review.policy import Policy

_READ = ("platform", "handle", "platform_id", "url", "former_handles")
"""The fields that name an account, now or formerly."""


def find_handle_denials(policy: Policy, changes: Iterable[Change], found: Iterable[Denial]) -> Iterator[Denial]:
    """Yield the handles that need the desk, although the account itself is official without it.

    `found` are other denials; one denial a field is enough.
    """
    denied = {(denial.path, denial.pointer) for denial in found}
    for change in changes:
        # What is proposed the desk approves as a whole.
        if change.record.value("status") != "proposed" and (before := former_account(change, _READ)):
            denials = [*_find_former(policy, before, change.record), *_find_present(policy, before, change.record)]
            yield from (denial for denial in denials if (denial.path, denial.pointer) not in denied)


def _find_former(policy: Policy, before: Record, after: Record) -> Iterator[Denial]:
    """Yield the new former handles but the one that the change replaces."""
    account, known = Account(before), {key for key, pointer in _read(policy.platforms, before, is_former=True)}
    is_over = account.status == "compromised" or account.has_ended or account.has_ended_by(policy.day)
    if not is_over:
        old, new = ({key for key, _ in _read(policy.platforms, record)} for record in (before, after))
        known |= old - new
    fields = {pointer[:2] for key, pointer in _read(policy.platforms, after, is_former=True) if key not in known}
    for field in sorted(fields, key=str):
        handle = after.text(*field, "handle")
        reason = f"the change does not replace `{handle}`, so only the desk makes it a former handle"
        if is_over:
            reason = f"only the desk adds `{handle}` to an account that is compromised or has ended"
        yield Denial(after.path, field, reason)


def _find_present(policy: Policy, before: Record, after: Record) -> Iterator[Denial]:
    """Yield the new present handle, id or address, if it may be another's or others are led to it."""
    old = {key for key, _ in _read(policy.platforms, before)}
    new = [(key, pointer) for key, pointer in _read(policy.platforms, after) if key not in old]
    texts = [before.name, *(key[2] for key, _ in new)]
    others = [other for other in policy.accounts_with(*texts) if other.id != before.id] if new else []
    reasons = {pointer: reason for key, pointer in new if (reason := _explain(policy.platforms, others, before, key))}
    yield from (Denial(after.path, pointer, reason) for pointer, reason in reasons.items())


def _explain(platforms: Platforms, others: Iterable[Record], before: Record, key: AccountKey) -> str | None:
    """Return why an account needs the desk for a new key, beside other accounts."""
    platform = platforms.get(key[0])
    if platform and platform.is_website:
        return f"no platform vouches for a new address on {platform.title}, so it needs the desk"
    for other in others:
        if key in (own for own, _ in read_keys(platforms, other)):
            return f"`{other.id}` has or had this name, so it needs the desk here"
    for other in others:
        if _leads_to(other, before.id):
            return f"`replaced_by` of `{other.id}` leads the public to this account, so a new name of it needs the desk"
    return None


def _leads_to(other: Record, account_id: str) -> bool:
    return account_id in (other.text("replaced_by"), f"{other.agency}/{other.text('replaced_by')}")


def _read(platforms: Platforms, record: Record, *, is_former: bool = False) -> Iterator[tuple[AccountKey, Pointer]]:
    """Yield the present or the former keys of an account with their pointers."""
    for key, pointer in read_keys(platforms, record):
        if (pointer[0] == "former_handles") is is_former:
            yield key, pointer
