"""Accounts by the fields that name them, in a record or in a row."""

from __future__ import annotations

from contextlib import suppress

from smregister.records.views import Account
from smregister.register.platforms import ADDRESS_LIKE, AccountName, Platform, Platforms
from smregister.register.urls import AddressError, parse_url
from smregister.text import Message as _


def read_account(
    platforms: Platforms,
    platform: Platform | None,
    url: str | None = None,
    handle: str | None = None,
    platform_id: str | None = None,
) -> AccountName | None:
    """Read the account that an address, a handle and an id name together; None without any.

    Handle and address may stand in each other's place. The address alone names the platform.
    Raises AddressError if the address names no account, or another one than handle and id.
    """
    if not url and handle and ADDRESS_LIKE.match(handle):
        url, handle = handle, None
    named = read_address(platforms, platform, url) if url else None
    owner = platforms.get(named.platform) if named else platform
    if owner is None or not (named or handle or platform_id):
        return None
    rest = _read_handle(owner, handle, platform_id)
    if named is None:
        return rest
    _require_same(owner, named, rest)
    return owner.account_name(named.handle or rest.handle, named.platform_id or rest.platform_id)


def read_address(platforms: Platforms, platform: Platform | None, url: str) -> AccountName:
    """Read the account at an address, on a platform or on the one that owns its host.

    Raises AddressError if it names no account.
    """
    if platform:
        return platform.read_name(url)
    if url.startswith("@") or not set("./: ") & set(url):
        raise AddressError(_("it is a handle, which does not name its platform; write the platform, too"))
    names = platforms.read(url, guess=True)
    host = parse_url(url).host
    if not platforms.at(host):
        # A website is an account only on a platform that is given, and a similar host may be mistyped.
        names = [] if platforms.similar_host(host) else [name for name in names if not platforms.is_website(name)]
    if not names:
        raise AddressError(_("no platform of the register is at {host}", host=host))
    return names[0]


def _read_handle(platform: Platform, handle: str | None, platform_id: str | None) -> AccountName:
    named = platform.account_name(handle, platform_id)
    if handle and named.handle and not platform.allows(named.handle):
        with suppress(AddressError):
            named = platform.read_name(handle)
            return platform.account_name(named.handle, platform_id or named.platform_id)
    return named


def _require_same(platform: Platform, named: AccountName, rest: AccountName) -> None:
    keys = platform.keys(rest.handle, rest.platform_id)
    if named.handle and rest.handle and platform.key(named.handle) not in keys:
        raise AddressError(_("it names `{one}`, and the handle is `{other}`", one=named.handle, other=rest.handle))
    if named.platform_id and rest.platform_id and named.platform_id != rest.platform_id:
        raise AddressError(
            _(
                "it names the platform id `{one}`, and the platform id is `{other}`",
                one=named.platform_id,
                other=rest.platform_id,
            )
        )


def present_handle(platform: Platform, account: Account) -> str | None:
    """Return the handle of an account, or that in its address if it has none."""
    if account.handle or not account.url:
        return account.handle
    with suppress(AddressError):
        return platform.read_text(account.url).handle
    return None
