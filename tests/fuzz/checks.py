"""Properties of the parsers that hold for all bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from smregister.model import Document, Record
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.schema.validator import SchemaValidator
from smregister.records.yaml import parse_document
from smregister.records.yaml.fast_parser import parse_fast
from smregister.register import urls
from smregister.register.platforms import Platforms
from smregister.register.urls import AddressError, ParsedUrl
from smregister.repository.work_tree import WorkTree

PROJECT = Path(__file__).parents[2]


def check_document(content: bytes) -> None:
    """Read bytes by both parsers and validate them: they agree, and every error has a position in the text."""
    strict, fast = parse_document("a.yaml", content), parse_fast(content)
    if isinstance(strict, Document):
        assert fast is None or repr(fast) == repr(strict.data)
        findings = _ACCOUNT.findings("a.yaml", strict)
    else:
        assert fast is None
        assert strict
        findings = strict
    lines = content.count(b"\n") + 1
    assert all(1 <= found.line <= lines and found.column >= 1 and found.message for found in findings)


def check_address(content: bytes) -> None:
    """Read a text as an address: what one platform makes of it leads back to the same account."""
    text = content.decode("utf-8", "replace")
    carefully, quickly = _split(urls._parse_strictly, text.strip(" ")), _split(urls.parse_url, text)
    assert carefully == quickly
    try:
        named = _PLATFORMS.read(text)
    except AddressError:
        return
    for account in named:
        platform = _PLATFORMS.get(account.platform)
        assert platform
        written = platform.address(account.handle, account.platform_id)
        if written is not None:
            again = platform.read_text(written)
            same_handle = again.handle and account.handle and platform.key(again.handle) == platform.key(account.handle)
            assert same_handle or (account.platform_id and account.platform_id == again.platform_id)


CHECKS: Mapping[str, Callable[[bytes], None]] = {"documents": check_document, "addresses": check_address}


def _split(split: Callable[[str], ParsedUrl], text: str) -> object:
    try:
        return split(text)
    except AddressError as error:
        return str(error)


def _platform_records() -> list[Record]:
    places = sorted((PROJECT / "registry/platforms").glob("*.yaml"))
    documents = [(place, parse_document(place.name, place.read_bytes())) for place in places]
    return [
        Record("platform", place.stem, f"registry/platforms/{place.name}", document.data)
        for place, document in documents
        if isinstance(document, Document)
    ]


_ACCOUNT = SchemaValidator(load_kinds(WorkTree(PROJECT))[0]["account"].schema)
_PLATFORMS = Platforms(_platform_records())
