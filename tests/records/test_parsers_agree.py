"""Fast and strict parser: the same document for all texts that both accept."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lengths import count
from tests.registers import DAY, PROJECT, build, environment
from tests.snapshots import validate

from smregister.model import Document
from smregister.records.yaml import parse_document
from smregister.records.yaml.fast_parser import parse_fast
from smregister.repository.work_tree import WorkTree

RECORDS = [path.read_text("utf-8") for path in sorted((PROJECT / "registry").rglob("*.yaml"))]
CORPORA = PROJECT / "tests" / "data" / "corpora"
CASES: dict[str, str] = json.loads((CORPORA / "yaml-test-suite.json").read_text("utf-8"))
NAUGHTY: list[str] = json.loads((CORPORA / "blns.json").read_text("utf-8"))
MUTANTS = count(1000, 100_000)
SIGNS = [
    *"\n :-#'\"|>[]{}&*!%@`,?~\t=.+01279ynotfNé\\/",
    "\u00a0",
    "\u0085",
    "\u200b",
    "\ufeff",
    "\r\n",
    ": ",
    " #",
    "- ",
]
LINES = [
    *("- a", "a: b", "a:", "  - a", "  a: 1", "# a", "  # a", "", "  ", "---", "...", "a: |", "  text", "? a", ": b"),
    *("a: 'b", 'a: "b\\"', "<<: *a", "no: 1", "a: no", "a: 1_0", "a: 2020-1-1", "a: 'it''s'", 'a: ""', "a: ''"),
]


def agree(text: str) -> bool:
    """Check that both parsers agree; return whether the fast one read the text."""
    content = text.encode("utf-8", "surrogatepass")
    fast = parse_fast(content)
    if fast is None:
        return False
    strict = parse_document("a.yaml", content)
    assert isinstance(strict, Document), f"{text!r} is refused: {strict[0].message}"
    assert as_written(fast) == as_written(strict.data), text
    return True


def as_written(data: object) -> str:
    """Write data so that order and types show: `true` is not 1."""
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_a_record_in_canonical_form_is_read_by_the_fast_parser(number: int) -> None:
    assert agree(RECORDS[number])


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: |\n  one\n", {"a": "one\n"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: |\n  one\nb: c\n", {"a": "one\n", "b": "c"}),
        ("a: |\n  one\nb: |\n  two\n", {"a": "one\n", "b": "two\n"}),
        ("a:\n  b: |\n    one\n  c: d\n", {"a": {"b": "one\n", "c": "d"}}),
        ("a:\n  - b: |\n      one\n    c: d\n", {"a": [{"b": "one\n", "c": "d"}]}),
        ("a:\n  - b: |\n      one\n  - b: |\n      two\n", {"a": [{"b": "one\n"}, {"b": "two\n"}]}),
        ("a: |\n  - one: two  # three\n", {"a": "- one: two  # three\n"}),
        ("a: |\n  # one\n", {"a": "# one\n"}),
        ("X: |\n  one\n", {"X": "one\n"}),
        ("a: |\n  X one X\nXX: 1\n", {"a": "X one X\n", "XX": 1}),
        ("\n# a\na: b # c\n\nd: 'it''s'\ne: \"f\"\n", {"a": "b", "d": "it's", "e": "f"}),
        ("a:\n  - b\n  - 'c'\n  - 1\n", {"a": ["b", "c", 1]}),
        ("a: []\nb:\n  - c: []  # none\n", {"a": [], "b": [{"c": []}]}),
    ],
)
def test_the_plain_form_is_read_by_the_fast_parser(text: str, data: object) -> None:
    assert agree(text)
    assert as_written(parse_fast(text.encode())) == as_written(data)


@pytest.mark.parametrize(
    "text",
    [
        *("a: |\n", "a: |\n\n", "a: |\nb: c\n", "a: |\n one\n", "a: |\n   one\n", "a:\n  b: |\n  one\n"),
        *("a: |\n\n  one\n", "a: |\n  one\n\n", "a: |\n  one\n\nb: c\n", "a: |\n  one\n# c\nb: c\n"),
        *("a: |\n  one\n  # c\n # d\n", "a: |\n  one\n   two\n", "a: |\n  one\n  \n  two\n", "a: |\n  one\n b: c\n"),
        *("a:\n  - b: |\n    one\n", "a:\n  - |\n    one\n", "a: |-\n  one\n", "a: >\n  one\n", "a: |2\n  one\n"),
        *("", "\n", "a: b", "- a\n", "a: b\n---\n", "a: b\n  c: d\n", "a:\n- b\n", "a:\n   b: c\n", "a: b\na: c\n"),
        *("a: {}\n", "a: [b]\n", "a: [ ]\n", "a:  []\n", "a: []b\n", "- []\n", "a:\n  - []\n", "a: []\n  b: c\n"),
        *("a: &b c\n", "a: no\n", "a: b: c\n", "1: a\n", "no: a\n", "a: 'b\n", "a:\n  -\n"),
    ],
)
def test_any_other_form_is_left_to_the_strict_parser(text: str) -> None:
    assert not agree(text)


def test_empty_lists_are_different_objects() -> None:
    read = parse_fast(b"a: []\nb:\n  a: []\n")
    assert read == {"a": [], "b": {"a": []}}
    assert read["a"] is not read["b"]["a"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize("parser", ["", "exact"])
def test_a_variable_turns_the_fast_parser_off(parser: str) -> None:
    code = "from smregister.records.yaml import parse_fast; print(parse_fast(b'a: b\\n'))"
    settings = environment() | {"SMREGISTER_LANES": parser}
    ended = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True)
    assert ended.stdout == ("None\n" if parser else "{'a': 'b'}\n")


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_cases_of_the_yaml_test_suite_are_read_alike(name: str) -> None:
    agree(CASES[name])


@pytest.mark.parametrize(
    "form", ["a: {}\n", "a: '{}'\n", 'a: "{}"\n', "a:\n  - {}\n", "a: |\n  {}\n", "{}: a\n", "a: b  # {}\n"]
)
def test_naughty_strings_are_read_alike(form: str) -> None:
    for text in NAUGHTY:
        agree(form.replace("{}", text))


def mutants(count: int) -> Iterator[str]:
    chance = random.Random(20180328)
    for _ in range(count):
        text = chance.choice(RECORDS)[:3000]
        for _ in range(chance.randint(1, 3)):
            text = chance.choice((with_sign, with_line, without_part, with_margin, with_lines_exchanged))(text, chance)
        yield text


def with_sign(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(SIGNS) + text[at + chance.randint(0, 1) :]


def with_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    margin = "  " * chance.randint(0, 3)
    lines.insert(chance.randrange(len(lines) + 1), margin + chance.choice([*LINES, chance.choice(lines).strip()]))
    return "\n".join(lines)


def without_part(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 12) :]


def with_margin(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.randint(1, 4) + lines[at] if chance.random() < 0.6 else lines[at][chance.randint(1, 4) :]
    return "\n".join(lines)


def with_lines_exchanged(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = (chance.randrange(len(lines)) for _ in "ab")
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


@pytest.mark.long
def test_both_parsers_read_every_mutant_alike() -> None:
    read = sum(agree(text) for text in mutants(MUTANTS))
    assert read > MUTANTS // 10, "mutants that neither parser reads prove nothing"


@pytest.mark.parametrize("case", sorted(folder.name for folder in (PROJECT / "tests" / "examples").iterdir()))
def test_a_register_has_the_same_findings_without_the_fast_parser(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {})
    shutil.copytree(PROJECT / "tests" / "examples" / case, tmp_path, dirs_exist_ok=True)
    with_both = validate(WorkTree(tmp_path), DAY)
    monkeypatch.setattr("smregister.records.yaml.fast_parser._STRICT_ONLY", True)
    assert validate(WorkTree(tmp_path), DAY) == with_both
    assert with_both.records
