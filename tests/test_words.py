"""Forbidden words: in help, messages, templates, schemas, documentation and new commits."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.test_help import commands, every_command
from tests.registers import PROJECT

BASE_COMMIT = "f705fcf95c2662c4dd79fc3d801ab5123b0227d4"
"""The last commit before the words were agreed."""

FOLDERS = ("src", "schemas", "registry", "docs", "ci", ".github")
SUFFIXES = (".py", ".json", ".yaml", ".yml", ".md", ".html", ".j2", ".css", ".svg", ".toml", ".typ")

RIDDLES = (
    r"whoever|nobody|somebody|afresh|anew|mend(?:s|ed|ing)?|unsound|judged?|judges|faults?|strays|told|tells"
    r"|sightings?|whereabouts|joint rules?|clash(?:es)?|put (?:right|on record)|carr(?:y|ied) out|take in|taken in"
    r"|(?:is|are) no(?= [a-z`{])(?! (?:longer|more|one)\b)|is none of|is also that of|(?:says|there|present) so already"
    r"|is there already|stands? there|can't be relied on|cut short|takes? it back|taken away|give what is"
)
BRITISH = (
    r"\w*(?:author|canonical|organ|recogn|normal|summar|categor|initial|minim|apolog)is(?:es?|ed|ing|ation)"
    r"|licen[c]es?|colou?r(?<=our)s?|centres?|catalogues?|behaviours?|favourites?|neighbours?|judgements?"
)
FORBIDDEN = re.compile(rf"(?<![\w`])(?:{RIDDLES}|{BRITISH})(?![\w`])", re.IGNORECASE)
KEYS = re.compile(r"`licence`|--licence|\blicence *[:=,]|\blicence\b(?=[\"'])|\.licence\b")
"""The key of a field, which keeps its spelling."""


def forbidden(text: str) -> list[str]:
    """Return the forbidden words in a text, each with its line."""
    text = KEYS.sub("", text)
    lines = text.splitlines()
    return [f"{word[0]}: {lines[text.count(chr(10), 0, word.start())].strip()[:110]}" for word in FORBIDDEN.finditer(text)]


def _files() -> Iterator[Path]:
    yield from (PROJECT / name for name in ("README.md", "mkdocs.yml", "action.yml"))
    for folder in FOLDERS:
        yield from (path for path in sorted((PROJECT / folder).rglob("*")) if path.suffix in SUFFIXES)


def test_no_file_has_a_forbidden_word() -> None:
    found = {str(path.relative_to(PROJECT)): forbidden(path.read_text("utf-8")) for path in _files() if path.is_file()}
    assert {path: words for path, words in found.items() if words} == {}
