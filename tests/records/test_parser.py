"""Strict parser: accepted and rejected texts, and the positions of findings."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from smregister.model import START, Document, Finding, Pointer, Position, Value
from smregister.records.reader_rules import MOST_FINDINGS, READER_RULES
from smregister.records.yaml import MAXIMUM_BYTES, parse_data, parse_document, parse_list
from smregister.records.yaml.parser import MAXIMUM_DEPTH
from smregister.records.yaml.scalars import needs_quotes
from smregister.text import hidden_character

Findings: TypeAlias = list[tuple[str, int, int]]


def read(text: str | bytes) -> Document | list[Finding]:
    return parse_document("registry/register.yaml", text if isinstance(text, bytes) else text.encode())


def data_of(text: str | bytes) -> dict[str, Value]:
    document = read(text)
    assert isinstance(document, Document), document
    return document.data


def findings_of(text: str | bytes) -> Findings:
    findings = read(text)
    assert isinstance(findings, list), findings
    return [(finding.rule, finding.line, finding.column) for finding in findings]


ACCEPTED: dict[str, tuple[str | bytes, dict[str, Value]]] = {
    "an empty mapping": ("{}", {}),
    "no line end at the end": ("a: b", {"a": "b"}),
    "a comment after the last line": ("a: b\n# c", {"a": "b"}),
    "line ends of Windows": ("a: b\r\nc:\r\n  - d\r\n", {"a": "b", "c": ["d"]}),
    "a text of several lines with line ends of Windows": ("a: |\r\n  x\r\n  y\r\n", {"a": "x\ny\n"}),
    "marks of a document's beginning and end": ("---\na: b\n...\n", {"a": "b"}),
    "JSON": ('{"a": [1, true, null, "b\\n"]}', {"a": [1, True, None, "b\n"]}),
    "a folded text": ("a: >\n  x\n  y\n", {"a": "x y\n"}),
    "what looks like conflict marks within a text": (
        "a: |\n  <<<<<<< HEAD\n  =======\nb: x >>>>>>>\nc: '=======\n\n  >>>>>>> x'\n",
        {"a": "<<<<<<< HEAD\n=======\n", "b": "x >>>>>>>", "c": "=======\n>>>>>>> x"},
    ),
    "a text over two lines": ("a: x\n  y\n", {"a": "x y"}),
    "nothing, in four spellings": (
        "a:\nb: ~\nc: null\nd: NULL\n",
        {"a": None, "b": None, "c": None, "d": None},
    ),
    "truths": ("a: true\nb: FALSE\n", {"a": True, "b": False}),
    "18 digits": (f"a: {'9' * 18}\nb: -{'9' * 18}\n", {"a": 10**18 - 1, "b": 1 - 10**18}),
    "more digits in quotes": (f"a: '{'9' * 30}'\n", {"a": "9" * 30}),
    "days are texts": ("a: 2018-03-28\n2018-03-28: b\n", {"a": "2018-03-28", "2018-03-28": "b"}),
    "a merge key in quotes is a key": ("'<<': a\n", {"<<": "a"}),
    "a merge key's sign as a value": ("a: <<\n", {"a": "<<"}),
    "signs of anchors, aliases and tags in quotes": (
        "a: '&a'\nb: \"*a\"\nc: '!a'\n",
        {"a": "&a", "b": "*a", "c": "!a"},
    ),
    "the same key in two places": ("a: {b: 1}\nc: {b: 2}\n", {"a": {"b": 1}, "c": {"b": 2}}),
    "a key in its other form": ("? a\n: b\n", {"a": "b"}),
    "a key is composed": ("cafe\u0301: a\n", {"caf\u00e9": "a"}),
    "a value is kept as it is": ("a: cafe\u0301\n", {"a": "cafe\u0301"}),
    "beyond the basic plane": ("\U0001f3db: \U0001f600\n", {"\U0001f3db": "\U0001f600"}),
    "a character by its number": ('a: "\\u00e9\\x41"\n', {"a": "\u00e9A"}),
    "the last character before the surrogates": ("a: \ud7ff\n", {"a": "\ud7ff"}),
    "32 levels": (
        "a: " + "[" * (MAXIMUM_DEPTH - 1) + "]" * (MAXIMUM_DEPTH - 1),
        {"a": json.loads("[" * 31 + "]" * 31)},
    ),
    "65,536 bytes": ("a: " + "x" * (MAXIMUM_BYTES - 3), {"a": "x" * 65_533}),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_the_plain_profile_is_read(case: str) -> None:
    text, data = ACCEPTED[case]
    assert data_of(text) == data


ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{below}: &{below} [{', '.join([f'*{above}'] * 9)}]\n" for above, below in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = "a: &a {x: z}\n" + "".join(
    f"{below}: &{below}\n  <<: [{', '.join([f'*{above}'] * 9)}]\n"
    for above, below in zip("abcdefgh", "bcdefghi", strict=True)
)

CONFLICT = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n"

REFUSED: dict[str, tuple[str | bytes, Findings]] = {
    "git's conflict marks": (CONFLICT, [("conflict-marks", 2, 1)]),
    "conflict marks with line ends of Windows": (CONFLICT.replace("\n", "\r\n"), [("conflict-marks", 2, 1)]),
    "conflict marks at the beginning": (CONFLICT.removeprefix("a: 1\n"), [("conflict-marks", 1, 1)]),
    "conflict marks around a text of several lines": (f"c: |\n  x\n{CONFLICT[5:]}", [("conflict-marks", 3, 1)]),
    "conflict marks with those of the merge base": (
        CONFLICT.replace("=======", "||||||| base\nb: 0\n======="),
        [("conflict-marks", 2, 1)],
    ),
    "a conflict mark that was left": ("a: 1\nb: 2\n=======\n", [("conflict-marks", 3, 1)]),
    "the end of a conflict that was left": ("a: 1\n>>>>>>> other\nb: 2\n", [("conflict-marks", 2, 1)]),
    "the end of a conflict behind another error": (
        "a: no\nb: 2\n>>>>>>> other\n",
        [("ambiguous-value", 1, 4), ("conflict-marks", 3, 1)],
    ),
    "a key twice": ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3, 1)]),
    "a key twice, once in quotes": ('a: 1\n"a": 2\n', [("duplicate-key", 2, 1)]),
    "a key twice, once by number": ('a: 1\n"\\x61": 2\n', [("duplicate-key", 2, 1)]),
    "a key twice, composed and not": ("caf\u00e9: 1\ncafe\u0301: 2\n", [("duplicate-key", 2, 1)]),
    "a key three times": ("a: 1\na: 2\na: 3\n", [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
    "a key twice in a mapping in a list": ("b:\n  - {a: 1, a: 2}\n", [("duplicate-key", 2, 12)]),
    "a key twice beside a merge key": ("<<: 1\n'<<': 2\n", [("merge-key", 1, 1), ("duplicate-key", 2, 1)]),
    "the tag of a text": ("a: !!str b\n", [("tag", 1, 4)]),
    "a tag of one's own": ("a: !b c\n", [("tag", 1, 4)]),
    "a tag without a name": ("a: ! b\n", [("tag", 1, 4)]),
    "a tag written out": ("a: !<tag:yaml.org,2002:str> b\n", [("tag", 1, 4)]),
    "a tag that makes programs run": ("a: !!python/object/apply:os.system [ls]\n", [("tag", 1, 4)]),
    "the tag of the whole": ("!!map\na: b\n", [("tag", 1, 1)]),
    "the tag of a key": ("!b a: c\n", [("tag", 1, 1)]),
    "an anchor": ("a: &b c\n", [("anchor", 1, 4)]),
    "an anchor on a key": ("&b a: c\n", [("anchor", 1, 1)]),
    "an alias": ("a: &b c\nd:\n  - *b\n", [("anchor", 1, 4), ("anchor", 3, 5)]),
    "an alias of nothing": ("a: *b\n", [("anchor", 1, 4)]),
    "an alias as a key": ("*a : b\n", [("anchor", 1, 1), ("non-string-key", 1, 1)]),
    "a circle": ("&a\nb: *a\n", [("anchor", 1, 1), ("anchor", 2, 4)]),
    "a list in a circle": ("a: &a [*a]\n", [("anchor", 1, 4), ("anchor", 1, 8)]),
    "a merge key": ("a:\n  <<: {b: c}\n", [("merge-key", 2, 3)]),
    "33 levels": ("a: " + "[" * 32 + "]" * 32, [("nested-too-deep", 1, 35)]),
    "33 levels of blocks": ("".join(f"{' ' * n}a:\n" for n in range(40)), [("nested-too-deep", 33, 33)]),
    "60,000 brackets": ("[" * 60_000, [("nested-too-deep", 1, 33)]),
    "30,000 hyphens": ("- " * 30_000, [("nested-too-deep", 1, 65)]),
    "10,000 braces": ("{a: " * 10_000, [("nested-too-deep", 1, 129)]),
    "a million brackets": ("[" * 1_000_000, [("too-large", 1, 1)]),
    "65,537 bytes": ("a: " + "x" * (MAXIMUM_BYTES - 2), [("too-large", 1, 1)]),
    "65,537 bytes of fewer characters": ("a: " + "\u00e9" * 32_767, [("too-large", 1, 1)]),
    "19 digits": (f"a: {'9' * 19}\n", [("number-too-long", 1, 4)]),
    "20,000 digits": (f"b: 1\na: -{'9' * 20_000}\n", [("number-too-long", 2, 4)]),
    "a digit too many in a list": (f"a: [1, {'1' * 19}]\n", [("number-too-long", 1, 8)]),
    "no number": ("a: .nan\n", [("ambiguous-value", 1, 4)]),
    "no closing quote": ("a: [.inf, -.INF]\n", [("ambiguous-value", 1, 5), ("ambiguous-value", 1, 11)]),
    "a key that is ambiguous": ("no: a\n", [("ambiguous-value", 1, 1)]),
    "a number as a key": ("2018: a\n", [("non-string-key", 1, 1)]),
    "a truth as a key": ("a: {true: b}\n", [("non-string-key", 1, 5)]),
    "nothing as a key": ("~: a\n", [("non-string-key", 1, 1)]),
    "a list as a key": ("[a]: b\n", [("non-string-key", 1, 1)]),
    "a mapping as a key": ("? {a: b}\n: c\n", [("non-string-key", 1, 3)]),
    "the next line of Unicode": ("a: 1\u0085b: 2\n", [("hidden-character", 1, 5)]),
    "the line separator": ("a: 1\nb: x\u2028y\n", [("hidden-character", 2, 5)]),
    "a carriage return alone": ("a: 1\rb: 2\n", [("hidden-character", 1, 5)]),
    "a carriage return by its name": ('a: "x\\ry"\n', [("hidden-character", 1, 4)]),
    "a line end of Windows by its name": ('a: "x\\r\\ny"\n', [("hidden-character", 1, 4)]),
    "a tab": ("a:\n\tb: 1\n", [("hidden-character", 2, 1)]),
    "a tab by its name": ('a: "x\\ty"\n', [("hidden-character", 1, 4)]),
    "a null": ("a: b\n\0", [("hidden-character", 2, 1)]),
    "a null by its name": ('a: "\\0"\n', [("hidden-character", 1, 4)]),
    "an escape": ("a: \x1b[31m\n", [("hidden-character", 1, 4)]),
    "an escape of one byte": ("a: \u009b31m\n", [("hidden-character", 1, 4)]),
    "turned text in a value": ("a: x\u202ey\n", [("hidden-character", 1, 5)]),
    "turned text in a key": ("a\u2066b: c\n", [("hidden-character", 1, 2)]),
    "turned text in a comment": ("a: b\n# \u202e c\n", [("hidden-character", 2, 3)]),
    "turned text by its number": ('a: ["b", "\\u202E"]\n', [("hidden-character", 1, 10)]),
    "turned text by its number in a key": ('"\\u202E": a\n', [("hidden-character", 1, 1)]),
    "no width": ("a: b\u200bc\n", [("hidden-character", 1, 5)]),
    "a tag of Unicode": ("a: b\U000e0041\n", [("hidden-character", 1, 5)]),
    "a byte order mark": (b"\xef\xbb\xbfa: b\n", [("not-utf-8", 1, 1)]),
    "a byte order mark further on": ("a: b\n\ufeff", [("hidden-character", 2, 1)]),
    "UTF-16": ("a: b\n".encode("utf-16"), [("not-utf-8", 1, 1)]),
    "UTF-16 without a mark": ("a: b".encode("utf-16-le"), [("hidden-character", 1, n) for n in (2, 4, 6, 8)]),
    "Latin-1": (b"a: b\nc: caf\xe9\n", [("not-utf-8", 2, 7)]),
    "a surrogate": (b"a: \xed\xa0\x80\n", [("not-utf-8", 1, 4)]),
    "a slash in two bytes": (b"a: \xc0\xaf\n", [("not-utf-8", 1, 4)]),
    "two surrogates by number": ('a: "\\ud83d\\ude00"\n', [("not-yaml", 1, 7)]),
    "two documents": ("a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
    "a second document that is empty": ("a: 1\n---\n", [("several-documents", 2, 1)]),
    "a directive": ("%YAML 1.2\n---\na: 1\n", [("not-yaml", 1, 1)]),
    "a directive about tags": ("%TAG ! tag:example,2000:\n---\na: 1\n", [("not-yaml", 1, 1)]),
    "no bytes": ("", [("empty-file", 1, 1)]),
    "a comment alone": ("# a\n", [("empty-file", 1, 1)]),
    "null": ("null\n", [("empty-file", 1, 1)]),
    "a list": ("# a\n- b\n", [("not-a-mapping", 2, 1)]),
    "a text": ("a\n", [("not-a-mapping", 1, 1)]),
    "an empty text": ("''\n", [("not-a-mapping", 1, 1)]),
    "a colon in a text": ("a: b\nc: d: e\n", [("not-yaml", 2, 5)]),
    "a sign that begins no text": ("a: @b\n", [("not-yaml", 1, 4)]),
    "a quote that stays open": ("a: 'b\n", [("not-yaml", 1, 4)]),
    "a field that is indented": ("a: b\n  c: d\n", [("not-yaml", 2, 4)]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_every_other_text_is_rejected_with_its_position(case: str) -> None:
    text, findings = REFUSED[case]
    assert findings_of(text) == findings


@pytest.mark.parametrize("bomb", [ALIAS_BOMB, MERGE_BOMB], ids=["aliases", "merge keys"])
def test_each_alias_of_a_bomb_is_reported_and_not_expanded(bomb: str) -> None:
    findings = findings_of(bomb)
    assert findings[0] == ("anchor", 1, 4)
    assert {rule for rule, _, _ in findings} <= {"anchor", "merge-key"}
    assert len(findings) < bomb.count("&") + bomb.count("*") + bomb.count("<<") + 1


SPELLINGS = """
    y Y yes Yes YES n N no No NO on On ON off Off OFF =
    0123 00 -01 0b11 0o17 0x1F 0xff +1 -0 1_000 12:30 12:30:45 190:20:30.15
    1.10 1.0 .5 1. 1e3 1.5E-3 -1.5 .inf -.Inf +.INF .nan .NaN
    2018-3-28 2018-03-2 2018-03-28T10:00:00Z
"""
AMBIGUOUS = [*SPELLINGS.split(), "2018-03-28 10:00:00"]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_an_ambiguous_value_without_quotes_is_rejected(text: str) -> None:
    assert findings_of(f"a: {text}\nb: [{text}]\n") == [("ambiguous-value", 1, 4), ("ambiguous-value", 2, 5)]


@pytest.mark.parametrize("text", [*AMBIGUOUS, "true", "null", "~", "1", "", "9" * 40])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_in_quotes_everything_is_a_text(text: str, quote: str) -> None:
    assert data_of(f"a: {quote}{text}{quote}\n") == {"a": text}


@pytest.mark.parametrize("text", [*AMBIGUOUS, "true", "null", "1"])
def test_in_a_block_everything_is_a_text(text: str) -> None:
    assert data_of(f"a: |-\n  {text}\n") == {"a": text}


def test_every_error_in_a_file_is_reported() -> None:
    text = "a: &b 1\na: !c 2\nd: no\ne:\n  - <<: 3\n  - 4.5\n"
    assert findings_of(text) == [
        ("anchor", 1, 4),
        ("duplicate-key", 2, 1),
        ("tag", 2, 4),
        ("ambiguous-value", 3, 4),
        ("merge-key", 5, 5),
        ("ambiguous-value", 6, 5),
    ]


def test_the_pointer_of_a_finding_leads_to_the_value() -> None:
    findings = read("a:\n  - b/c:\n      d~e: no\n")
    assert isinstance(findings, list)
    assert [finding.pointer for finding in findings] == ["/a/0/b~1c/d~0e"]


@pytest.mark.parametrize(
    ("rule", "text", "fix"),
    [
        ("ambiguous-value", "a: no\n", "write 'no'"),
        ("ambiguous-value", "a: 0812\n", "put it in quotes"),
        ("not-yaml", "a: b: c\n", "needs quotes"),
        ("not-yaml", "a: @b\n", "put the text in quotes"),
        ("hidden-character", "a: \u202eb\n", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("hidden-character", "\ta: b\n", "write spaces"),
        ("anchor", "a: *b\n", "quote the text"),
        ("number-too-long", f"a: {'1' * 30}\n", "put it in quotes"),
    ],
)
def test_the_message_describes_the_fix(rule: str, text: str, fix: str) -> None:
    findings = read(text)
    assert isinstance(findings, list)
    assert (findings[0].rule, fix in findings[0].message) == (rule, True)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("# nothing\n", ["1:1 the file has no record; write `field: value` lines"]),
        ("\n- a\n", ["2:1 a record must be a mapping; write one `field: value` per line"]),
        ("\ufeffa: 1\n", ['1:1 the file begins with a byte order mark; save it as "UTF-8"']),
        (b"a: 1\nb: 2\nc: \xff\n", ["3:4 the file is not UTF-8 from here on; save it as UTF-8"]),
        ("a: 1\nb: 2\nc: x\ty\n", ["3:5 hidden character U+0009 tab; write spaces"]),
        ("\n\u200b\n", ["2:1 hidden character U+200B ZERO WIDTH SPACE; delete it"]),
        ("# c\n%YAML 1.2\n---\na: 1\n", ["2:1 a line that begins with `%` is a YAML directive; remove it"]),
        ("a: 1\n---\nb: 1\n", ["2:1 a second document begins here"]),
        ("<<: 1\n", ["1:1 `<<` is a merge key; write the fields themselves"]),
        ("[1, 2]: {b: 1, b: 2}\n", [
            "1:1 the name of a field must be a text; put it in quotes",
            "1:16 /[1, 2]/b `b` is here twice; keep one",
        ]),
        ("? " * 40 + "a\n", [f"1:{2 * MAXIMUM_DEPTH + 1} more than {MAXIMUM_DEPTH} levels; remove some"]),
        ("{" * 40, [f"1:{MAXIMUM_DEPTH + 1} more than {MAXIMUM_DEPTH} levels; remove some"]),
        ("x" * (MAXIMUM_BYTES + 1), ["1:1 the file has more than 65,536 bytes; keep what a person can review"]),
        ("a: b: c", ["1:5 not valid YAML: "
                     "a text with `: ` needs quotes, or this line is indented too far"]),
        ("a: [1\n", ["2:1 not valid YAML: "
                     "a list in brackets needs commas between its items, and `]` or `}` at its end"]),
        ("[", ["1:1 not valid YAML: did not find expected node content"]),
    ],
)  # fmt: skip
def test_a_finding_has_this_message(text: str | bytes, messages: list[str]) -> None:
    found = read(text)
    assert isinstance(found, list)
    positions = [f"{finding.line}:{finding.column} {finding.pointer}".rstrip() for finding in found]
    assert [f"{position} {finding.message}" for position, finding in zip(positions, found, strict=True)] == messages


def test_the_findings_of_hidden_characters_are_limited() -> None:
    assert len(findings_of("\u200b" * 500)) == MOST_FINDINGS


def test_a_missing_pointer_has_the_position_of_its_parent() -> None:
    document = read("a: 1\nb:\n  - c: 2\n")
    assert isinstance(document, Document)
    assert document.position(("b", 0, "c")) == Position(3, 5)
    assert document.position(("b", 0, "d", "e")) == Position(3, 5)
    assert document.position(("b", 7)) == Position(2, 1)
    assert document.position(("z",)) == START


# What follows holds for every text, found by trying many.

RULE_NAMES = {rule.name for rule in READER_RULES}
YAML_SIGNS = some.text(alphabet="ab01.-+:_~ \n\r\t'\"[]{}#&*!|>%@`?,=<\\x\u0085\u202e\ufeffé", max_size=60)


def check_findings(content: bytes) -> None:
    answer = parse_document("f.yaml", content)
    if isinstance(answer, Document):
        json.dumps(answer.data, allow_nan=False)
        return
    assert answer
    lines = content.count(b"\n") + content.count(b"\r") + content.count(b"\x85") + 2
    for finding in answer:
        assert finding.rule in RULE_NAMES
        assert 1 <= finding.line <= lines
        assert 1 <= finding.column <= len(content) + 1
        assert "\n" not in finding.message


@given(some.binary(max_size=200))
@example(b"\xff\xfe")
def test_no_bytes_make_reading_fail(content: bytes) -> None:
    check_findings(content)


@given(some.one_of(some.text(max_size=200), YAML_SIGNS))
@example("? ")
@example("a: !")
@example("- &")
@example('"\\U00110000": 1')
@example("a: |9999999999999999999\n")
def test_no_text_makes_reading_fail(text: str) -> None:
    check_findings(text.encode("utf-8", "surrogatepass"))


READABLE = some.text(
    alphabet=some.characters(codec="utf-8").filter(
        lambda character: not hidden_character().match(character) and character != "\r"
    ),
    max_size=20,
)
KEYS = READABLE.map(lambda text: unicodedata.normalize("NFC", text))
PLAIN = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(1 - 10**18, 10**18 - 1),
    READABLE,
    some.from_regex("[a-z ]{1,9}", fullmatch=True),
)
NESTED: some.SearchStrategy[Value] = some.recursive(
    PLAIN,
    lambda below: some.lists(below, max_size=4) | some.dictionaries(KEYS, below, max_size=4),
    max_leaves=20,
)
RECORDS = some.dictionaries(KEYS, NESTED, min_size=1, max_size=5)


class Page:
    """Writes data as YAML, with the position of each value."""

    def __init__(self) -> None:
        self.text = ""
        self.positions: dict[Pointer, Position] = {(): START}

    def note(self, pointer: Pointer) -> None:
        line_start = self.text.rfind("\n") + 1
        self.positions[pointer] = Position(self.text.count("\n") + 1, len(self.text) - line_start + 1)

    def write(self, value: Value, pointer: Pointer, indent: int) -> None:
        if isinstance(value, dict) and value:
            self.mapping(value, pointer, indent)
        elif isinstance(value, list) and value:
            self.list(value, pointer, indent)
        else:
            self.text += written(value)

    def mapping(self, value: Mapping[str, Value], pointer: Pointer, indent: int) -> None:
        for number, (key, below) in enumerate(value.items()):
            self.text += "\n" + " " * indent if number else ""
            self.note((*pointer, key))
            self.text += written(key) + ":"
            if below and isinstance(below, dict | list):
                self.text += "  # a comment\n" + " " * (indent + 2)
            else:
                self.text += " "
            self.write(below, (*pointer, key), indent + 2)

    def list(self, value: list[Value], pointer: Pointer, indent: int) -> None:
        for number, item in enumerate(value):
            self.text += "\n\n" + " " * indent + "- " if number else "- "
            self.note((*pointer, number))
            self.write(item, (*pointer, number), indent + 2)


def written(value: Value) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z]+( [a-z]+)*", value) and not needs_quotes(value):
        return value
    return json.dumps(value, ensure_ascii=False)


@given(RECORDS)
@example({"\U0001f600\U0001f600": {"a": [["b", {"c": "d"}]]}})
def test_written_data_is_read_and_every_key_has_its_position(record: dict[str, Value]) -> None:
    page = Page()
    page.write(record, (), 0)
    document = read(page.text + "\n")
    assert isinstance(document, Document), (document, page.text)
    assert document.data == record
    assert document.positions == page.positions


@given(RECORDS)
def test_json_is_read_as_the_yaml_it_is(record: dict[str, Value]) -> None:
    assert data_of(json.dumps(record, ensure_ascii=False, indent=1)) == record


@given(RECORDS, some.sampled_from(["no", "1.5", "&a b", "!c d", "*e"]))
def test_an_inserted_error_is_found_at_its_position(record: dict[str, Value], error: str) -> None:
    page = Page()
    page.write({**record, "the last": 1}, (), 0)
    text = page.text.removesuffix("1") + error + "\n"
    position = page.positions[("the last",)]
    assert [(line, column) for _, line, column in findings_of(text)] == [(position.line, len("the last: ") + 1)]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_that_is_never_closed_is_reported_where_it_opens(quote: str) -> None:
    findings = parse_document("a.yaml", f"a: 1\nb: {quote}two\nc: 3\nd: 4\n".encode())
    assert isinstance(findings, list)
    assert (findings[0].line, findings[0].column) == (2, 4)
    assert "is not closed" in findings[0].message


# What is not a record of ours, and what only its data is wanted of.


def test_a_foreign_list_may_have_any_value_at_its_root() -> None:
    value, positions = parse_list("list.yaml", b"- a: 1.10\n  b: no\n- [x]\n", 100)
    assert value == [{"a": "1.10", "b": "no"}, ["x"]]
    assert isinstance(positions, dict)
    assert positions[(0, "b")] == Position(2, 3)


def test_a_foreign_list_has_a_limit_and_findings() -> None:
    (large,) = parse_list("list.yaml", b"- a\n", 3)
    (tagged,) = parse_list("list.yaml", b"- !x a\n", 100)
    (broken,) = parse_list("list.yaml", b"- [\n", 100)
    findings = [(each.path, each.rule) for each in (large, tagged, broken) if isinstance(each, Finding)]
    assert findings == [("list.yaml", "too-large"), ("list.yaml", "tag"), ("list.yaml", "not-yaml")]


@pytest.mark.parametrize("text", ["a: b\n", "{a: b}\n"])
def test_the_data_of_a_record_alone(text: str) -> None:
    assert parse_data("a.yaml", text.encode()) == {"a": "b"}


def test_an_unreadable_record_has_findings() -> None:
    findings = parse_data("a.yaml", b"a: *b\n")
    assert isinstance(findings, list)
    assert [(each.path, each.rule) for each in findings] == [("a.yaml", "anchor")]


def test_an_error_without_our_own_message_has_that_of_the_parser() -> None:
    (rule_name,) = read('a: "\\q"\n')
    assert isinstance(rule_name, Finding)
    assert rule_name.message == "not valid YAML: found unknown escape character"
