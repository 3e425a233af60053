"""Platforms, with rules that read and write addresses and handles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import TypeAlias
from unicodedata import normalize

from smregister.model import Record
from smregister.records.schema.compiled import pattern_test
from smregister.records.views import Account
from smregister.register.address_templates import AddressPattern, Template, address_patterns, begins_with, not_accounts
from smregister.register.urls import HASHBANG, MAX_LENGTH, AddressError, ParsedUrl, is_on, parse_url
from smregister.text import Message as _
from smregister.text import did_you_mean

_BETWEEN_NAMES = re.compile(r"(?i)[/()|,]|\bor\b|\bformerly\b|\bnow\b")
ADDRESS_LIKE = re.compile(r"(?i)[a-z][a-z0-9+-]*://|[^/@.]+\.[^/@]+/")
"""The beginning of an address: a scheme, or a host with a dot in it and a slash."""
_PATH_SIGNS = "/?="
# The second one is the full-width sign of East Asian keyboards.
_AT_SIGNS = "@\uff20"
_HOST_END = re.compile(r"[/?#]")
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
        self._before_id = record.text("handle", "id_after")
        self._reserved = frozenset(record.texts("handle", "reserved"))
        self._unusable = self._reserved | {""}
        self._id_test: Callable[[str], bool] = pattern_test(record.text("platform_id", "pattern") or "^.*$")
        self._id_description = record.text("platform_id", "description") or ""
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

    def read_name(self, text: str) -> AccountName:
        """Read the account that an address, the end of one, a handle or an id names.

        Raises AddressError if it names no account of this platform.
        """
        text = text.strip()
        if self.is_website or ADDRESS_LIKE.match(text) or self.owns(_HOST_END.split(text.lower(), maxsplit=1)[0]):
            return self.read_text(text)
        named = self.account_name(text, None)
        if named.platform_id or (named.handle and self.allows(named.handle)):
            return named
        if set(text) & set(_PATH_SIGNS) and self.hosts:
            return self.read_text(f"{self.hosts[0]}/{text.lstrip('/')}")
        raise AddressError(self.handle_error(named.handle or text))

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
        names = [
            self.account_name(values.get("handle"), values.get("platform_id"))
            for _pattern, values in matches
            if "platform_id" not in values or self._id_test(values["platform_id"])
        ]
        names = [name for name in names if (name.handle or name.platform_id or "").casefold() not in self._unusable]
        possible = [name for name in names if name.handle is None or self._handle_test(name.handle)]
        # What is on any host is an account only if it can be one.
        for name in possible or (() if self.any_host else names):
            return name
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
        """Return an account by handle and id, in canonical form; an id in a handle counts as the id."""
        handle = self._plain_handle(handle) if handle else None
        platform_id = platform_id or (self._id_in(handle) if handle else None)
        return AccountName(self.name, None if handle == platform_id else handle or None, platform_id or None)

    def _plain_handle(self, handle: str) -> str:
        """Return a handle without the signs that people write around it, with its host in lower case."""
        bare = handle.strip()
        for text in (bare, bare.lstrip(_AT_SIGNS), bare.translate(self._ignored)):
            if self._handle_test(plain := self._lower_host(text)):
                return plain
        return bare.lstrip(_AT_SIGNS)

    def _lower_host(self, handle: str) -> str:
        for pattern in self._patterns if self.any_host else ():
            if "{host}" in pattern.handle.text and (values := pattern.handle.match(handle)):
                return pattern.handle.fill(values | {"host": values["host"].lower()}) or handle
        return handle

    def names_of(self, text: str) -> Iterator[AccountName]:
        """Yield the accounts that a text may name here: as handle, and as id if it has the form of one."""
        named = self.account_name(text, None)
        yield named
        if self._has_ids and named.handle == text and self._id_test(text):
            yield AccountName(self.name, None, text)

    def _id_in(self, handle: str) -> str | None:
        """Return the platform id that a handle is, or ends with; None if there is none."""
        is_id = self._has_ids and self._id_test(handle) and not self.allows(handle)
        return handle if is_id else self._id_at_end(handle)

    def _id_at_end(self, handle: str) -> str | None:
        if self._before_id and self._before_id in handle and self.allows(handle):
            number = handle.rpartition(self._before_id)[2]
            return number if self._id_test(number) else None
        return None

    def address(self, handle: str | None, platform_id: str | None) -> str | None:
        """Return the canonical address of an account; None if no pattern fits."""
        values = {name: value for name, value in (("handle", handle), ("platform_id", platform_id)) if value}
        addresses = (pattern.write(self._base, values) for pattern in self._patterns)
        return next((address for address in addresses if address and len(address) <= MAX_LENGTH), None)

    def key(self, handle: str) -> AccountKey:
        """Return the comparable form of a handle, or of the id at its end."""
        if number := self._id_at_end(handle):
            return self.name, "id", number
        # One name has two forms in Unicode, which browsers don't distinguish.
        handle = handle if handle.isascii() else normalize("NFC", handle)
        folded = handle if self._case_kept else handle.casefold()
        return self.name, "handle", folded.translate(self._ignored)

    def keys(self, handle: str | None, platform_id: str | None) -> list[AccountKey]:
        """Return the keys of an account."""
        numbers = (self._id_in(handle) if handle else None, platform_id)
        by_id = [(self.name, "id", number) for number in numbers if number]
        return list(dict.fromkeys([*([self.key(handle)] if handle else []), *by_id]))

    def keys_at(self, address: str) -> list[AccountKey]:
        """Return the keys of the account at an address; none if it names no account of this platform."""
        try:
            named = self.read_text(address)
        except AddressError:
            return []
        return self.keys(named.handle, named.platform_id)

    def allows(self, handle: str) -> bool:
        """Return whether the platform's rules allow a handle."""
        return self._handle_test(handle) and handle.casefold() not in self._reserved

    def handle_error(self, handle: str) -> str | None:
        """Return what is wrong with a handle; None if the platform allows it."""
        if self.allows(handle):
            return None
        return f"`{handle}` is not a valid handle on {self.title}: {self.handle_description}"

    def id_error(self, platform_id: str) -> str | None:
        """Return what is wrong with a platform id; None if it follows the platform's pattern."""
        if self._id_test(platform_id):
            return None
        return f"`{platform_id}` is not a platform id on {self.title}: {self._id_description}"

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

    def canonical_address(self, name: AccountName | None) -> str | None:
        """Return the canonical address of an account; None if it has none."""
        platform = self.get(name.platform) if name else None
        return platform.address(name.handle, name.platform_id) if platform and name else None

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
        owners = self.at(address.host)
        is_guess = guess and not owners and not is_on(address.host, self._by_host)
        names, reasons = [], []
        for platform in owners or (platform for platform in self if is_guess and platform.any_host):
            try:
                names.append(platform.read(address))
            except AddressError as error:
                reasons.append(error.args[0])
        # An account of any host is not on the host of a platform.
        names = [name for name in names if owners or not self.at(parse_url(self.canonical_address(name) or text).host)]
        if not names:
            unknown = _("no platform of the register is at {host}", host=address.host)
            raise AddressError(reasons[0] if owners else unknown)
        return names

    def is_website(self, name: AccountName) -> bool:
        """Return whether an account is a website."""
        platform = self.get(name.platform)
        return platform is not None and platform.is_website

    def similar_host(self, host: str) -> str:
        """Return a suggestion of a platform's host that is similar to another host; else empty."""
        # Hosts are not similar because both end in `.com`.
        return did_you_mean(host, self._by_host, lambda name: name.rpartition(".")[0])

    def suggest(self, text: str) -> str:
        """Return a suggestion for an address on a host that no platform has; else empty."""
        try:
            host = parse_url(text).host
        except AddressError:
            return ""
        if self.at(host):
            return ""
        hint = self.similar_host(host) or ";"
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
