"""Pointers into a document: dotted names and JSON Pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable


def parse_dotted(name: str) -> tuple[str | int, ...]:
    """Parse a dotted name (`contacts.0.email`) into keys and list positions."""
    return tuple(int(step) if step.isascii() and step.isdigit() else step for step in name.split("."))


def format_dotted(pointer: Iterable[str | int]) -> str:
    """Return a pointer as options and messages show it: `letter.signed_by.post`."""
    return ".".join(str(step) for step in pointer)


def parse_pointer(text: str) -> tuple[str, ...]:
    """Parse a JSON Pointer; list positions stay strings."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def format_pointer(pointer: Iterable[str | int]) -> str:
    """Return a pointer as a JSON Pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)
