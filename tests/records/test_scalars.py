"""Plain scalars, and their meaning for other readers of YAML."""

from __future__ import annotations

import re

import pytest
import ruamel.yaml
import yaml
from hypothesis import example, given
from hypothesis import strategies as some

from smregister.records.yaml.scalars import (
    MAXIMUM_DIGITS,
    AmbiguousValueError,
    NumberTooLongError,
    needs_quotes,
    parse_plain,
)

MEANINGS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "0": 0,
    "7": 7,
    "-7": -7,
    "1234567890": 1234567890,
    "9" * MAXIMUM_DIGITS: int("9" * MAXIMUM_DIGITS),
    "-" + "9" * MAXIMUM_DIGITS: -int("9" * MAXIMUM_DIGITS),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_few_spellings_mean_something_else_than_a_text(text: str) -> None:
    value = parse_plain(text)
    assert (value, type(value)) == (MEANINGS[text], type(MEANINGS[text]))


@pytest.mark.parametrize(
    "text",
    [
        "2018-03-28",
        "nUll",
        "tRUE",
        "none",
        "nil",
        "yeS",
        "yes please",
        "n/a",
        "no.",
        "~/home",
        "1 000",
        "1,000",
        "1-2",
        "12:345",
        "v1.10",
        "1.10.2",
        "+675 300 0000",
        "0x",
        "0xg",
        "e3",
        "-",
        "--",
        "+",
        ".",
        "..",
        ".a",
        "...",
        "inf",
        "nan",
        "NaN",
        "==",
        "20 TAHUN 2018",
        "2018-03-28x",
        "٣",
        "１２",
        "example_health",
    ],
)
def test_a_text_stays_a_text(text: str) -> None:
    assert parse_plain(text) == text
    assert needs_quotes(text) == text.startswith("-")


@pytest.mark.parametrize("text", ["- a", "? a", "&a", "*a", "!a", "|", ">", "'a", '"a', "%a", "@a", "`a", "#a"])
def test_a_text_that_begins_like_yaml_wants_quotes(text: str) -> None:
    assert needs_quotes(text)


@pytest.mark.parametrize(
    "text", ["no", "0123", "0x1F", "1_000", "1.10", "1e3", "12:30", "+1", "-0", "=", ".nan", "2018-3-28"]
)
def test_an_ambiguous_scalar_needs_quotes(text: str) -> None:
    with pytest.raises(AmbiguousValueError):
        parse_plain(text)
    assert needs_quotes(text)


@pytest.mark.parametrize("text", ["1" * (MAXIMUM_DIGITS + 1), "-" + "1" * (MAXIMUM_DIGITS + 1), "9" * 20_000])
def test_a_long_number_needs_quotes(text: str) -> None:
    with pytest.raises(NumberTooLongError):
        parse_plain(text)
    assert needs_quotes(text)


def tag_of_1_1(text: str) -> str:
    """Return the tag of a plain scalar in YAML 1.1."""
    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, text, (True, False))).rpartition(":")[2]


def tag_of_1_2(text: str) -> str:
    """Return the tag of a plain scalar in YAML 1.2."""
    resolver = ruamel.yaml.YAML(typ="safe", pure=True).resolver
    return str(resolver.resolve(ruamel.yaml.nodes.ScalarNode, text, (True, False))).rpartition(":")[2]


@given(some.text("0123456789+-._:eExXobTZ ~=<aAnNfFyYsS", max_size=12))
@example("0o7")
@example("0o8")
@example("0b1")
@example("08")
@example("1__0")
@example("1:60")
@example("-1:20")
@example("+.inf")
@example("-.5e1")
@example("1.e+5")
@example("._1")
@example("1_0.5_0")
@example("1:20.5")
@example("2001-1-1")
@example("2001-12-14t21:59:43.10-05:00")
@example("2001-12-14 21:59:43.10 -5")
@example("<<")
def test_a_text_for_us_is_a_text_for_all(text: str) -> None:
    if not needs_quotes(text) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}|<<", text):
        assert {tag_of_1_1(text), tag_of_1_2(text)} == {"str"}


@given(some.integers(1 - 10**18, 10**18 - 1))
def test_a_whole_number_is_itself(number: int) -> None:
    assert parse_plain(str(number)) == number
    assert needs_quotes(str(number))


@given(some.text())
def test_a_plain_scalar_is_read_back(text: str) -> None:
    assert needs_quotes(text) or parse_plain(text) == text
