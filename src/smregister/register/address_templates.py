"""The forms in which addresses name accounts: templates that are read and written."""

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


@dataclass(frozen=True, slots=True)
class Template:
    """A text with `{placeholders}`, read both ways: one in each part between slashes or @ signs.

    Raises ValueError if there are more, which could be read in more ways than one.
    """

    text: str

    def __post_init__(self) -> None:
        if any(len(_PLACEHOLDER.findall(part)) > 1 for part in re.split(r"[/@]", self.text)):
            raise ValueError(f"`{self.text}` has more than one place to fill in where it can hold one")

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Put values in the places; None where one is missing."""
        try:
            return _blank(self.text) % tuple([values[name] for name in _places(self.text)])
        except KeyError:
            return None

    def match(self, text: str) -> dict[str, str] | None:
        """Read a text by the template; None where it does not fit. Case does not count."""
        found = _pattern(self.text).fullmatch(text)
        return found.groupdict() if found else None


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
        """Read what an address names; None where it has another form."""
        if len(address.segments) != self.depth:
            return None
        values = {"host": address.host}
        for template, text in self._pairs(address):
            found = template.match(text)
            if found is None:
                return None
            values |= found
        handle = self.handle.fill(values)
        return values if handle is None else values | {"handle": handle}

    def _pairs(self, address: ParsedUrl) -> Iterator[tuple[Template, str]]:
        yield self.names, "/".join(address.segments)
        if self.host.text != _ANY_HOST:
            yield self.host, address.host
        if self.query:
            given = dict(address.query)
            yield from ((template, given.get(name, "")) for name, template in self.query)

    def lives_at(self, host: str) -> bool:
        """Return whether such addresses name the account in their host, and this is such a host."""
        return self.host.text != _ANY_HOST and self.host.match(host) is not None

    def write(self, base: Template, known: Mapping[str, str]) -> str | None:
        """Write the address of an account; None where not enough is known of it."""
        values = dict(known)
        if "handle" in known:
            values |= self.handle.match(known["handle"]) or {}
        quoted = {name: quote(value, safe="@:._-~") for name, value in values.items()}
        if self.host.text != _ANY_HOST:
            base = Template(f"https://{self.host.text}")
        parts = [base.fill(quoted), self.path.fill(quoted)]
        parts += [f"?{name}={template.fill(quoted)}" for name, template in self.query if template.fill(quoted)]
        needed = [*_places(self.path.text), *(name for _, template in self.query for name in _places(template.text))]
        if None in parts or not all(name in values for name in needed):
            return None
        return "".join(part for part in parts if part)


@cache
def _blank(template: str) -> str:
    """Write a template as Python's `%` takes it."""
    return _PLACEHOLDER.sub("%s", template.replace("%", "%%"))


@cache
def _places(template: str) -> tuple[str, ...]:
    """Name the places to fill in of a template."""
    return tuple(_PLACEHOLDER.findall(template))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    between, names = (parts := _PLACEHOLDER.split(template))[::2], parts[1::2]
    # What stands there twice does not count, and the first of it is as good as any.
    groups = ["[^/]+" if name in names[:at] else f"(?P<{name}>[^/]+)" for at, name in enumerate(names)]
    texts = (re.escape(text) + group for text, group in zip(between, [*groups, ""], strict=True))
    return re.compile("".join(texts), re.IGNORECASE)


def address_forms(record: Record) -> Iterator[AddressPattern]:
    """Return the forms that a platform's record lists, in its order."""
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
    """Return the beginnings of paths that name no account, in small letters, with the reason said to a person."""
    for number in range(len(record.items("not_accounts"))):
        path = record.text("not_accounts", number, "path") or ""
        reason = record.text("not_accounts", number, "reason") or "it is no account"
        yield tuple(part for part in path.casefold().split("/") if part), reason


def begins_with(segments: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Return whether a path begins with another, in which `*` stands for anything within a segment."""
    beginning = segments[: len(path)]
    fits = len(beginning) == len(path) > 0
    return fits and all(_fits(part.casefold(), want) for part, want in zip(beginning, path, strict=True))


def _fits(part: str, want: str) -> bool:
    return part == want or ("*" in want and fnmatchcase(part, want))
