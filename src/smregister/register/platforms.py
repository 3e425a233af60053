"""Platforms, with rules that read and write addresses and handles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TypeAlias

from smregister.model import Record
from smregister.records.schema.compiled import pattern_test
from smregister.records.views import Account
from smregister.register.address_templates import AddressPattern, Template, address_patterns, begins_with, not_accounts
from smregister.register.urls import HASHBANG, MAX_LENGTH, AddressError, ParsedUrl, parse_url
from smregister.text import Message as _
from smregister.text import did_you_mean

_BETWEEN_NAMES = re.compile(r"(?i)[/()|,]|\bor\b|\bformerly\b|\bnow\b")
_AROUND_HOST = re.compile(r"^(?:https?://)?(?:www\.)?|(?<=\w)/$")

AccountKey: TypeAlias = tuple[str, str, str]
"""The identity of an account: platform, `handle` or `id`, and that in comparable form."""


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account on a platform, by handle or platform id."""

    platform: str
    handle: str | None
    platform_id: str | None


class Platform:
    """A platform as its record describes it.

    Raises ValueError if a pattern or a template in it is invalid.
    """

    def __init__(self, record: Record) -> None:
        self.name = record.name
        self.title = record.text("name") or record.name
        self.hosts = (*record.texts("hosts"), *record.texts("former_hosts"))
        self.any_host = record.value("any_host") is True
        retired = record.text("retired")
        self.retired = date.fromisoformat(retired) if retired else None
        self.handle_description = record.text("handle", "description") or ""
        self._handle_test: Callable[[str], bool] = pattern_test(record.text("handle", "pattern") or "")
        self._case_kept = record.text("handle", "case") == "kept"
        self._ignored = str.maketrans("", "", record.text("handle", "ignores") or "")
        self._reserved = frozenset(record.texts("handle", "reserved"))
        self._id_test: Callable[[str], bool] = pattern_test(record.text("platform_id", "pattern") or "^.*$")
        self._has_ids = record.text("platform_id", "pattern") is not None
        self._subdomains = tuple(record.texts("subdomains"))
        self._base = Template(record.text("canonical") or "")
        self._patterns = tuple(address_patterns(record))
        self._patterns_by_depth: dict[int, list[AddressPattern]] = {}
        for pattern in self._patterns:
            self._patterns_by_depth.setdefault(pattern.depth, []).append(pattern)
        self._not_accounts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for path, reason in not_accounts(record):
            first = path[0] if path and "*" not in path[0] else ""
            self._not_accounts.setdefault(first, []).append((path, reason))

    @property
    def is_website(self) -> bool:
        """Return whether an account is a host itself, as a portal is."""
        return self.any_host and any(pattern.names_host for pattern in self._patterns)

    def read_text(self, text: str) -> AccountName:
        """Read the account that an address on this platform names.

        Raises AddressError if the address is unsafe, on another host, or names no account.
        """
        address = parse_url(text)
        if not self.any_host and not self.owns(address.host):
            raise AddressError(_("{host} is not a host of {platform}", host=address.host, platform=self.title))
        return self.read(address)

    def read(self, address: ParsedUrl) -> AccountName:
        """Read the account that an address names, whatever its host.

        Raises AddressError if it names none.
        """
        host = self.bare_host(address.host)
        if host != address.host:
            address = ParsedUrl(host, address.segments, address.query)
        self._reject_other_page(address)
        patterns = self._patterns_by_depth.get(len(address.segments), ())
        matches = [(pattern, values) for pattern in patterns if (values := pattern.read(address))]
        if sum(bool(pattern.query) for pattern, _values in matches) > 1:
            raise AddressError(_("its query names more than one account"))
        readings = [values for _pattern, values in matches]
        readings = [values for values in readings if values.get("handle", "").casefold() not in self._reserved]
        possible = (values for values in readings if "handle" not in values or self._handle_test(values["handle"]))
        for values in (*possible, *readings):
            if "platform_id" not in values or self._id_test(values["platform_id"]):
                return AccountName(self.name, values.get("handle"), values.get("platform_id"))
        raise AddressError(
            _(
                "it is not an account on {platform}; it may be a post, a search or another page",
                platform=self.title,
            )
        )

    def _reject_other_page(self, address: ParsedUrl) -> None:
        """Raise AddressError for the beginning of a path that names no account."""
        segments = address.segments[1:] if address.segments[:1] == (HASHBANG,) else address.segments
        first = segments[0].casefold() if segments else ""
        for path, reason in (*self._not_accounts.get(first, ()), *self._not_accounts.get("", ())):
            if begins_with(segments, path):
                raise AddressError(reason)

    def account_name(self, handle: str | None, platform_id: str | None) -> AccountName:
        """Return an account by handle and id; a handle that is an id counts as the id."""
        is_id = bool(handle and self._id_test(handle) and (not self.allows(handle) or not handle.isdigit()))
        if is_id and self._has_ids and not platform_id:
            handle, platform_id = None, handle
        return AccountName(self.name, handle or None, platform_id or None)

    def address(self, handle: str | None, platform_id: str | None) -> str | None:
        """Return the canonical address of an account; None if no pattern fits."""
        values = {name: value for name, value in (("handle", handle), ("platform_id", platform_id)) if value}
        addresses = (pattern.write(self._base, values) for pattern in self._patterns)
        return next((address for address in addresses if address and len(address) <= MAX_LENGTH), None)

    def key(self, handle: str) -> AccountKey:
        """Return the comparable form of a handle."""
        folded = handle if self._case_kept else handle.casefold()
        return self.name, "handle", folded.translate(self._ignored)

    def keys(self, handle: str | None, platform_id: str | None) -> list[AccountKey]:
        """Return the keys of an account."""
        by_handle = [self.key(handle)] if handle else []
        return by_handle + ([(self.name, "id", platform_id)] if platform_id else [])

    def allows(self, handle: str) -> bool:
        """Return whether the platform's rules allow a handle."""
        return self._handle_test(handle) and handle.casefold() not in self._reserved

    def handle_error(self, handle: str) -> str | None:
        """Return what is wrong with a handle; None if the platform allows it."""
        if self.allows(handle):
            return None
        return f"`{handle}` is not a valid handle on {self.title}: {self.handle_description}"

    def is_name(self, handle: str) -> bool:
        """Return whether a handle is a chosen name, not a code or a host.

        Only a host has dots without which the platform would not allow it.
        """
        return not self._case_kept and self._handle_test(handle.replace(".", ""))

    def owns(self, host: str) -> bool:
        """Return whether a host is the platform's own."""
        return self.bare_host(host) in self.hosts or any(pattern.matches_host(host) for pattern in self._patterns)

    def bare_host(self, host: str) -> str:
        """Return a host without a subdomain that leads to the same page (`www.`, `m.`)."""
        first, _, rest = host.partition(".")
        is_known = rest in self.hosts or (self.any_host and "." in rest)
        return rest if is_known and _matches_any(first, self._subdomains) else host


@lru_cache(maxsize=1024)
def _matches_any(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _normalize(alias: str) -> str:
    return _AROUND_HOST.sub("", alias.strip().casefold())


class Platforms:
    """Every platform of a register, by name and by host."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_name: dict[str, Platform] = {}
        self.errors: dict[str, str] = {}
        """By name, the error in the rules of a platform's record."""
        for record in records:
            if record.valid:
                try:
                    self._by_name[record.name] = Platform(record)
                except ValueError as error:
                    self.errors[record.name] = " ".join(str(error).split())

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_name.values())

    def get(self, name: str | None) -> Platform | None:
        """Find a platform by name."""
        return self._by_name.get(name or "")

    def title_of(self, name: str | None) -> str:
        """Return the title of a platform; its name if it is unknown."""
        platform = self.get(name)
        return platform.title if platform else name or ""

    def by_alias(self, text: str) -> Platform | None:
        """Find the platform that all names in a text mean, like `X (formerly Twitter)`."""
        name = self.aliases.get(_normalize(text))
        parts = [part for part in map(_normalize, _BETWEEN_NAMES.split(text)) if part]
        names = {self.aliases.get(part) for part in parts}
        return self.get(name or (names.pop() if len(names) == 1 else None))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Return platforms by their aliases: hosts, their first parts, titles, names."""
        aliases: dict[str, str] = {}
        for platform in self:
            aliases |= {alias: platform.name for host in platform.hosts for alias in (host.partition(".")[0], host)}
        for platform in self:
            aliases |= {platform.title.casefold(): platform.name}
        return aliases | {platform.name: platform.name for platform in self}

    def at(self, host: str) -> list[Platform]:
        """Find the platforms on a host, except those that may be on any host."""
        rest = host.partition(".")[2]
        candidates = self._by_host.get(host) or self._by_host.get(rest, [])
        return [platform for platform in candidates if platform.owns(host)]

    def read(self, text: str, *, guess: bool = False) -> list[AccountName]:
        """Read the accounts that an address may name, on the platforms that own its host.

        If none does, `guess` tries the platforms that may be on any host.
        Raises AddressError if it names none.
        """
        address = parse_url(text)
        platforms = self.at(address.host)
        if guess and not platforms:
            platforms = [platform for platform in self if platform.any_host]
        names, reasons = [], []
        for platform in platforms:
            try:
                names.append(platform.read(address))
            except AddressError as error:
                reasons.append(error.args[0])
        if not names:
            raise AddressError(
                reasons[0] if reasons else _("no platform of the register is at {host}", host=address.host)
            )
        return names

    def suggest(self, text: str) -> str:
        """Return a suggestion for an address on a host that no platform has; else empty."""
        try:
            host = parse_url(text).host
        except AddressError:
            return ""
        if self.at(host):
            return ""
        # Hosts are not similar because both end in `.com`.
        hint = did_you_mean(host, self._by_host, lambda name: name.rpartition(".")[0]) or ";"
        return f"{hint} `smregister list platform` lists the platforms; `smregister docs your-own-kind` adds one"

    @cached_property
    def _by_host(self) -> dict[str, list[Platform]]:
        by_host: dict[str, list[Platform]] = {}
        for platform in self:
            for host in platform.hosts:
                by_host.setdefault(host, []).append(platform)
        return by_host


def find_address(platforms: Platforms, account: Account) -> str:
    """Return the address of an account, recorded or by its handle, or empty."""
    platform = platforms.get(account.platform)
    return account.url or (platform.address(account.handle, account.platform_id) if platform else None) or ""
