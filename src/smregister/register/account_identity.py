"""Identity of an account: what approvals are given for, and what stays on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import TypeAlias

from smregister.model import Record
from smregister.records.differences import equal
from smregister.records.views import Account
from smregister.register.platforms import Platform, Platforms
from smregister.register.register import account_keys
from smregister.register.urls import AddressError

IdentityKey: TypeAlias = "tuple[str, ...]"

APPROVAL_FIELDS = ("approval", "verification")
"""The fields that apply to the identity that an account had when they were written."""

IDENTITY_FIELDS = ("platform", "handle", "url", "platform_id")
"""The fields that say which account on the platform a record is about."""


def find_outdated_approvals(platforms: Platforms, before: Record, after: Record) -> list[str]:
    """Return the approvals that stay as they were while the account's identity changes."""
    if not has_new_identity(platforms, before, after):
        return []
    values = ((name, before.value(name), after.value(name)) for name in APPROVAL_FIELDS)
    return [name for name, old, new in values if new is not None and new == old]


def has_new_identity(platforms: Platforms, before: Record, after: Record) -> bool:
    """Check an account for another platform, handle, id or address, or one more former handle."""
    if after.kind != "account":
        return False
    if find_changed_identity(platforms, before, after):
        return True
    present = {*_own_keys(platforms, before)}
    old_handles, new_handles = ({*_former_keys(platforms, record)} for record in (before, after))
    return not new_handles <= old_handles | present


def find_changed_identity(platforms: Platforms, before: Record, after: Record) -> list[str]:
    """Return the fields in which an account comes to be another one.

    A handle in another case is the same, and so is an address that repeats the handle.
    """
    edited = [name for name in IDENTITY_FIELDS if not equal(before.value(name), after.value(name))]
    old, new = (_identity(platforms, record) if edited else {} for record in (before, after))
    return [name for name in edited if old[name] != new[name]]


def is_same_account(platforms: Platforms, before: Record, after: Record) -> bool:
    """Check whether two records share a present handle or platform id."""
    old, new = ({*_own_keys(platforms, record)} for record in (before, after))
    return not old.isdisjoint(new)


def find_dropped_handles(platforms: Platforms, before: Record, after: Record) -> list[str]:
    """Return the former handles of an account, and the addresses in their place, that it has in no field any more."""
    kept = {key for key, _ in account_keys(platforms, after)}
    dropped = (pointer for key, pointer in account_keys(platforms, before) if key not in kept)
    return [str(before.value(*pointer)) for pointer in dropped if pointer[0] in ("former_handles", "url")]


def _own_keys(platforms: Platforms, record: Record) -> Iterator[IdentityKey]:
    account = Account(record)
    yield from _field_keys(platforms, account, account.handle, None)
    yield from _field_keys(platforms, account, None, account.platform_id)


def _field_keys(
    platforms: Platforms, account: Account, handle: str | None, platform_id: str | None
) -> Iterator[IdentityKey]:
    platform = platforms.get(account.platform)
    if platform:
        yield from platform.keys(handle, platform_id)
    else:
        texts = {"handle": handle, "id": platform_id}
        yield from ((account.platform or "", name, text) for name, text in texts.items() if text)


def _identity(platforms: Platforms, record: Record) -> Mapping[str, set[IdentityKey]]:
    """Return the keys of each field of an account's identity; an address that repeats the handle has none."""
    account, own = Account(record), [*_own_keys(platforms, record)]
    address = _address_keys(platforms.get(account.platform), account.url) if account.url else ()
    keys: dict[str, set[IdentityKey]] = {
        "platform": {(account.platform or "",)},
        "handle": {key[1:] for key in _field_keys(platforms, account, account.handle, None)},
        "url": {key for key in address if key not in own},
        "platform_id": {key[1:] for key in _field_keys(platforms, account, None, account.platform_id)},
    }
    # A value of another type is invalid, and has no key.
    values = ((name, record.value(name)) for name in IDENTITY_FIELDS)
    others: dict[str, set[IdentityKey]] = {
        name: {(repr(value),)} for name, value in values if not isinstance(value, (str, NoneType))
    }
    return {**keys, **others}


def _address_keys(platform: Platform | None, url: str) -> Iterator[IdentityKey]:
    try:
        name = platform.read_text(url) if platform else None
    except AddressError:
        name = None
    if platform and name:
        yield from platform.keys(name.handle, name.platform_id)
    else:
        yield (url,)


def _former_keys(platforms: Platforms, record: Record) -> Iterator[IdentityKey]:
    for key, pointer in account_keys(platforms, record):
        if pointer[0] == "former_handles":
            yield key
