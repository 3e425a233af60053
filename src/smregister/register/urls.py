"""Strict parsing of web addresses: none may hide where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from smregister.text import Message as _
from smregister.text import hidden_character

MAX_LENGTH = 2048
HASHBANG = "#!"
"""The first segment of a page that a script shows at `/#!/page`; no decoded path has it."""
# Most addresses: no character needs decoding.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)((?:/[A-Za-z0-9._~@-]*)*)", re.ASCII)
_SCHEME = re.compile(r"(?i)^(https?)://")
_OTHER_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:(?![0-9])")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_ENCODED_SEPARATOR = re.compile(r"(?i)%(2f|5c|00|0a|0d|23|3f)")
# Servers differ in what they take for one name: PHP reads `a[]` and `a.b` as `a` and `a_b`, others split at `;`.
_NAME_END = re.compile(r"[=\[].*", re.DOTALL)
_SAME_SIGNS = re.compile(r"[ .+]")


class AddressError(ValueError):
    """A text is not a safe web address; the message is the reason."""


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """The parts of a web address: lowercase host, decoded path segments.

    Segments after `/#!/` follow HASHBANG.
    """

    host: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)
def parse_url(text: str) -> ParsedUrl:
    """Parse a web address; the scheme may be left out.

    Raises AddressError if it is not a plain http address with a host name.
    """
    plain = _PLAIN.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if plain and _HOST.fullmatch(plain[1]):
        segments = tuple(part for part in plain[2].split("/") if part)
        if not {".", ".."} & set(segments):
            return ParsedUrl(plain[1], segments, ())
    return _parse_strictly(text.strip(" "))


def is_on(host: str, domains: Iterable[str]) -> bool:
    """Return whether a host is one of some domains, or below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _parse_strictly(text: str) -> ParsedUrl:
    _reject_unsafe(text)
    rest = _SCHEME.sub("", text)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise AddressError(_("it has a user name before the host, which hides where it leads"))
    host = authority.lower()
    if not _HOST.fullmatch(host):
        raise AddressError(
            _("`{name}` is not a valid host name (no ports, no numbers, ASCII only)", name=authority[:60])
        )
    path, query, fragment = _split(rest.removeprefix(authority))
    segments, pairs = _segments(path), _query(query)
    if not fragment.startswith("!"):
        return ParsedUrl(host, segments, pairs)
    if segments or query:
        raise AddressError(_("it names one page before `#!` and another one after it"))
    path, query, _rest = _split(fragment.removeprefix("!"))
    segments = _segments(path)
    return ParsedUrl(host, (HASHBANG, *segments) if segments else (), _query(query))


def _reject_unsafe(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise AddressError(_("it has more than {number} characters", number=MAX_LENGTH))
    if hidden_character().search(text) or re.search(r"[\s\\]", text):
        raise AddressError(_("it has a space, a backslash or a hidden character"))
    if not _SCHEME.match(text) and _OTHER_SCHEME.match(text):
        raise AddressError(_("it does not begin with http:// or https://"))
    if _ENCODED_SEPARATOR.search(text):
        raise AddressError(_("it hides a slash or another separator with a percent sign"))


def _segments(path: str) -> tuple[str, ...]:
    try:
        segments = tuple(unquote(part, errors="strict") for part in path.split("/") if part)
    except UnicodeDecodeError as error:
        raise AddressError(_("it has a percent sign that is not valid UTF-8")) from error
    if {".", ".."} & set(segments) or any(hidden_character().search(part) for part in segments):
        raise AddressError(_("its path has `..` or a hidden character"))
    return segments


def _query(text: str) -> tuple[tuple[str, str], ...]:
    _reject_repeated(text)
    try:
        pairs = tuple(parse_qsl(text, errors="strict"))
    except (UnicodeDecodeError, ValueError) as error:
        raise AddressError(_("it has a percent sign that is not valid UTF-8")) from error
    if any(hidden_character().search(name + value) for name, value in pairs):
        raise AddressError(_("its query has a hidden character"))
    return pairs


def _reject_repeated(query: str) -> None:
    """Raise AddressError if a query has a name twice, of which a server takes either."""
    names = [_SAME_SIGNS.sub("_", _NAME_END.sub("", unquote(part)).casefold()) for part in re.split("[&;]", query)]
    for name in filter(None, names):
        if names.count(name) > 1:
            raise AddressError(_("its query has `{name}` more than once, so it may name another account", name=name))


def _split(rest: str) -> tuple[str, str, str]:
    before, _, fragment = rest.partition("#")
    path, _, query = before.partition("?")
    return path, query, fragment
