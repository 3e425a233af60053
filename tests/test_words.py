"""Forbidden words: in help, messages, templates, schemas, documentation and new commits."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_help import every_command
from tests.registers import PROJECT

BASE_COMMIT = "f705fcf95c2662c4dd79fc3d801ab5123b0227d4"
"""The last commit before the words were agreed."""

FOLDERS = ("src", "schemas", "registry", "docs", "ci", ".github")
SUFFIXES = (".py", ".json", ".yaml", ".yml", ".md", ".html", ".j2", ".css", ".svg", ".toml", ".typ")

RIDDLES = (
    r"whoever|nobody|somebody|afresh|anew|mend(?:s|ed|ing)?|unsound|judged?|judges|(?<!schema-)faults?|strays|tells"
    r"|told(?! apart)|sightings?|whereabouts|joint rules?|clash(?:es)?|put (?:right|on record)|take in|taken in"
    r"|carr(?:y|ied) out(?! responsibly)|(?<!there )(?:is|are) no(?= [a-zA-Z`{])(?! (?:longer|later|older|more)\b)"
    r"|is none of|is also that of|so already|is there already|stands? there (?:twice|already)|can't be relied on"
    r"|cut short|files? taken away"
)
BRITISH = (
    r"\w*(?:author|canonical|organ|recogn|normal|summar|categor|initial|minim|apolog)is(?:es?|ed|ing|ation)"
    r"|licences?|colours?|centres?|catalogues?|behaviours?|favourites?|neighbours?|judgements?"
)
FORBIDDEN = re.compile(rf"(?<![\w`])(?:{RIDDLES}|{BRITISH})(?![\w`])", re.IGNORECASE)
KEYS = re.compile(r"`licence`|--licence|\blicence *[:=,]|\blicence\b(?=[\"'])|\.licence\b|<<licence>>")
"""The key of a field, which keeps its spelling."""


def forbidden(text: str) -> list[str]:
    """Return the forbidden words in a text, each with its line."""
    text = KEYS.sub("", text)
    lines = text.splitlines()
    return [
        f"{word[0]}: {lines[text.count(chr(10), 0, word.start())].strip()[:110]}" for word in FORBIDDEN.finditer(text)
    ]


def _files() -> Iterator[Path]:
    yield from (PROJECT / name for name in ("README.md", "mkdocs.yml", "action.yml"))
    for folder in FOLDERS:
        yield from (path for path in sorted((PROJECT / folder).rglob("*")) if _is_written(path))


def _is_written(path: Path) -> bool:
    """Return whether a file is text that is not generated from other files."""
    return path.suffix in SUFFIXES and path.parent != PROJECT / "docs/reference"


def test_no_file_has_a_forbidden_word() -> None:
    found = {str(path.relative_to(PROJECT)): forbidden(path.read_text("utf-8")) for path in _files() if path.is_file()}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("name", every_command())
def test_help_begins_with_what_a_thing_is(name: str) -> None:
    command = every_command()[name]
    texts = [command.help or "", *(str(getattr(parameter, "help", "")) for parameter in command.params)]
    assert [text for text in texts if re.match(r"(Tell|Give|Say|Let)s?\b", text)] == []


def test_no_new_commit_has_a_forbidden_word_in_its_subject() -> None:
    command = ["git", "-C", str(PROJECT), "log", "--no-merges", "--format=%s", f"{BASE_COMMIT}..HEAD"]
    finished = subprocess.run(command, capture_output=True, check=False)
    if finished.returncode:
        pytest.skip("the history begins after the base commit")
    assert forbidden(finished.stdout.decode("utf-8", "replace")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`x` is no day, whoever wrote it", ["is no", "whoever"]),
        ("Authorise the licence of a colour.", ["Authorise", "licence", "colour"]),
        ("There is no longer a way; there is no file x; it is no older than that.", []),
        ("licence: CC-BY-4.0, set by `--licence`", []),
    ],
)
def test_the_words_are_found(text: str, words: list[str]) -> None:
    assert [found.partition(":")[0] for found in forbidden(text)] == words
