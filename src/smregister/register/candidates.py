"""Accounts that a text may name: an address, a handle or an id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from smregister.register.platforms import ADDRESS_LIKE, AccountKey, AccountName, Platform, Platforms
from smregister.register.urls import AddressError, parse_url
from smregister.text import Message as _

_NATIONAL_NUMBER = re.compile(r"0[0-9 -]{6,20}", re.ASCII)
_NUMBER = re.compile(r"\+[0-9 ()-]{7,25}", re.ASCII)

_AROUND_TEXT = " \t\r\n<>,;\"'\u201c\u201d\u2018\u2019"
"""What is copied together with an address from a sentence."""


class Candidates(NamedTuple):
    """The keys of the accounts that a text may name.

    Args:
        keys: Of accounts that it names alone, by an address or on the platform that is given.
        bare_keys: Of accounts that have it as handle or id, each on its own platform.
        error: Why an address names no account, or empty.
        own_page: The address of the account, if it was seen through another server.
    """

    keys: tuple[AccountKey, ...]
    bare_keys: tuple[AccountKey, ...] = ()
    error: str = ""
    own_page: str = ""

    @property
    def all_keys(self) -> tuple[AccountKey, ...]:
        """Return all keys, those of accounts that the text names alone first."""
        return tuple(dict.fromkeys(self.keys + self.bare_keys))


def read_candidates(platforms: Platforms, text: str, platform: Platform | None = None) -> Candidates:
    """Return the accounts that a text may name, on one platform or on all."""
    # An argument that is not UTF-8 has surrogates, which no pattern takes.
    text = text.strip(_AROUND_TEXT).encode("utf-8", "replace").decode()
    error = ""
    if _NATIONAL_NUMBER.fullmatch(text):
        error = _("write the telephone number with its country code, without the zero, such as +62 21 000000")
    if platform:
        return _read_on(platforms, platform, text, error)
    names: list[AccountName] = []
    try:
        names = platforms.read(text, guess=True) if _may_be_address(text) else []
    except AddressError as failure:
        error = failure.args[0]
    if ADDRESS_LIKE.match(text):
        return Candidates((*_keys(platforms, names),), (), error, _own_page(platforms, text, names))
    names += (name for name in _read_handles(platforms, text) if _names_itself(platforms, text, name))
    bare_keys = _keys(platforms, _read_handles(platforms, text))
    return Candidates((*_keys(platforms, names),), (*bare_keys,), error)


def _own_page(platforms: Platforms, text: str, names: list[AccountName]) -> str:
    """Return the address of an account on a server other than the one that shows it; else empty."""
    pages = (platforms.canonical_address(name) for name in names if not platforms.is_website(name))
    page = next((page for page in pages if page), "")
    is_elsewhere = page and not platforms.at(parse_url(text).host) and parse_url(page).host != parse_url(text).host
    return page if is_elsewhere else ""


def _read_on(platforms: Platforms, platform: Platform, text: str, error: str) -> Candidates:
    names = []
    try:
        names.append(platform.read_name(text))
    except AddressError as failure:
        error = error or (failure.args[0] if _may_be_address(text) else "")
    if not ADDRESS_LIKE.match(text):
        # A record may have a handle that breaks the platform's rule.
        names.extend(platform.names_of(text))
    return Candidates((*_keys(platforms, names),), (), error)


def _may_be_address(text: str) -> bool:
    return "/" in text or ("." in text and not text.startswith("@"))


def _read_handles(platforms: Platforms, text: str) -> Iterator[AccountName]:
    """Yield the account of each platform with a handle or id; the end of an address must have an id."""
    for platform in platforms:
        name = platform.account_name(text, None)
        if name.handle and "/" in text and not platform.allows(name.handle):
            with suppress(AddressError):
                yield AccountName(platform.name, None, platform.read_name(text).platform_id)
        else:
            yield from platform.names_of(text)


def _names_itself(platforms: Platforms, text: str, name: AccountName) -> bool:
    """Return whether a handle has its server in it, or is a telephone number."""
    platform = platforms.get(name.platform)
    if platform is None or not name.handle or not platform.allows(name.handle):
        return False
    return _NUMBER.fullmatch(text) is not None or (platform.any_host and not platform.is_website)


def _keys(platforms: Platforms, names: list[AccountName] | Iterator[AccountName]) -> Iterator[AccountKey]:
    for name in names:
        platform = platforms.get(name.platform)
        yield from platform.keys(name.handle, name.platform_id) if platform else ()
