"""Bytes to documents, in two lanes: plainly sound texts quickly, everything else exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister.documents.limits import MAXIMUM_BYTES, MAXIMUM_DEPTH, MOST_FINDINGS
from smregister.documents.plain import read_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smregister.model import Document, Finding, Pointer, Position, Value

__all__ = ["MAXIMUM_BYTES", "MAXIMUM_DEPTH", "MOST_FINDINGS", "parse", "read", "read_plainly", "read_values"]

# The exact lane brings the YAML reader, which most runs have no need of.


def parse(path: str, content: bytes, limit: int = MAXIMUM_BYTES) -> Document | list[Finding]:
    """Read one record's bytes; `path` is only written into the findings, `limit` is in bytes.

    Gives the document, or every fault that keeps it from being one.
    """
    from smregister.documents import exact

    return exact.parse(path, content, limit)


def read(path: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    """Read one record's bytes by whichever lane takes them; gives the data alone, or the faults."""
    data = read_plainly(content)
    if data is not None:
        return data
    document = parse(path, content)
    return document if isinstance(document, list) else document.data


def read_values(path: str, content: bytes, limit: int) -> tuple[Value, Mapping[Pointer, Position]] | list[Finding]:
    """Read a list that others keep, `limit` bytes at the most: whatever is at its root, with positions.

    What a record may not hold for being ambiguous is taken here as the text that stands there.
    """
    from smregister.documents import exact

    return exact.read_values(path, content, limit)
