"""Puts answers into texts so that they mean there what was answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smregister import documents
from smregister.drafts.canonical import emit
from smregister.model import Document
from smregister.scalars import needs_quotes

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACE = re.compile(r"<<([a-z]+)>>")
_LIVE_IN_MARKDOWN = re.compile(r"[\\`*_\[\]<>#|!&~]")


def filled(text: str, words: Mapping[str, str]) -> str:
    """Replace every `<<word>>` of a text at once, so that no answer is searched for places."""
    return _PLACE.sub(lambda match: words[match[1]], text)


def yaml_text(text: str) -> str:
    """Write a text as a YAML value on one line, in quotes only where it needs them."""
    if not needs_quotes(text) and _reads_back(text, text):
        return text
    return emit({"text": text}, blocks=False).removeprefix("text: ").removesuffix("\n")


def on_one_line(text: str) -> str:
    """Join the lines of a text."""
    return " ".join(text.split())


def plain_markdown(text: str) -> str:
    """Write a text so that nothing in it is Markdown."""
    return _LIVE_IN_MARKDOWN.sub(r"\\\g<0>", text)


def _reads_back(written: str, text: str) -> bool:
    document = documents.parse("", f"text: {written}\n".encode())
    return isinstance(document, Document) and document.data == {"text": text}
