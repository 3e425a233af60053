"""YAML text of records, read by a fast and a strict parser."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.model import Document, Finding, Pointer, Position, Value
from smregister.records.yaml.fast_parser import parse_fast
from smregister.records.yaml.limits import MAXIMUM_BYTES, MAXIMUM_DEPTH, MOST_FINDINGS

__all__ = [
    "MAXIMUM_BYTES",
    "MAXIMUM_DEPTH",
    "MOST_FINDINGS",
    "parse_data",
    "parse_document",
    "parse_fast",
    "parse_list",
]

# The strict parser loads PyYAML, which most runs do not need.


def parse_document(path: str, content: bytes, limit: int = MAXIMUM_BYTES) -> Document | list[Finding]:
    """Read one record's bytes; `path` is only written into the findings, `limit` is in bytes.

    Gives the document, or every fault that keeps it from being one.
    """
    from smregister.records.yaml import parser

    return parser.parse(path, content, limit)


def parse_data(path: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    """Read one record's bytes by whichever lane takes them; gives the data alone, or the faults."""
    data = parse_fast(content)
    if data is not None:
        return data
    document = parse_document(path, content)
    return document if isinstance(document, list) else document.data


def parse_list(path: str, content: bytes, limit: int) -> tuple[Value, Mapping[Pointer, Position]] | list[Finding]:
    """Read a list that others keep, `limit` bytes at the most: whatever is at its root, with positions.

    What a record may not hold for being ambiguous is taken here as the text that stands there.
    """
    from smregister.records.yaml import parser

    return parser.read_values(path, content, limit)
