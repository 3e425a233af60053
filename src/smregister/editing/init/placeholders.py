"""Placeholders of templates, filled with text escaped for YAML or Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from smregister.model import Document
from smregister.records.yaml import parse_document
from smregister.records.yaml.formatter import emit
from smregister.records.yaml.scalars import needs_quotes

_PLACEHOLDER = re.compile(r"<<([a-z]+)>>")
_MARKDOWN_SYNTAX = re.compile(r"[\\`*_\[\]<>#|!&~]")


def fill(template: str, words: Mapping[str, str]) -> str:
    """Replace every `<<word>>` in one pass, so that no word is itself a template."""
    return _PLACEHOLDER.sub(lambda match: words[match[1]], template)


def format_yaml_scalar(text: str) -> str:
    """Write a text as a YAML value on one line, quoted only if necessary."""
    if not needs_quotes(text) and _parses_as(text, text):
        return text
    return emit({"text": text}, blocks=False).removeprefix("text: ").removesuffix("\n")


def escape_markdown(text: str) -> str:
    """Escape all Markdown syntax in a text."""
    return _MARKDOWN_SYNTAX.sub(r"\\\g<0>", text)


def _parses_as(yaml: str, text: str) -> bool:
    document = parse_document("", f"text: {yaml}\n".encode())
    return isinstance(document, Document) and document.data == {"text": text}
