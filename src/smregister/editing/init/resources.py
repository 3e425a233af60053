"""Templates of a new register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from smregister.model import Document
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.scalars import needs_quotes
from smregister.repository.shared_files import iterate_files

_PACKAGE = "smregister.editing.init"
# A file name that begins with a dot would have an effect on this project itself.
_DOT = re.compile(r"(?:^|(?<=/))dot-")
_PLACEHOLDER = re.compile(r"<<([a-z]+)>>")


def load_templates() -> dict[str, str]:
    """Return the templates of a new register's own files, by their path in it."""
    templates = files(_PACKAGE).joinpath("templates")
    return {_DOT.sub(".", path): content.decode("utf-8") for path, content in iterate_files(templates, "")}


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
