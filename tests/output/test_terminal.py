"""Colors, wrapped lines and tables at a terminal; `python -m tests.output.test_terminal` writes the snapshots."""

from __future__ import annotations

import io
import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.commands import run
from tests.registers import ACCOUNT, ACCOUNT_TEXT, DAY, Repository
from tests.terminal import COLOR, show

from smregister.cli import console
from smregister.cli.help_format import fold_command
from smregister.model import (
    Change,
    ChangeType,
    FieldChange,
    Finding,
    Record,
    Severity,
    ValidationResult,
)
from smregister.output import record_page, terminal_table
from smregister.output.phrases import format_summary, sort_findings
from smregister.output.plain_text import format_changes, format_finding, format_findings
from smregister.output.styled_line import Style, StyledLine, cell_width, paint
from smregister.output.terminal import render, render_message, render_text
from smregister.output.text_table import TextTable
from smregister.register.loader import read_register
from smregister.repository.work_tree import WorkTree
from smregister.text import hidden_character

SNAPSHOTS = Path(__file__).with_name("terminal")
LAYOUTS = [(width, colored) for width in (40, 80, 120) for colored in (False, True)]

ID = "pg-dict/whatsapp-number-of-the-department"
FINDINGS = (
    Finding("registry/agencies/a/accounts/x.yaml", 3, 1, "no-alt", "/a", Severity.NOTE, "the `purpose` is short"),
    Finding("registry/agencies/pg-dict/agency.yaml", 9, 3, "dangling-reference", "/b", Severity.ERROR, "no `pg`"),
    Finding("registry/agencies/a/accounts/y.yaml", 2, 1, "invalid-handle", "/c", Severity.WARNING, "no `@` \x1b[31m"),
    Finding("registry/standards/house.yaml", 1, 1, "duplicate-clause", "/d", Severity.ERROR, "`PUB-01` is there twice"),
)
RECORD = Record("account", "health/x-health", ACCOUNT, {"purpose": "News for the press", "tags": ["one", {"a": "b"}]})
CHANGES = (
    Change(ChangeType.ADDED, None, RECORD),
    Change(ChangeType.CHANGED, RECORD, RECORD, (FieldChange(("purpose",), "News", "News for the press and others"),)),
    Change(ChangeType.REMOVED, RECORD, None),
)
REPORT = TextTable(
    ("Account", "Clause", "Outcome", "Reason"),
    [
        ("a/x-press", "APT-01", "not-met", "no second administrator; the standard asks for two"),
        ("a/x-press", "PUB-01", "could-not-tell", "the day of the last post is not known"),
        (ID, "APT-01", "met", ""),
    ],
    whole=True,
)
LIST = TextTable(
    ("id", "status", "purpose"),
    [
        ("a/x-press", "active", "News for the press and for everybody else who asks for it"),
        (ID, "dormant", "Answers"),
        *((f"a/x-{number}", "closed", "官方新闻 for the press and for everybody else") for number in range(2)),
    ],
)


def sample(width: int, *, colored: bool) -> Iterator[str]:
    """Yield one output of each sort."""
    for table in (REPORT, LIST):
        yield from render(table, width, colored=colored)
        yield ""
    yield from render(format_findings(FINDINGS), width, colored=colored)
    yield render_message(format_summary(ValidationResult(FINDINGS, 7)), width, "", "plain", colored=colored)
    yield from ("", *render(format_changes(CHANGES), width, colored=colored))
    message = "there is no record `pg`; `smregister search TEXT` finds records by any word\n  --set purpose=…   Purpose"
    yield from ("", render_message(message, width, "smregister:", "bad", colored=colored))
    text = (
        "short-rule (error)\n\nA line that was wrapped in the source of the program\nand goes on here.\n\n- one\n- two"
    )
    yield from ("", *render_text(text, width, colored=colored))


def snapshot(width: int, *, colored: bool) -> str:
    """Return the outputs, with readable escapes."""
    return "\n".join([*sample(width, colored=colored), ""]).replace("\x1b[", "^[")


@pytest.mark.parametrize(("width", "colored"), LAYOUTS)
def test_outputs_are_as_they_were(width: int, colored: bool) -> None:
    assert snapshot(width, colored=colored) == _file(width, colored).read_text("utf-8")


def _file(width: int, colored: bool) -> Path:
    return SNAPSHOTS / f"{width}{'-colored' if colored else ''}.txt"


@pytest.mark.parametrize(("width", "colored"), LAYOUTS)
def test_nothing_is_wider_than_the_terminal_but_a_word(width: int, colored: bool) -> None:
    for line in "\n".join(sample(width, colored=colored)).split("\n"):
        shown = COLOR.sub("", line)
        assert cell_width(shown) <= width or len(shown.removeprefix("  - ").split()) == 1, shown


WORDS = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=8).map(" ".join)


@given(st.lists(st.tuples(WORDS, st.sampled_from(Style)), max_size=4), st.integers(1, 90))
def test_only_our_own_escapes_reach_a_terminal(pieces: list[tuple[str, Style]], width: int) -> None:
    line = StyledLine(*pieces)
    painted = paint(line, width, colored=True)
    plain = COLOR.sub("", painted)
    assert hidden_character().search(plain) is None
    assert plain == paint(line, width, colored=False)
    assert plain.split() == line.split()


@example(rows=[("", "  0000000\x1f\x1f\x1f\x08\x08 0", "0 00\x1f\x08")], width=46, whole=True)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5), st.integers(1, 60), st.booleans())
def test_no_table_has_escapes_of_its_cells_or_breaks_a_word(
    rows: list[tuple[str, str, str]], width: int, whole: bool
) -> None:
    lines = [*render(TextTable(("one", "two", "three"), rows, whole=whole), width, colored=True)]
    plain = COLOR.sub("", "\n".join(lines))
    assert hidden_character().search(plain) is None
    cells = [StyledLine(cell).split() for row in rows for cell in row]
    ids = {word for words in cells for word in words if whole or len(words) == 1}
    assert ids <= set(plain.split()) | {"two:", "three:"}


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_an_id_is_in_one_piece_at_every_width(width: int) -> None:
    rows = [[ID, "x", "News " * 40], ["a/b", "x", "News"], ["a/c", ID, "News"]]
    for whole in (False, True):
        lines = [*render(TextTable(["id", "platform", "purpose"], rows, whole=whole), width, colored=False)]
        assert sum(ID in line for line in lines) == 2, lines


def test_a_word_wider_than_its_column_has_a_line_of_its_own() -> None:
    rows = [["a/b", "News for the press"]] * 5 + [[ID, "News"]]
    lines = [*render(TextTable(["id", "purpose"], rows), 40, colored=False)]
    assert lines[-2:] == [ID, f"{'News':>{lines[2].index('News') + 4}}"]


def test_first_cells_that_most_rows_share_become_headings() -> None:
    rows = [[account, clause, "\x1b[31mnot met"] for account in ("a/x", "a/y") for clause in ("ONE", "TWO", "THREE")]
    lines = [*render(TextTable(["account", "clause", "outcome"], rows, whole=True), 60, colored=False)]
    assert [line.split() for line in lines if "─" not in line] == [
        ["clause", "outcome"],
        *(["a/x"], ["ONE", "\\x1b[31mnot", "met"], ["TWO", "\\x1b[31mnot", "met"], ["THREE", "\\x1b[31mnot", "met"]),
        [],
        *(["a/y"], ["ONE", "\\x1b[31mnot", "met"], ["TWO", "\\x1b[31mnot", "met"], ["THREE", "\\x1b[31mnot", "met"]),
    ]
    assert len({line.index("not met") for line in lines if "not met" in line}) == 1


def test_a_cell_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: Counter[str] = Counter()

    def count(text: str) -> int:
        measured[text] += 1
        return cell_width(text)

    monkeypatch.setattr(terminal_table, "cell_width", count)
    rows = [[f"a/x-{number}", f"官方{number}", f"a{number} b{number}"] for number in range(50)]
    for whole in (False, True):
        assert len([*terminal_table.align_rows(TextTable(["id", "name", "text"], rows, whole=whole), 80)]) == 52
        assert set(measured.values()) == {1}
        measured.clear()


class Stream(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("choice", "settings", "is_terminal", "colored"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {"FORCE_COLOR": "", "TERM": "xterm"}, False, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_an_option_decides_before_the_environment_and_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    choice: console.ColorChoice,
    settings: dict[str, str],
    is_terminal: bool,
    colored: bool,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    token = console._color_choice.set(choice)
    try:
        assert console.supports_color(Stream(is_terminal)) is colored
    finally:
        console._color_choice.reset(token)


@pytest.fixture
def flawed(repository: Repository) -> Repository:
    """Return a register with an error."""
    repository.write({ACCOUNT: ACCOUNT_TEXT.replace("active", "lively")})
    return repository


COMMANDS: Sequence[Sequence[str]] = [
    ("validate",),
    ("list", "account"),
    ("show", "health/x-health"),
    ("check", "x.com/example_health"),
    ("diff",),
    ("report", "coverage"),
    ("edit", "health/x-health", "--set", "purpose=", "--dry-run"),
    ("explain", "dangling-reference"),
    ("explain", "account.handle"),
    ("ad",),
    ("list", "--help"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_word_breaks_at_40_columns(flawed: Repository, command: Sequence[str]) -> None:
    plain = show(flawed.root, "--color", "never", *command, columns=40)
    colored = show(flawed.root, *command, columns=40)
    assert "\x1b" not in plain
    assert COLOR.sub("", colored) == plain
    for line in plain.splitlines():
        assert len(line) <= 40 or _is_code(line) or len(line.split()) == 1, line


def _is_code(line: str) -> bool:
    """Return whether a line holds an option and its value."""
    return len(line.removesuffix(" \\").split()) == 2 and "    --" in line


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (90, ["  smregister edit a/x --set purpose='News for all' --dry-run"]),
        (40, ["  smregister edit a/x \\", "      --set purpose='News for all' \\", "      --dry-run"]),
    ],
)
def test_a_folded_example_is_the_same_command(width: int, lines: list[str]) -> None:
    folded = fold_command("  smregister edit a/x --set purpose='News for all' --dry-run", width)
    assert folded.split("\n") == lines
    assert shlex.split(folded.replace("\\\n", "")) == [
        "smregister",
        "edit",
        "a/x",
        "--set",
        "purpose=News for all",
        "--dry-run",
    ]


def test_a_pipe_gets_long_lines_and_colors_on_request(flawed: Repository) -> None:
    command = ("list", "account")
    plain = run(flawed.root, *command, settings={"COLUMNS": "40"})
    assert plain == run(flawed.root, "--color", "never", *command)
    assert plain.output.startswith("id\tplatform\thandle\tstatus\tpurpose\nhealth/x-health\tx\t")
    for settings, option in (({"FORCE_COLOR": "1"}, ()), ({}, ("--color", "always"))):
        colored = run(flawed.root, *option, *command, settings=settings)
        assert colored.output.startswith("\x1b[1mid\x1b[0m\t")
        assert COLOR.sub("", colored.output) == plain.output


def test_findings_are_listed_by_severity_then_agency(flawed: Repository) -> None:
    def paths(findings: Iterable[Finding]) -> list[str]:
        return [finding.path.removeprefix("registry/") for finding in findings]

    assert paths(sort_findings(reversed(FINDINGS))) == [
        "standards/house.yaml",
        "agencies/pg-dict/agency.yaml",
        "agencies/a/accounts/y.yaml",
        "agencies/a/accounts/x.yaml",
    ]


def test_the_severity_of_a_finding_has_a_color_and_a_word() -> None:
    painted = {str(paint(format_finding(finding), None, colored=True)) for finding in FINDINGS}
    assert {match[0] for line in painted for match in re.finditer(r"\x1b\[[0-9;]+m(error|warning|note)", line)} == {
        "\x1b[1;31merror",
        "\x1b[33mwarning",
        "\x1b[36mnote",
    }


def test_a_record_page_is_the_same_text_in_color(register: Path) -> None:
    loaded, _ = read_register(WorkTree(register), DAY)
    lines = [*record_page.format_record(loaded, RECORD)]
    assert "\n".join(lines[3:]) == "Purpose: News for the press\nTags:\n  - one\n  - a: b"
    painted = [*render(lines, None, colored=True)]
    assert [COLOR.sub("", line) for line in painted] == lines
    assert painted[0].startswith("\x1b[1maccount health/x-health")


if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for layout in LAYOUTS:
        _file(*layout).write_text(snapshot(layout[0], colored=layout[1]), "utf-8")
