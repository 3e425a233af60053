"""Tests of all formats with hostile texts, and of the documents that programs rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, Repository, write
from tests.terminal import COLOR, show

from smregister.model import (
    Change,
    ChangeType,
    Difference,
    FieldChange,
    Finding,
    Record,
    Severity,
    Table,
    ValidationResult,
    Value,
)
from smregister.output import json_documents, json_writer, record_page, text_table
from smregister.output.formats import CHANGE_WRITERS, FINDING_WRITERS
from smregister.output.phrases import LONGEST_VALUE, format_count, format_summary, format_value
from smregister.output.table_summary import format_table_summary
from smregister.register.loader import read_register
from smregister.repository.work_tree import WorkTree
from smregister.text import code_span, hidden_character
from smregister.validation.glossary import all_rules

HOSTILE = [
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "\x1b[2J\x1b[31mred",
    "\x9b31m",
    "\x07\x08\x00\x7f\x85",
    "two\nlines",
    "two\r\nlines",
    "a\ttab",
    "\n::error::pwned",
    "::set-output name=x::y",
    "%0A::error::pwned",
    "\u202egnitirw\u202c",
    "zero\u200bwidth",
    "\u2028\u2029",
    "[bold]x[/bold]",
    "[/official]",
    "[link=https://evil.example]x[/link]",
    ":smiley:",
    "@everyone",
    "fixes #1",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<!-- marker -->",
    "</code></td></table>",
    "a | b",
    "a \\| b",
    "a \\\\| @team",
    "|",
    "`",
    "``",
    "a ` b `` c ``` d",
    "`|`",
    " ` ",
    "\\",
    "\\`@team\\`",
    "trailing \\",
    "https://evil.example",
    "www.evil.example",
    "**bold** _it_ ~~no~~",
    "# heading",
    "- list",
    "&lt;script&gt; &#64;team",
    "\ud800",
    "🇵🇬 Daftar 官方",
    " ",
    "x" * 500,
]

PATH = "registry/agencies/health/accounts/"
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def as_path(text: str) -> str:
    """Return the path of a file by its name; bytes that are not UTF-8 are escaped, as in trees."""
    return f"{PATH}{text.encode('utf-8', 'backslashreplace').decode()}.yaml"


def result_of(*texts: str) -> ValidationResult:
    """Return a result with a finding for each text, in its path and in its message."""
    findings = [
        Finding(as_path(text), 2, 3, "dangling-reference", f"/{text}", severity, f"there is no `{text}`")
        for text, severity in zip(texts, [*Severity] * len(texts), strict=False)
    ]
    return ValidationResult(tuple(sorted(findings)), 7)


def difference(*texts: str) -> Difference:
    """Return changes of every type for each text, in ids, keys and values."""
    changes = []
    for text in texts:
        old, new = (Record("account", f"health/{text}{end}", PATH + text, {text: text}) for end in ("", "-new"))
        fields = (FieldChange((text,), text, [text, {text: text}]), FieldChange(("a", 0, "b"), None, text))
        changes += [
            Change(ChangeType.CHANGED, old, old, fields),
            Change(ChangeType.RENAMED, old, new),
            Change(ChangeType.ADDED, None, new, fields),
            Change(ChangeType.REMOVED, old, None, fields),
        ]
    return Difference(changes, [])


def join_lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def assert_safe(text: str) -> None:
    """Assert that a text has no control or hidden character."""
    found = UNPRINTABLE.search(text)
    assert found is None, f"{found[0]!r} in {text[max(0, found.start() - 60) : found.end() + 20]!r}"


# Terminals.


@pytest.mark.parametrize("format_", FINDING_WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_findings_are_safe(format_: str, text: str) -> None:
    assert_safe(join_lines(FINDING_WRITERS[format_](result_of(text), all_rules)))


@pytest.mark.parametrize("format_", CHANGE_WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_changes_are_safe(format_: str, text: str) -> None:
    assert_safe(join_lines(CHANGE_WRITERS[format_](difference(text), text, text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_json_documents_are_safe(text: str) -> None:
    record = Record("account", text, text, {text: text})
    for document in (
        join_lines(json_documents.write_records("account", [record])),
        join_lines(json_documents.write_search_results(None, [record])),
        json_documents.write_record(record),
        json_writer.document({"account": text, "reason": text, "like": [text]}),
    ):
        assert_safe(document)
        assert text in json.dumps(json.loads(document), ensure_ascii=False) or json.dumps(text)[1:-1] in json.dumps(
            json.loads(document)
        )


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=12,
)


@given(answer=st.dictionaries(st.text(), _PLAIN, max_size=4))
def test_a_document_equals_that_of_the_json_module(answer: dict[str, object]) -> None:
    in_pieces = {name: iter(member) if isinstance(member, list) else member for name, member in answer.items()}
    whole = json.dumps({"version": 1, **answer}, ensure_ascii=False, indent=2)
    shown = hidden_character().sub(lambda match: json.dumps(match[0])[1:-1], whole)
    assert json_writer.document(answer) == "\n".join(json_writer.document_lines(in_pieces)) == shown


def test_a_list_is_written_item_by_item() -> None:
    made: list[int] = []
    items = (made.append(number) or {"number": number} for number in range(1000))
    lines = json_writer.document_lines({"items": items})
    assert [next(lines) for _ in range(3)] == ["{", '  "version": 1,', '  "items": [']
    assert len(made) < 5
    assert [item["number"] for item in json.loads("\n".join(["{", '"items": [', *lines]))["items"]] == [*range(1000)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_record_page_is_safe(register: Path, text: str) -> None:
    found, _ = read_register(WorkTree(register), DAY)
    members: dict[str, Value] = {text: text, "languages": [text, {text: [text, [text]]}]}
    record = Record("account", f"health/{text}", PATH + text, members)
    assert_safe(join_lines(record_page.format_record(found, record)))


@pytest.mark.parametrize("value", [[], {}, [[]], [{}], [[[]]], [{"b": []}], [None], {"b": {}}, [[1], [{}], 2]])
def test_a_record_page_shows_values_of_any_shape(register: Path, value: Value) -> None:
    found, _ = read_register(WorkTree(register), DAY)
    record = Record("account", "health/x", PATH + "x.yaml", {"a": value, "z": "the end"})
    assert list(record_page.format_record(found, record))[-1] == "z: the end"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_in_a_pipe_has_one_line_per_row(text: str) -> None:
    lines = list(text_table.TextTable(["id", "text"], [["one", text], [text, "two"]]))
    assert len(lines) == 3
    for line in lines:
        assert line.count("\t") == 1
        assert_safe(line.replace("\t", ""))


@pytest.mark.parametrize("text", HOSTILE)
def test_one_finding_is_one_line(text: str) -> None:
    for format_ in ("text", "github"):
        output = join_lines(FINDING_WRITERS[format_](result_of(text, text, text), all_rules))
        assert output.count("\n") == 3


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_is_safe_in_every_format(text: str) -> None:
    for finding_writer in FINDING_WRITERS.values():
        assert_safe(join_lines(finding_writer(result_of(text), all_rules)))
    for change_writer in CHANGE_WRITERS.values():
        assert_safe(join_lines(change_writer(difference(text), text, text)))


def test_hidden_characters_are_escaped() -> None:
    (line,) = FINDING_WRITERS["text"](result_of("a\x1b[31m\u202e\n\x9b"), all_rules)
    assert "a\\x1b[31m\\u202e\\n\\x9b" in line


# Text.


def test_a_finding_as_text() -> None:
    assert list(FINDING_WRITERS["text"](result_of("x"), all_rules)) == [
        "registry/agencies/health/accounts/x.yaml:2:3: error dangling-reference: there is no `x`"
    ]


def test_changes_as_text() -> None:
    assert list(CHANGE_WRITERS["text"](difference("x"), "A", "B")) == [
        "~ account health/x changed",
        '    x: x → ["x", {"x": "x"}]',
        "    a.0.b: (nothing) → x",
        "> account health/x renamed to health/x-new",
        "+ account health/x-new added",
        "- account health/x removed",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "(nothing)"),
        (True, "true"),
        (7, "7"),
        ("", ""),
        ("x" * LONGEST_VALUE, "x" * LONGEST_VALUE),
        ("x" * (LONGEST_VALUE + 1), "x" * (LONGEST_VALUE - 1) + "…"),
        ({"a": [1, None, "é"]}, '{"a": [1, null, "é"]}'),
    ],
)
def test_a_value_is_formatted_on_one_line(value: Value, text: str) -> None:
    assert format_value(value) == text


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "error", "0 errors"),
        (1, "error", "1 error"),
        (1226, "record", "1,226 records"),
        (2, "entry", "2 entries"),
    ],
)
def test_a_count_has_its_noun(number: int, noun: str, text: str) -> None:
    assert format_count(number, noun) == text


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ({"accounts": 1, "met": 1, "accounts without a standard": 1}, "1 account, 1 met, 1 account without a standard"),
        ({"accounts": 1200, "months": 1, "agencies": 0}, "1,200 accounts, 1 month"),
        ({"accounts newly fail": 1, "accounts newly pass": 2}, "1 account newly fails, 2 accounts newly pass"),
        ({"percent": 0, "percent before": None, "agencies": {"health": {}}}, "0 percent"),
        ({"agencies": 0}, "nothing"),
    ],
)
def test_a_table_summary_has_singulars_and_plurals(summary: dict[str, Value], words: str) -> None:
    assert format_table_summary(Table("freshness", "", "", (), (), summary, (), ())) == words


def test_the_summary_of_an_empty_table_names_what_there_is_none_of() -> None:
    assert format_table_summary(Table("handovers", "", "", (), (), {"due": 0}, (), ())) == "no open handovers"
    coverage = Table("coverage", "", "", (), (), {"agencies": 3}, (), ())
    assert format_table_summary(coverage) == "3 agencies, none lacks an account"


def test_the_summary_counts_each_severity_and_the_debt() -> None:
    result = result_of("a", "b", "c")
    assert format_summary(result) == "7 records: 1 error, 1 warning, 1 note"
    assert (
        format_summary(ValidationResult((), 1, debt=2))
        == "1 record: 0 errors, 0 warnings, 0 notes (2 older errors not from this change)"
    )


# GitHub's workflow commands.


def test_findings_as_annotations() -> None:
    assert list(FINDING_WRITERS["github"](result_of("a", "b", "c"), all_rules)) == [
        f"::{command} file={PATH}{name}.yaml,line=2,col=3,title=dangling-reference::there is no `{name}`"
        for command, name in (("error", "a"), ("warning", "b"), ("notice", "c"))
    ]


def read_annotation(line: str) -> tuple[dict[str, str], str]:
    """Parse a workflow command like GitHub's runner."""
    command = re.fullmatch(r"::(?:error|warning|notice) (.*?)::(.*)", line, re.DOTALL)
    assert command, line
    properties = dict(part.split("=", 1) for part in command[1].split(","))
    unescaped = {
        name: text.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        for name, text in properties.items()
    }
    return unescaped, command[2].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_an_annotation(text: str) -> None:
    (line,) = FINDING_WRITERS["github"](result_of(text), all_rules)
    assert line.startswith("::error file=registry/")
    properties, _ = read_annotation(line)
    assert list(properties) == ["file", "line", "col", "title"]
    assert (properties["line"], properties["col"], properties["title"]) == ("2", "3", "dangling-reference")
    assert "\n" not in line


@pytest.mark.parametrize("text", ["a,b", "a:b", "100%", "%0A", "a::b", "a=b,c=d"])
def test_github_decodes_an_annotation(text: str) -> None:
    (line,) = FINDING_WRITERS["github"](result_of(text), all_rules)
    properties, message = read_annotation(line)
    assert properties["file"] == f"{PATH}{text}.yaml"
    assert message == f"there is no `{text}`"


# GitLab's Code Quality reports.


def test_findings_as_a_code_quality_report() -> None:
    (document,) = FINDING_WRITERS["gitlab"](result_of("a", "b", "c"), all_rules)
    assert (
        document
        == """\
[
  {
    "description": "there is no `a`",
    "check_name": "dangling-reference",
    "fingerprint": "5ebea0d4d8c0ae9b3770d89003bde9528b2e564b07a10927593e3ef7ede52219",
    "severity": "major",
    "location": {
      "path": "registry/agencies/health/accounts/a.yaml",
      "lines": {
        "begin": 2
      }
    }
  },
  {
    "description": "there is no `b`",
    "check_name": "dangling-reference",
    "fingerprint": "b01745d326b07aebf0d56ad8666c34b4773e10d4c3c2f27905473918be473999",
    "severity": "minor",
    "location": {
      "path": "registry/agencies/health/accounts/b.yaml",
      "lines": {
        "begin": 2
      }
    }
  },
  {
    "description": "there is no `c`",
    "check_name": "dangling-reference",
    "fingerprint": "6e5a23757865b4a5b0209f69b9ee8b91d7ee23e854faa176478120fabcd9cb6b",
    "severity": "info",
    "location": {
      "path": "registry/agencies/health/accounts/c.yaml",
      "lines": {
        "begin": 2
      }
    }
  }
]"""
    )


def fingerprints(*findings: Finding) -> list[str]:
    (document,) = FINDING_WRITERS["gitlab"](ValidationResult(findings, 1), all_rules)
    return [violation["fingerprint"] for violation in json.loads(document)]


def test_a_fingerprint_is_unique_and_independent_of_lines() -> None:
    found = Finding("a.yaml", 2, 3, "rule", "/a", Severity.ERROR, "wrong")
    others = [
        replace(found, path="b.yaml"),
        replace(found, rule="another"),
        replace(found, pointer="/b"),
        replace(found, message="worse"),
        replace(found, path="a.yamlrule", rule=""),
        found,
    ]
    assert len({*fingerprints(found, *others)}) == 1 + len(others)
    moved = [replace(each, line=each.line + 7, column=1) for each in (found, *others)]
    assert fingerprints(*moved) == fingerprints(found, *others)
    assert fingerprints(found)[0] == fingerprints(*others[:3], found)[3]


# Markdown.


def table_cells(text: str) -> list[list[Token]]:
    """Parse a Markdown table; return the contents of its cells."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    kinds = {token.type for token in tokens}
    assert not kinds & {
        "html_block",
        "fence",
        "code_block",
        "heading_open",
        "bullet_list_open",
        "blockquote_open",
    }
    begin = next(number for number, token in enumerate(tokens) if token.type == "tbody_open")
    assert tokens[-1].type == "table_close"
    return [token.children or [] for token in tokens[begin:] if token.type == "inline"]


@pytest.mark.parametrize("text", HOSTILE)
def test_findings_in_markdown_have_text_only_as_code(text: str) -> None:
    cells = table_cells(join_lines(FINDING_WRITERS["markdown"](result_of(text), all_rules)))
    assert len(cells) == 4
    assert [child.content for cell in cells[1:3] for child in cell] == ["error", "dangling-reference"]
    for cell in (cells[0], cells[3]):
        assert [child.type for child in cell] == ["code_inline"]


OUR_WORDS = re.compile(r"(account|added|removed|changed|renamed from)? *")


@pytest.mark.parametrize("text", HOSTILE)
def test_changes_in_markdown_have_text_only_as_code(text: str) -> None:
    cells = table_cells(join_lines(CHANGE_WRITERS["markdown"](difference(text), text, text)))
    assert len(cells) == 6 * 5
    for cell in cells:
        for child in cell:
            assert child.type in ("code_inline", "text")
            assert child.type == "code_inline" or OUR_WORDS.fullmatch(child.content), child.content


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isprintable() and text.strip() == text])
def test_a_code_span_keeps_its_text(text: str) -> None:
    (cell,) = table_cells(f"| a |\n|---|\n| {code_span(text)} |\n")
    assert [child.content for child in cell] == [text]


@given(st.text(st.sampled_from("`|\\ @a*<"), min_size=1, max_size=12))
def test_no_text_ends_its_code_span(text: str) -> None:
    cells = table_cells(f"| a | b |\n|---|---|\n| {code_span(text)} | {code_span('end')} |\n")
    assert [[child.type for child in cell] for cell in cells] == [["code_inline"], ["code_inline"]]
    assert cells[1][0].content == "end"


def test_no_findings_make_no_table() -> None:
    assert list(FINDING_WRITERS["markdown"](ValidationResult((), 3), all_rules)) == [
        "**3 records: 0 errors, 0 warnings, 0 notes**"
    ]
    assert list(CHANGE_WRITERS["markdown"](Difference([], []), "A", "B")) == []


# JSON and SARIF.


@pytest.mark.parametrize("text", HOSTILE)
def test_json_keeps_all_text(text: str) -> None:
    (found,) = json.loads(join_lines(FINDING_WRITERS["json"](result_of(text), all_rules)))["findings"]
    assert found == {
        "path": as_path(text),
        "line": 2,
        "column": 3,
        "pointer": f"/{text}",
        "rule": "dangling-reference",
        "severity": "error",
        "message": f"there is no `{text}`",
    }


def test_pointers_conform_to_rfc_6901() -> None:
    record = Record("account", "x", "x", {})
    change = Change(ChangeType.CHANGED, record, record, (FieldChange(("a/b", "c~d", 0), 1, 2),))
    (document,) = CHANGE_WRITERS["json"](Difference([change], []), "A", "B")
    assert json.loads(document)["changes"][0]["fields"][0]["pointer"] == "/a~1b/c~0d/0"


SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "version", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription"],
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {"level": {"enum": ["none", "note", "warning", "error"]}},
                        },
                    },
                },
            },
        },
    },
}
"""The requirements of code scanning on SARIF 2.1.0."""


@pytest.mark.parametrize("text", HOSTILE)
def test_findings_as_sarif(text: str) -> None:
    (document,) = FINDING_WRITERS["sarif"](result_of(text, text, text), all_rules)
    log = json.loads(document)
    jsonschema.validate(log, SARIF)
    (sarif_run,) = log["runs"]
    rules = sarif_run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["dangling-reference"]
    assert sorted(result["level"] for result in sarif_run["results"]) == ["error", "note", "warning"]
    for result in sarif_run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"] == {"startLine": 2, "startColumn": 3}
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        assert unquote(uri) == as_path(text)


def test_sarif_can_describe_every_rule() -> None:
    findings = [Finding("a", 1, 1, rule.name, "", rule.severity, "x") for rule in all_rules()]
    (document,) = FINDING_WRITERS["sarif"](ValidationResult(tuple(findings), 1), all_rules)
    rules = json.loads(document)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule.name for rule in all_rules())
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in rules)


@pytest.mark.parametrize("format_", FINDING_WRITERS)
def test_no_findings_make_a_valid_document(format_: str) -> None:
    output = join_lines(FINDING_WRITERS[format_](ValidationResult((), 3), all_rules))
    if format_ in ("json", "sarif"):
        assert json.loads(output)
    elif format_ == "gitlab":
        assert output == "[]\n"
    else:
        assert output.count("\n") == (1 if format_ == "markdown" else 0)


# Commands with hostile file names and texts.

PRINTABLE = [text for text in HOSTILE if text.isprintable() and text.strip() and len(text) < 100]


@pytest.fixture
def hostile(repository: Repository) -> Repository:
    """Return a register with hostile texts and file names."""
    lines = "".join(f"  - name: '{text}'\n" for text in (each.replace("'", "''") for each in PRINTABLE))
    for number, text in enumerate(PRINTABLE):
        quoted = text.replace("'", "''")
        account = ACCOUNT_TEXT.replace("example_health", f"e{number}").replace("News for the press", f"'{quoted}'")
        write(
            repository.root,
            {ACCOUNT.replace("health.yaml", f"h{number}.yaml"): account + f"unknown:\n{lines}"},
        )
    for name in ("\x1b[31m.yaml", "\x9b.yaml", "a\nb.yaml", "\u202e.yaml", "[bold].yaml", "\udcff.yaml"):
        write(repository.root, {ACCOUNT.replace("x-health.yaml", name): ACCOUNT_TEXT})
    return repository


COMMANDS = [
    *(["validate", "--format", format_] for format_ in FINDING_WRITERS),
    *(["diff", "--format", format_] for format_ in CHANGE_WRITERS),
    ["list", "account", "--json"],
    ["search", "e"],
    ["search", "e", "--json"],
    ["show", "health/x-h1"],
    ["show", "health/\x1b[31m"],
    ["show", "health/\x1b[31m", "--json"],
    ["show", "health/\x9b", "--json"],
    ["check", "x.com/example_health"],
    ["check", "x.com/example_health", "--json"],
]


@pytest.mark.parametrize("command", [["list", "account"], *COMMANDS], ids=lambda each: ascii(" ".join(each)))
def test_every_command_is_safe_with_a_hostile_register(hostile: Repository, command: list[str]) -> None:
    answer = run(hostile.root, *command)
    assert answer.status in (0, 1)
    assert_safe(answer.output.replace("\t", "") if command[0] in ("list", "search") else answer.output)
    assert_safe(answer.messages)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["list", "account"], ["[/official]", ":smiley:", "health/\\x1b[31m", "health/\\u202e"]),
        (["search", "[/official]"], ["[/official]"]),
        (["search", "[31m"], ["health/\\x1b[31m"]),
    ],
)
def test_a_terminal_is_safe_from_a_hostile_register(hostile: Repository, command: list[str], shown: list[str]) -> None:
    output = show(hostile.root, *command, columns=400)
    assert all(text in output for text in shown)
    assert_safe(COLOR.sub("", output))
