"""Many records brought into canonical form at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from smregister.model import Document
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import CanonicalFormError, format_text
from smregister.repository.tree import REGISTRY, File, Mode, Tree


def format_records(tree: Tree, places: Collection[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the new content of every record below some places that is not in canonical form yet.

    Beside it, by path, why a record had to be left as it is.
    """
    return _all_formatted(tree, (file for file in tree.files(REGISTRY) if _is_below(file.path, places)))


def formatted_at(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the same of the records at some paths; costs what they cost, not the register."""
    return _all_formatted(tree, tree.files_at(path for path in paths if path.startswith(f"{REGISTRY}/")))


def _all_formatted(tree: Tree, files: Iterable[File]) -> tuple[dict[str, bytes], dict[str, str]]:
    reader = RecordReader(load_kinds(tree)[0])
    changed: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    for file in files:
        if file.mode is Mode.PLAIN and reader.kind_at(file.path):
            content = file.read()
            try:
                written = _formatted(file.path, content)
            except CanonicalFormError as error:
                refused[file.path] = str(error)
            else:
                changed |= {file.path: written} if written != content else {}
    return changed, refused


def _formatted(path: str, content: bytes) -> bytes:
    document = parse_document(path, content)
    if not isinstance(document, Document):
        raise CanonicalFormError(f"line {document[0].line}: {document[0].message}")
    return format_text(content.decode("utf-8")).encode()


def _is_below(path: str, places: Collection[str]) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for place in places)
