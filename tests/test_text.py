"""Hidden characters: detection and escapes."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smregister.text import character_name, did_you_mean, escape_hidden, escape_hidden_lines, hidden_character, join_few

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]


def test_every_control_and_format_character_is_hidden() -> None:
    unseen = {one for one in EVERY_CHARACTER if unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp")}
    passed = {one for one in unseen - {"\n"} if not hidden_character().fullmatch(one)}
    assert passed == set()


def test_noncharacters_are_hidden() -> None:
    none = [chr(code) for code in (*range(0xFDD0, 0xFDF0), *(n * 0x10000 + 0xFFFE for n in range(17)), 0xFFFF)]
    assert all(hidden_character().fullmatch(one) for one in none)


@pytest.mark.parametrize(
    "text",
    [
        "Dasar Komen – “rasmi”",
        "卫生部 Malaysia",
        "வணக்கம் Malaysia",
        "Gavamani Sivarai, Port Moresby",
        "naïve cafe\u0301",
        "🇵🇬 🏛️ ❤️",
        "line\nline\r\nline",
        "a b",
    ],
)
def test_ordinary_text_has_no_hidden_characters(text: str) -> None:
    assert hidden_character().search(text) is None


@pytest.mark.parametrize("text", ["\r", "\ra", "a\r", "\r\r\n", "a\n\r"])
def test_a_carriage_return_is_hidden_outside_a_line_end(text: str) -> None:
    assert hidden_character().search(text)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\t", "U+0009 tab"),
        ("\r", "U+000D carriage return"),
        ("\x00", "U+0000 null"),
        ("\x1b", "U+001B escape"),
        ("\x07", "U+0007 control character"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("\U0010ffff", "U+10FFFF control character"),
    ],
)
def test_character_name(character: str, name: str) -> None:
    assert character_name(character) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b]8;;https://evil.example\x1b\\", "\\x1b]8;;https://evil.example\\x1b\\"),
        ("\x9b31m", "\\x9b31m"),
        ("a\u202eb\u200b", "a\\u202eb\\u200b"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff", "\\udcff"),
        ("::error::卫生 [/x] :smiley:", "::error::卫生 [/x] :smiley:"),
    ],
)
def test_hidden_characters_are_escaped(text: str, shown: str) -> None:
    assert escape_hidden(text) == shown


@given(some.text(some.characters(exclude_categories=())))
def test_escaped_text_has_nothing_hidden_and_fits_on_a_line(text: str) -> None:
    shown = escape_hidden(text)
    assert hidden_character().search(shown) is None
    assert "\n" not in shown
    assert shown == shown.encode("utf-8").decode("utf-8")
    assert escape_hidden(shown) == shown


@given(some.lists(some.text()))
def test_lines_stay_lines(lines: list[str]) -> None:
    shown = escape_hidden_lines("\n".join(lines))
    assert shown.count("\n") == "\n".join(lines).count("\n")
    assert hidden_character().search(shown) is None


@pytest.mark.parametrize(("number", "joined"), [(0, ""), (1, "a"), (3, "a, b, c"), (4, "a, b, c, and others")])
def test_few_names_are_joined(number: int, joined: str) -> None:
    assert join_few("abcd"[:number]) == joined
    assert join_few(f"name {digit}" for digit in range(10**6)) == "name 0, name 1, name 2, and others"


def test_a_suggestion_ignores_case() -> None:
    assert did_you_mean("PG-DICT", ["PG-CPM", "pg-dict"]) == "; did you mean `pg-dict`?"
    assert did_you_mean("FACEBOK", ["facebook", "youtube"]) == "; did you mean `facebook`?"
    assert did_you_mean("zzz", ["facebook"]) == ""
