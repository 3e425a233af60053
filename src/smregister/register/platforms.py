"""Addresses and handles to accounts and back, by what the platforms' records say."""

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
from smregister.register.address_templates import AddressPattern, Template, address_forms, begins_with, not_accounts
from smregister.register.urls import LONGEST_ADDRESS, AddressError, ParsedUrl, parse_url

_BETWEEN_NAMES = re.compile(r"(?i)[/()|,]|\bor\b|\bformerly\b|\bnow\b")
_AROUND_HOST = re.compile(r"^(?:https?://)?(?:www\.)?|(?<=\w)/$")

AccountKey: TypeAlias = tuple[str, str, str]
"""What makes an account the same account: platform, `handle` or `id`, and that in comparable form."""


@dataclass(frozen=True, slots=True)
class AccountName:
    """The account that an address or a handle names on a platform."""

    platform: str
    handle: str | None
    platform_id: str | None


class Platform:
    """A platform, as its record describes it.

    Raises ValueError if a pattern or a template in it can't be worked with.
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
        self._forms = tuple(address_forms(record))
        self._forms_by_length: dict[int, list[AddressPattern]] = {}
        for form in self._forms:
            self._forms_by_length.setdefault(form.depth, []).append(form)
        self._not_accounts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for path, reason in not_accounts(record):
            first = path[0] if path and "*" not in path[0] else ""
            self._not_accounts.setdefault(first, []).append((path, reason))

    def read_text(self, text: str) -> AccountName:
        """Read which account an address names, which must be on this platform.

        Raises AddressError if it is elsewhere, names none, or can't be relied on.
        """
        address = parse_url(text)
        if not self.any_host and not self.owns(address.host):
            raise AddressError(f"{address.host} is no host of {self.title}")
        return self.read(address)

    def read(self, address: ParsedUrl) -> AccountName:
        """Read which account an address names, taken to be on this platform.

        Raises AddressError if it names none.
        """
        host = self.bare_host(address.host)
        if host != address.host:
            address = ParsedUrl(host, address.segments, address.query)
        first = address.segments[0].casefold() if address.segments else ""
        for path, reason in (*self._not_accounts.get(first, ()), *self._not_accounts.get("", ())):
            if begins_with(address.segments, path):
                raise AddressError(reason)
        forms = self._forms_by_length.get(len(address.segments), ())
        readings = [found for form in forms if (found := form.read(address)) and not self._is_reserved(found)]
        for values in (*filter(self._is_possible, readings), *readings):
            if "platform_id" not in values or self._id_test(values["platform_id"]):
                return AccountName(self.name, values.get("handle"), values.get("platform_id"))
        raise AddressError(
            f"it names no account of {self.title}: a post, a search or a page of the platform itself, perhaps"
        )

    def named(self, handle: str | None, platform_id: str | None) -> AccountName:
        """Name an account by what a list says of it; an id of the platform in the handle's place is taken as that."""
        is_id = bool(handle and self._id_test(handle) and (not self.allows(handle) or not handle.isdigit()))
        if is_id and self._has_ids and not platform_id:
            handle, platform_id = None, handle
        return AccountName(self.name, handle or None, platform_id or None)

    def address(self, handle: str | None, platform_id: str | None) -> str | None:
        """Return the canonical address of an account; None where what is known can't make one."""
        known = {"handle": handle, "platform_id": platform_id}
        values = {name: value for name, value in known.items() if value}
        written = (form.write(self._base, values) for form in self._forms)
        return next((address for address in written if address and len(address) <= LONGEST_ADDRESS), None)

    def key(self, handle: str) -> AccountKey:
        """Return the comparable form of a handle."""
        folded = handle if self._case_kept else handle.casefold()
        return self.name, "handle", folded.translate(self._ignored)

    def keys(self, handle: str | None, platform_id: str | None) -> list[AccountKey]:
        """Return every key an account is known by."""
        by_handle = [self.key(handle)] if handle else []
        return by_handle + ([(self.name, "id", platform_id)] if platform_id else [])

    def allows(self, handle: str) -> bool:
        """Return whether the platform's rule lets a handle exist."""
        return self._handle_test(handle) and handle.casefold() not in self._reserved

    def is_name(self, handle: str) -> bool:
        """Return whether a handle is a name that somebody chose, neither a code, whose capitals count, nor a host.

        A host is told by its dots: without them the platform would not take it.
        """
        return not self._case_kept and self._handle_test(handle.replace(".", ""))

    def owns(self, host: str) -> bool:
        """Return whether a host is the platform's own."""
        return self.bare_host(host) in self.hosts or any(form.lives_at(host) for form in self._forms)

    def bare_host(self, host: str) -> str:
        """Drop the part before a host that leads to the same place (`www.`, `m.`)."""
        first, _, rest = host.partition(".")
        is_known = rest in self.hosts or (self.any_host and "." in rest)
        return rest if is_known and _fits_any(first, self._subdomains) else host

    def _is_possible(self, values: Mapping[str, str]) -> bool:
        return "handle" not in values or self._handle_test(values["handle"])

    def _is_reserved(self, values: Mapping[str, str]) -> bool:
        return values.get("handle", "").casefold() in self._reserved


@lru_cache(maxsize=1024)
def _fits_any(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _plain_word(word: str) -> str:
    return _AROUND_HOST.sub("", word.strip().casefold())


class Platforms:
    """Every platform of a register, by name and by host."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._by_name: dict[str, Platform] = {}
        self.unusable: dict[str, str] = {}
        """By name, why the rules of a platform's record can't be worked with."""
        for record in records:
            if record.valid:
                self._take(record)

    def _take(self, record: Record) -> None:
        try:
            self._by_name[record.name] = Platform(record)
        except ValueError as error:
            self.unusable[record.name] = " ".join(str(error).split())

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_name.values())

    def get(self, name: str | None) -> Platform | None:
        """Find a platform by name."""
        return self._by_name.get(name or "")

    def called(self, words: str) -> Platform | None:
        """Find the platform that all of the words mean: `Twitter`, `www.x.com`, `X (formerly Twitter)`."""
        known = self.words.get(_plain_word(words))
        parts = [part for part in map(_plain_word, _BETWEEN_NAMES.split(words)) if part]
        meant = {self.words.get(part) for part in parts}
        return self.get(known or (meant.pop() if len(meant) == 1 else None))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Return the names of platforms in lowercase: hosts, their first parts, titles, names."""
        words: dict[str, str] = {}
        for platform in self:
            words |= {word: platform.name for host in platform.hosts for word in (host.partition(".")[0], host)}
        for platform in self:
            words |= {platform.title.casefold(): platform.name}
        return words | {platform.name: platform.name for platform in self}

    def at(self, host: str) -> list[Platform]:
        """Find the platforms that live on a host; none for those that live on any."""
        rest = host.partition(".")[2]
        candidates = self._by_host.get(host) or self._by_host.get(rest, [])
        return [platform for platform in candidates if platform.owns(host)]

    def read(self, text: str, *, guess: bool = False) -> list[AccountName]:
        """Read which accounts an address may name: those of the platforms that own its host.

        Where none does, `guess` takes it for an account of a platform that lives on any host.
        Raises AddressError if it names none.
        """
        address = parse_url(text)
        platforms = self.at(address.host)
        if guess and not platforms:
            platforms = [platform for platform in self if platform.any_host]
        named, reasons = [], []
        for platform in platforms:
            try:
                named.append(platform.read(address))
            except AddressError as error:
                reasons.append(str(error))
        if not named:
            raise AddressError(reasons[0] if reasons else f"no platform of the register is at {address.host}")
        return named

    @cached_property
    def _by_host(self) -> dict[str, list[Platform]]:
        found: dict[str, list[Platform]] = {}
        for platform in self:
            for host in platform.hosts:
                found.setdefault(host, []).append(platform)
        return found
