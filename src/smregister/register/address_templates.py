"""Templates of addresses that name accounts, read and written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import quote

from smregister.model import Record
from smregister.register.urls import ParsedUrl

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_ANY_HOST = "{host}"
# So many parts has a segment with one placeholder: text, name, text.
_ONE_PLACEHOLDER = 3


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `{placeholders}`, at most one between slashes or @ signs.

    Raises ValueError if there are more, which could be read in more ways than one.
    """

    text: str

    def __post_init__(self) -> None:
        if _is_ambiguous(self.text):
            raise ValueError(f"`{self.text}` has more than one placeholder")

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Fill in the placeholders; None if a value is missing."""
        try:
            return _percent_format(self.text) % tuple([values[name] for name in _placeholders(self.text)])
        except KeyError:
            return None

    def match(self, text: str) -> dict[str, str] | None:
        """Read the values from a text; None if it does not match, whatever its case."""
        match = _pattern(self.text).fullmatch(text)
        return match.groupdict() if match else None


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """One way in which an address names an account.

    `names` is the path without the slashes around it; `depth` counts its segments.
    """

    depth: int
    names: Template
    query: tuple[tuple[str, Template], ...]
    handle: Template
    path: Template
    host: Template

    def read(self, address: ParsedUrl) -> dict[str, str] | None:
        """Read the values from an address with `depth` segments; None if it does not match."""
        values = {"host": address.host}
        for template, text in self._pairs(address):
            matched = template.match(text)
            if matched is None:
                return None
            values |= matched
        handle = self.handle.fill(values)
        return values if handle is None else values | {"handle": handle}

    def _pairs(self, address: ParsedUrl) -> Iterator[tuple[Template, str]]:
        yield self.names, "/".join(address.segments)
        if self.host.text != _ANY_HOST:
            yield self.host, address.host
        if self.query:
            query = dict(address.query)
            yield from ((template, query.get(name, "")) for name, template in self.query)

    @property
    def names_host(self) -> bool:
        """Return whether the handle begins with the host of the address."""
        return self.handle.text.startswith(_ANY_HOST)

    def matches_host(self, host: str) -> bool:
        """Return whether addresses name the account in their host, and a host matches."""
        return self.host.text != _ANY_HOST and self.host.match(host) is not None

    def write(self, base: Template, account: Mapping[str, str]) -> str | None:
        """Write the address of an account; None if a value is missing."""
        values = dict(account)
        if "handle" in account:
            values |= self.handle.match(account["handle"]) or {}
        quoted = {name: quote(value, safe="@:._-~") for name, value in values.items()}
        if self.host.text != _ANY_HOST:
            base = Template(f"https://{self.host.text}")
        parts = [base.fill(quoted), self.path.fill(quoted)]
        parts += [f"?{name}={template.fill(quoted)}" for name, template in self.query if template.fill(quoted)]
        texts = (self.path.text, *(template.text for _, template in self.query))
        if None in parts or not all(name in values for text in texts for name in _placeholders(text)):
            return None
        return "".join(part for part in parts if part)


@cache
def _is_ambiguous(template: str) -> bool:
    return any(len(_PLACEHOLDER.findall(part)) > 1 for part in re.split(r"[/@]", template))


@cache
def _percent_format(template: str) -> str:
    return _PLACEHOLDER.sub("%s", template.replace("%", "%%"))


@cache
def _placeholders(template: str) -> tuple[str, ...]:
    return tuple(_PLACEHOLDER.findall(template))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    names: set[str] = set()
    return re.compile("/".join(_segment_pattern(segment, names) for segment in template.split("/")), re.IGNORECASE)


def _segment_pattern(segment: str, names: set[str]) -> str:
    """Return the regular expression of a segment; add its placeholders to `names`.

    Where a placeholder occurs twice, the first one counts. Values between @ signs contain none,
    so that each text is read in one way only, in linear time.
    """
    parts = _PLACEHOLDER.split(segment)
    value = "[^/]+" if len(parts) <= _ONE_PLACEHOLDER else "[^/@]+"
    for number in range(1, len(parts), 2):
        name, parts[number - 1] = parts[number], re.escape(parts[number - 1])
        parts[number] = value if name in names else f"(?P<{name}>{value})"
        names.add(name)
    return "".join([*parts[:-1], re.escape(parts[-1])])


def address_patterns(record: Record) -> Iterator[AddressPattern]:
    """Yield the patterns in a platform's record, in its order."""
    for number in range(len(record.items("addresses"))):
        path = record.text("addresses", number, "path") or "/"
        query = record.value("addresses", number, "query")
        pairs = query.items() if isinstance(query, dict) else ()
        segments = [part for part in path.split("/") if part]
        yield AddressPattern(
            depth=len(segments),
            names=Template("/".join(segments)),
            query=tuple((name, Template(str(template))) for name, template in pairs),
            handle=Template(record.text("addresses", number, "handle") or "{handle}"),
            path=Template(path),
            host=Template(record.text("addresses", number, "host") or _ANY_HOST),
        )


def not_accounts(record: Record) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield lowercase beginnings of paths that name no account, with the reason."""
    for number in range(len(record.items("not_accounts"))):
        path = record.text("not_accounts", number, "path") or ""
        reason = record.text("not_accounts", number, "reason") or "it is not an account"
        yield tuple(part for part in path.casefold().split("/") if part), reason


def begins_with(segments: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Return whether a path begins with another, in which `*` is any text."""
    return 0 < len(path) <= len(segments) and all(
        segment.casefold() == pattern or ("*" in pattern and fnmatchcase(segment.casefold(), pattern))
        for segment, pattern in zip(segments, path, strict=False)
    )
