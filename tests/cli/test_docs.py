"""`docs`: pages and the sections of commands, at a terminal and in a pipe."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest
from tests.commands import run, talk

from smregister.output.manual import command_sections, find_page, page_title, sections
from smregister.output.terminal_page import render_markdown

COMMANDS = """\
# Commands

## smregister add

Add a record.

### Options

```sh
# This is no heading.
smregister add account
```

## smregister report coverage

List agencies.
"""
PAGES = {"tutorial": "# The first hour\n\nBegin.\n", "how-to/letters": "# Letters\n", "reference/commands": COMMANDS}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tutorial", PAGES["tutorial"]),
        ("how-to/letters", "# Letters\n"),
        ("letters", "# Letters\n"),
        ("etters", None),
        ("report coverage", "## smregister report coverage\n\nList agencies."),
        ("report", None),
        ("reference/commands", COMMANDS),
    ],
)
def test_a_page_is_found_by_its_name_or_command(name: str, text: str | None) -> None:
    assert find_page(PAGES, name) == text


def test_a_section_ends_at_the_next_heading_of_its_level() -> None:
    assert [section.title for section in sections(COMMANDS)] == [
        "Commands", "smregister add", "Options", "smregister report coverage",
    ]  # fmt: skip
    assert command_sections(PAGES)["add"].startswith("## smregister add\n\nAdd a record.\n\n### Options")
    assert command_sections(PAGES)["add"].endswith("smregister add account\n```")
    assert page_title("No heading\n") == ""


def test_pages_are_listed_and_printed_as_markdown(tmp_path: Path) -> None:
    answer = run(tmp_path, "docs")
    assert answer.status == 0
    assert "explanation/architecture\tArchitecture\n" in answer.output
    pages = [line.partition("\t")[0] for line in answer.output.splitlines()[1:]]
    assert pages[:3] == ["tutorial", "index", "how-to/index"]
    assert [*dict.fromkeys(page.partition("/")[0] for page in pages[2:])] == ["how-to", "reference", "explanation"]
    page = run(tmp_path, "docs", "architecture")
    assert (page.status, page.messages) == (0, "")
    assert page.output.startswith("# Architecture\n")


def test_a_page_has_no_comments_and_a_folder_its_index(tmp_path: Path) -> None:
    assert "<!--" not in run(tmp_path, "docs", "letters").output
    assert run(tmp_path, "docs", "reference").output.startswith("# Reference\n")
    assert run(tmp_path, "docs", "json-schemas/check").json()["title"] == "smregister check URL-OR-HANDLE --json"


def test_a_wrong_name_is_an_error(tmp_path: Path) -> None:
    answer = run(tmp_path, "docs", "architectur")
    assert (answer.status, answer.output) == (2, "")
    assert "there is no page `architectur`; did you mean `explanation/architecture`?" in answer.messages
    assert "did you mean `smregister docs add`?" in run(tmp_path, "docs", "add", "account").messages


def test_a_page_longer_than_the_screen_opens_in_the_pager(tmp_path: Path) -> None:
    child = talk(tmp_path, "docs", "reference/rules", settings={"TERM": "xterm", "PAGER": "head -n 4"})
    child.expect(pexpect.EOF)
    assert len(child.before.splitlines()) == 4
    child = talk(tmp_path, "docs", "exit-statuses", settings={"TERM": "xterm", "PAGER": "head -n 1"})
    child.expect("Exit statuses")
    child.expect(pexpect.EOF)
    assert len(child.before.splitlines()) > 1


def test_a_page_is_rendered_at_a_terminal(tmp_path: Path) -> None:
    child = talk(tmp_path, "docs", "architecture")
    child.expect_exact("Architecture")
    assert "#" not in child.before
    child.expect("Packages, highest first")
    child.expect(pexpect.EOF)


def test_a_page_is_as_wide_as_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert {len(line) <= 40 for line in render_markdown("word " * 40, 40, colored=False).splitlines()} == {True}
