"""YAML text of records, parsed by a fast and a strict parser."""

from __future__ import annotations

from collections.abc import Mapping

from smregister.model import Document, Finding, Pointer, Position, Value
from smregister.records.yaml.fast_parser import MAXIMUM_BYTES, parse_fast

__all__ = ["MAXIMUM_BYTES", "parse_data", "parse_document", "parse_fast", "parse_list"]

# The strict parser loads PyYAML, which most commands don't need.


def parse_document(path: str, content: bytes, limit: int = MAXIMUM_BYTES) -> Document | list[Finding]:
    """Parse a record of at most `limit` bytes to a document or its findings.

    `path` is only written into the findings.
    """
    from smregister.records.yaml import parser

    return parser.parse_document(path, content, limit)


def parse_data(path: str, content: bytes) -> Mapping[str, Value] | list[Finding]:
    """Parse a record to its data or its findings, with the fast parser if possible."""
    data = parse_fast(content)
    if data is not None:
        return data
    document = parse_document(path, content)
    return document if isinstance(document, list) else document.data


def parse_list(path: str, content: bytes, limit: int) -> tuple[Value, Mapping[Pointer, Position]] | list[Finding]:
    """Parse a foreign list of at most `limit` bytes, or return its findings.

    The root may be any value. An ambiguous value is read as text.
    """
    from smregister.records.yaml import parser

    return parser.parse_list(path, content, limit)
