"""Routes of keys as people and programs write them: dotted names and JSON Pointers."""

from __future__ import annotations

from collections.abc import Iterable


def parse_dotted(name: str) -> tuple[str | int, ...]:
    """Read a dotted name (`contacts.0.email`) as a route of keys and list positions."""
    return tuple(int(part) if part.isascii() and part.isdigit() else part for part in name.split("."))


def format_dotted(route: Iterable[str | int]) -> str:
    """Write a route of keys as people write it in options: `letter.signed_by.post`."""
    return ".".join(str(step) for step in route)


def parse_pointer(text: str) -> tuple[str, ...]:
    """Read a JSON Pointer (RFC 6901); whether a step is a position, what it leads through decides."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def format_pointer(route: Iterable[str | int]) -> str:
    """Write a route of keys as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in route)
