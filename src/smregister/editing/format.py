"""Records in canonical form."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from smregister.model import Document
from smregister.records.reader import RecordReader
from smregister.records.schema.kind_loader import load_kinds
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import CanonicalFormError, format_text
from smregister.repository.tree import REGISTRY, File, Mode, Tree, UnreadableFileError, VanishedFileError


def format_records(tree: Tree, paths: Collection[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the records that formatting changes, and why others can't be."""
    return _format_files(tree, (file for file in tree.files(REGISTRY) if _is_below(file.path, paths)))


def format_records_at(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the same for the records at some paths; no other file is read."""
    return _format_files(tree, tree.files_at(path for path in paths if path.startswith(f"{REGISTRY}/")))


def _format_files(tree: Tree, files: Iterable[File]) -> tuple[dict[str, bytes], dict[str, str]]:
    reader = RecordReader(load_kinds(tree)[0])
    contents: dict[str, bytes] = {}
    errors: dict[str, str] = {}
    for file in files:
        if file.mode is Mode.PLAIN and reader.kind_at(file.path):
            try:
                content = file.read()
                formatted = _format_content(file.path, content)
            except VanishedFileError:
                continue
            except UnreadableFileError as error:
                errors[file.path] = f"it can't be read: {error.cause}"
            except CanonicalFormError as error:
                errors[file.path] = str(error)
            else:
                contents |= {file.path: formatted} if formatted != content else {}
    return contents, errors


def _format_content(path: str, content: bytes) -> bytes:
    document = parse_document(path, content)
    if not isinstance(document, Document):
        raise CanonicalFormError(f"line {document[0].line}: {document[0].message}")
    return format_text(content.decode("utf-8")).encode()


def _is_below(path: str, parents: Collection[str]) -> bool:
    return any(parent in (".", path) or path.startswith(f"{parent}/") for parent in parents)
