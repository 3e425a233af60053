"""A web address taken apart, strictly: what could lead elsewhere than it seems is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from smregister.text import HIDDEN_CHARACTER

LONGEST_ADDRESS = 2048
# What most addresses look like: nothing in it means anything but itself.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)((?:/[A-Za-z0-9._~@-]*)*)", re.ASCII)
_SCHEME = re.compile(r"(?i)^(https?)://")
_OTHER_SCHEME = re.compile(r"(?i)^[a-z][a-z0-9+.-]*:(?![0-9])")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_ENCODED_SEPARATOR = re.compile(r"(?i)%(2f|5c|00|0a|0d|23|3f)")


class AddressError(ValueError):
    """A text is no address that can be relied on; the message says why."""


@dataclass(frozen=True, slots=True)
class ParsedUrl:
    """The parts of a web address: host in lower case, path segments decoded, empty ones left out."""

    host: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)
def parse_url(text: str) -> ParsedUrl:
    """Take a web address apart; the scheme may be left out.

    Raises AddressError for whatever is no plain http address of a named host.
    """
    plain = _PLAIN.fullmatch(text) if len(text) <= LONGEST_ADDRESS else None
    if plain and _HOST.fullmatch(plain[1]):
        segments = tuple(part for part in plain[2].split("/") if part)
        if not {".", ".."} & set(segments):
            return ParsedUrl(plain[1], segments, ())
    return _split_carefully(text.strip(" "))


def _split_carefully(text: str) -> ParsedUrl:
    _refuse_unsafe(text)
    rest = _SCHEME.sub("", text)
    authority, slash, rest = _cut(rest, "/?#")
    if "@" in authority:
        raise AddressError("it has a user name before the host, which hides where it leads")
    host = authority.lower()
    if not _HOST.fullmatch(host):
        raise AddressError(f"`{authority[:60]}` is no name of a host (no ports, no numbers, ASCII only)")
    path, query, fragment = _parts(slash + rest)
    if fragment.startswith("!"):
        path, query, _ = _parts(fragment.removeprefix("!"))
    return ParsedUrl(host, _segments(path), _query(query))


def _refuse_unsafe(text: str) -> None:
    if len(text) > LONGEST_ADDRESS:
        raise AddressError(f"it has more than {LONGEST_ADDRESS} characters")
    if HIDDEN_CHARACTER.search(text) or re.search(r"[\s\\]", text):
        raise AddressError("it has a space, a backslash or a hidden character in it")
    if not _SCHEME.match(text) and _OTHER_SCHEME.match(text):
        raise AddressError("it does not begin with http:// or https://")
    if _ENCODED_SEPARATOR.search(text):
        raise AddressError("it hides a slash or another separator behind a percent sign")


def _segments(path: str) -> tuple[str, ...]:
    try:
        segments = tuple(unquote(part, errors="strict") for part in path.split("/") if part)
    except UnicodeDecodeError as error:
        raise AddressError("a percent sign in it does not stand for UTF-8") from error
    if {".", ".."} & set(segments) or any(HIDDEN_CHARACTER.search(part) for part in segments):
        raise AddressError("its path leads up, or hides a character")
    return segments


def _query(text: str) -> tuple[tuple[str, str], ...]:
    try:
        pairs = tuple(parse_qsl(text, errors="strict"))
    except (UnicodeDecodeError, ValueError) as error:
        raise AddressError("a percent sign in it does not stand for UTF-8") from error
    if any(HIDDEN_CHARACTER.search(name + value) for name, value in pairs):
        raise AddressError("its query hides a character")
    return pairs


def _parts(rest: str) -> tuple[str, str, str]:
    before, _, fragment = rest.partition("#")
    path, _, query = before.partition("?")
    return path, query, fragment


def _cut(text: str, separators: str) -> tuple[str, str, str]:
    match = re.search(f"[{separators}]", text)
    if match is None:
        return text, "", ""
    return text[: match.start()], match[0], text[match.end() :]
