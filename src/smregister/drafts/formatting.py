"""Many records brought into canonical form at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smregister import documents
from smregister.drafts.canonical import CanonicalFormError, canonical
from smregister.model import Document
from smregister.records import RecordReader
from smregister.schemas import load_kinds
from smregister.trees import REGISTRY, Mode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from smregister.trees import File, Tree


def formatted(tree: Tree, places: Collection[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give the new content of every record below some places that is not in canonical form yet.

    Beside it, by path, why a record had to be left as it is.
    """
    return _all_formatted(tree, (file for file in tree.files(REGISTRY) if _is_below(file.path, places)))


def formatted_at(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Give the same of the records at some paths; costs what they cost, not the register."""
    return _all_formatted(tree, tree.at(path for path in paths if path.startswith(f"{REGISTRY}/")))


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
    document = documents.parse(path, content)
    if not isinstance(document, Document):
        message = f"line {document[0].line}: {document[0].message}"
        raise CanonicalFormError(message)
    return canonical(content.decode("utf-8")).encode()


def _is_below(path: str, places: Collection[str]) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for place in places)
