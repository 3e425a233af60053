"""Templates and shared files of a new register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from smregister.errors import FatalError
from smregister.model import Document
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.scalars import needs_quotes

_PACKAGE = "smregister.editing.init"
_CHECKOUT = Path(__file__).parents[4]
# A file name that begins with a dot would have an effect on this project itself.
_DOT = "dot-"
_PLACEHOLDER = re.compile(r"<<([a-z]+)>>")
_MARKDOWN_SYNTAX = re.compile(r"[\\`*_\[\]<>#|!&~]")


def load_shared_files(folder: str, ending: str) -> dict[str, bytes]:
    """Return shared files by path; raise FatalError if the installation lacks them."""
    for parent in (files(_PACKAGE).joinpath(folder), _CHECKOUT / folder):
        if parent.is_dir():
            return {path: content for path, content in _iterate_files(parent, folder) if path.endswith(ending)}
    raise FatalError(f"this installation of smregister lacks `{folder}`, so it can make no register; install it anew")


def load_templates() -> dict[str, str]:
    """Return the templates of a new register's own files, by their path in it."""
    templates = files(_PACKAGE).joinpath("templates")
    return {_restore_dots(path): content.decode("utf-8") for path, content in _iterate_files(templates, "")}


def _iterate_files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        entry_path = f"{path}/{entry.name}" if path else entry.name
        if entry.is_dir():
            yield from _iterate_files(entry, entry_path)
        else:
            yield entry_path, entry.read_bytes()


def _restore_dots(path: str) -> str:
    return "/".join(f".{part.removeprefix(_DOT)}" if part.startswith(_DOT) else part for part in path.split("/"))


def fill(template: str, words: Mapping[str, str]) -> str:
    """Replace every `<<word>>` in one pass, so that no word is itself a template."""
    return _PLACEHOLDER.sub(lambda match: words[match[1]], template)


def format_yaml_scalar(text: str) -> str:
    """Write a text as a YAML value on one line, quoted only if necessary."""
    if not needs_quotes(text):
        document = parse_document("", f"text: {text}\n".encode())
        if isinstance(document, Document) and document.data == {"text": text}:
            return text
    return emit({"text": text}, blocks=False).removeprefix("text: ").removesuffix("\n")


def escape_markdown(text: str) -> str:
    """Escape all Markdown syntax in a text."""
    return _MARKDOWN_SYNTAX.sub(r"\\\g<0>", text)
