"""The commands in the README and the tutorial run under bash, and print what the pages show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.shell import Shell, commands, shell_blocks
from tests.docs.site import foreign_addresses
from tests.docs.terminal_svg import PICTURE
from tests.docs.tutorial import GUIDES, TUTORIAL, guide_shell
from tests.registers import PROJECT

from smregister.cli.main import program

README = PROJECT / "README.md"
PAGES = [README, *sorted(PROJECT.glob("docs/**/*.md"))]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Return a shell in the register that the guides begin with."""
    return guide_shell(tmp_path_factory.mktemp("start"))


def test_the_tutorial_shows_what_its_commands_print(tmp_path: Path) -> None:
    """`python -m tests.docs.tutorial --write` updates the output in the page."""
    text = TUTORIAL.read_text("utf-8")
    assert Shell(tmp_path).run_page(text) == text


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_guides_show_what_their_commands_print(page: Path, start: Shell, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert start.moved(tmp_path).run_page(text) == text


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    _, _, after_the_first_block = README.read_text("utf-8").partition("```sh\n")
    shell = Shell(tmp_path)
    (tmp_path / "clone").mkdir()
    shell.run("cd clone")
    shell.run_page(after_the_first_block)


def test_the_readme_is_short() -> None:
    lines = README.read_text("utf-8").splitlines()
    assert len(lines) <= 150
    assert list(commands(shell_blocks("\n".join(lines) + "\n")[0]))[1].endswith("pytest -q")


def test_the_readme_names_every_command() -> None:
    section = README.read_text("utf-8").partition("## Commands")[2].partition("\n## ")[0]
    names = set(re.findall(r"`([a-z-]+)`", section.replace("`report ", "`report` `")))
    group = program()
    assert set(group.commands) <= names
    assert set(group.build("report").commands) <= names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_in_pages_exist(page: Path) -> None:
    """Each has the options that the page gives it."""
    for block in re.findall(r"^```(?:sh|bash)\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in commands(block):
            if match := re.match(r"(?:[. \w/-]*/)?smregister (?:-C \S+ )?([a-z-]+)(?: ([a-z]+))?(.*)", line):
                options = _options(match[1], match[2])
                used = set(re.findall(r"(?<= )--?[a-z][a-z-]*", match[3].partition(" # ")[0].partition("$(")[0]))
                assert used <= options, line


def _options(name: str, second: str | None) -> set[str]:
    command = program().build(name)
    if name == "report" and second:
        command = command.build(second)
    return {option for parameter in command.params for option in [*parameter.opts, *parameter.secondary_opts]}


def test_what_is_loaded_from_another_origin_is_found() -> None:
    page = """<link rel="stylesheet" href="//cdn.example/a.css"><script src="https://cdn.example/a.js"></script>
    <img src="a.png"><a href="https://elsewhere.example/">A link</a>
    <style>a { background: url(http://b.example/c) }</style>"""
    found = ["//cdn.example/a.css", "https://cdn.example/a.js", "http://b.example/c"]
    assert foreign_addresses("a.html", page) == found
    assert foreign_addresses("a.css", "@import 'https://fonts.example/f.css'; a { background: url(b.png) }") == [
        "https://fonts.example/f.css"
    ]


def test_the_picture_loads_nothing() -> None:
    assert foreign_addresses(PICTURE.name, PICTURE.read_text("utf-8")) == []
